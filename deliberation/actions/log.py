"""Reading the log: the state of a definition as its events tell it, up to a position."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from deliberation.models import Definition, Event, Proposal, Revision, Ruleset


@dataclass(frozen=True)
class Column:
    """One vote-bearing revision: a column of the vote matrix."""

    proposal: Proposal
    revision: Revision
    shown: Revision
    is_rejected: bool
    is_succeeded: bool


@dataclass(frozen=True, eq=False)
class Log:
    """The log of a definition up to `watermark`, all but its votes (actions.shards).

    classes: slug and title of each stakeholder class; guests: the place among them of the
    class for guests, -1 if there is none.
    columns: of the vote matrix, by proposal number, a succeeded revision before its
    successor.
    """

    definition: Definition
    watermark: int
    ruleset: Ruleset
    classes: Sequence[tuple[str, str]]
    guests: int
    columns: Sequence[Column]
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
    last = events.filter(position=watermark).values_list("at", flat=True).first()
    return Log(
        definition=definition,
        watermark=watermark,
        ruleset=_ruleset(definition, events),
        classes=[(slug, title) for slug, title, _ in classes],
        guests=next((n for n, (*_, is_guest) in enumerate(classes) if is_guest), -1),
        columns=_columns(events, incumbents),
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


def _columns(events: QuerySet[Event], incumbents: Collection[tuple[int, int]]) -> list[Column]:
    """The vote-bearing revision of each proposal the log knows, and standing clauses'."""
    revisions: dict[int, list[Revision]] = {}
    for revision in Revision.objects.filter(
        pk__in=events.filter(kind=Event.Kind.REVISED).values("revision")
    ).select_related("proposal__criterion"):
        revisions.setdefault(revision.proposal_id, []).append(revision)
    rejected = {
        proposal: (payload or {}).get("moderation") == Proposal.Moderation.REJECTED
        for proposal, payload in events.filter(kind=Event.Kind.MODERATED)
        .order_by("position")
        .values_list("revision__proposal", "payload")
    }
    columns = []
    for history in revisions.values():
        history.sort(key=lambda revision: revision.number)
        substantive = [revision for revision in history if revision.is_substantive]
        proposal = history[0].proposal
        for revision, successor in zip(substantive, [*substantive[1:], None], strict=True):
            if successor and (proposal.number, revision.number) not in incumbents:
                continue
            until = successor.number if successor else history[-1].number + 1
            shown = [each for each in history if each.number < until][-1]
            is_rejected = rejected.get(proposal.pk, False)
            columns.append(Column(proposal, revision, shown, is_rejected, successor is not None))
    return sorted(columns, key=lambda column: (column.proposal.number, column.revision.number))
