"""Reading the log: the state of a definition as its events tell it, up to a position."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from deliberation.models import Definition, Event, Proposal, Revision, Ruleset


@dataclass(frozen=True)
class Column:
    """One vote-bearing revision: a column of the vote matrix.

    parts: numbers of the proposals that the log knows and that moderation split it into.
    """

    proposal: Proposal
    revision: Revision
    shown: Revision
    is_rejected: bool
    is_succeeded: bool
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Log:
    """The log of a definition up to `watermark`, all but its votes (actions.shards).

    classes: slug and title of each stakeholder class; guests: the place among them of the
    class for guests, -1 if there is none.
    columns: of the vote matrix, by proposal number, a succeeded revision before its
    successor. merged: of `counted_with`; what is merged into another has no column.
    """

    definition: Definition
    watermark: int
    ruleset: Ruleset
    classes: Sequence[tuple[str, str]]
    guests: int
    columns: Sequence[Column]
    merged: Mapping[int, int]
    ends_at: str | None

    @property
    def events(self) -> QuerySet[Event]:
        return Event.objects.filter(definition=self.definition, position__lte=self.watermark)

    @cached_property
    def revisions(self) -> npt.NDArray[np.int64]:
        """(P,) int64: the primary key of each column's revision."""
        return np.array([column.revision.pk for column in self.columns], dtype=np.int64)

    @cached_property
    def in_space(self) -> npt.NDArray[np.bool_]:
        """(P,) bool: the columns that shape the opinion space and can become clauses."""
        return np.array(
            [not column.is_rejected and not column.is_succeeded for column in self.columns],
            dtype=np.bool_,
        )


def read_log(
    definition: Definition,
    watermark: int,
    incumbents: Collection[tuple[int, int]] = (),
) -> Log:
    """Read everything but votes that an aggregation at this watermark depends on.

    incumbents: (proposal number, vote-bearing revision number) of standing clauses;
    their votes are read even if a substantive revision succeeded them.
    """
    events = Event.objects.filter(definition=definition, position__lte=watermark)
    classes = list(definition.stakeholder_classes.values_list("slug", "title", "is_guest"))
    merged = counted_with(events.order_by("position"))
    last = events.filter(position=watermark).values_list("at", flat=True).first()
    return Log(
        definition=definition,
        watermark=watermark,
        ruleset=_ruleset(definition, events),
        classes=[(slug, title) for slug, title, _ in classes],
        guests=next((n for n, (*_, is_guest) in enumerate(classes) if is_guest), -1),
        columns=_columns(events, incumbents, merged),
        merged=merged,
        ends_at=last.strftime("%Y-%m-%dT%H:%M:%SZ") if last else None,
    )


def _ruleset(definition: Definition, events: QuerySet[Event]) -> Ruleset:
    payload = (
        events.filter(kind=Event.Kind.RULED)
        .order_by("-position")
        .values_list("payload", flat=True)[0]
    )
    assert payload is not None
    return definition.rulesets.get(number=payload["ruleset"])


def counted_with(events: QuerySet[Event]) -> dict[int, int]:
    """The primary key of the revision that each merged revision's votes count on.

    events: of one definition, in the order of the log. A revision that is merged into one
    that is merged itself counts on the last of them.
    """
    into: dict[int, tuple[int, int]] = {}
    for revision, payload in events.filter(kind=Event.Kind.MERGED).values_list(
        "revision", "payload"
    ):
        assert revision is not None
        assert payload is not None
        named = payload["into"]
        if named is None:
            into.pop(revision, None)
        else:
            into[revision] = (named["proposal"], named["revision"])
    if not into:
        return {}
    numbers = {proposal for proposal, _ in into.values()}
    targets = Revision.objects.filter(
        proposal__definition__in=events.values("definition"), proposal__number__in=numbers
    )
    key_of = {
        (proposal, number): pk
        for pk, proposal, number in targets.values_list("pk", "proposal__number", "number")
    }
    step = {revision: key_of[named] for revision, named in into.items()}
    return {revision: _end_of(step, revision) for revision in step}


def _end_of(step: Mapping[int, int], revision: int) -> int:
    while revision in step:
        revision = step[revision]
    return revision


def _columns(
    events: QuerySet[Event],
    incumbents: Collection[tuple[int, int]],
    merged: Collection[int],
) -> list[Column]:
    """The vote-bearing revision of each proposal the log knows, and standing clauses'.

    What moderation split gives way to its parts as a revision does to its successor.
    """
    revisions: dict[int, list[Revision]] = {}
    known = Revision.objects.filter(
        pk__in=events.filter(kind=Event.Kind.REVISED).values("revision")
    )
    # A criterion is read once, not with each of its proposals.
    for revision in known.select_related("proposal").prefetch_related("proposal__criterion"):
        revisions.setdefault(revision.proposal_id, []).append(revision)
    moderation = {
        proposal: (payload or {}).get("moderation")
        for proposal, payload in events.filter(kind=Event.Kind.MODERATED)
        .order_by("position")
        .values_list("revision__proposal", "payload")
    }
    parts = _parts([history[0].proposal for history in revisions.values()])
    columns = []
    for history in revisions.values():
        history.sort(key=lambda revision: revision.number)
        substantive = [revision for revision in history if revision.is_substantive]
        proposal = history[0].proposal
        state = moderation.get(proposal.pk, Proposal.Moderation.UNMODERATED)
        is_split = state == Proposal.Moderation.SPLIT
        for revision, successor in zip(substantive, [*substantive[1:], None], strict=True):
            is_succeeded = successor is not None or is_split
            if is_succeeded and (proposal.number, revision.number) not in incumbents:
                continue
            if revision.pk in merged or state == Proposal.Moderation.MERGED:
                continue
            until = successor.number if successor else history[-1].number + 1
            shown = [each for each in history if each.number < until][-1]
            is_rejected = state not in Proposal.STANDING and not is_split
            heirs = parts.get(proposal.pk, ()) if is_split else ()
            columns.append(Column(proposal, revision, shown, is_rejected, is_succeeded, heirs))
    return sorted(columns, key=lambda column: (column.proposal.number, column.revision.number))


def _parts(proposals: Sequence[Proposal]) -> dict[int, tuple[int, ...]]:
    """By primary key of what moderation split: the numbers of its parts among these."""
    found: dict[int, tuple[int, ...]] = {}
    for each in sorted(proposals, key=lambda proposal: proposal.number):
        if each.split_from_id is not None:
            found[each.split_from_id] = (*found.get(each.split_from_id, ()), each.number)
    return found
