"""Reading the log: the state of a definition as its events tell it, up to a position."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from deliberation.aggregation import Votes
from deliberation.aggregation.votes import WITHDRAWN
from deliberation.models import Definition, Event, Proposal, Revision, Ruleset

CHUNK = 20_000


@dataclass(frozen=True)
class Column:
    """One vote-bearing revision: a column of the vote matrix."""

    proposal: Proposal
    revision: Revision
    shown: Revision
    is_rejected: bool
    is_succeeded: bool


@dataclass(frozen=True, eq=False)
class StandingVotes:
    """Votes that stood at a watermark, on the revisions that bore votes then.

    revisions: (P,) int64, primary keys. who, what, values: (V,) participant, revision and
    value of each vote.
    """

    watermark: int
    revisions: npt.NDArray[np.int64]
    who: npt.NDArray[np.int64]
    what: npt.NDArray[np.int64]
    values: npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Log:
    """The log of a definition up to `watermark`, read.

    participants: (N,) int64, primary keys, ascending; the rows of `votes`.
    classes: slug and title of each stakeholder class.
    class_of: (N,) int8, position of each one's class among `classes`, -1 for none.
    columns: of the votes, by proposal number, a succeeded revision before its successor.
    """

    watermark: int
    ruleset: Ruleset
    classes: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    participants: npt.NDArray[np.int64]
    class_of: npt.NDArray[np.int8]
    votes: Votes
    ends_at: str | None

    @property
    def revisions(self) -> npt.NDArray[np.int64]:
        """(P,) int64: the primary key of each column's revision."""
        return np.array([column.revision.pk for column in self.columns], dtype=np.int64)

    @property
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
    earlier: StandingVotes | None = None,
) -> Log:
    """Read everything that an aggregation at this watermark depends on.

    incumbents: (proposal number, vote-bearing revision number) of standing clauses;
    their votes are read even if a substantive revision succeeded them. earlier: votes that
    stood at a lower watermark; only those cast since are read then, to the same result.
    """
    events = Event.objects.filter(definition=definition, position__lte=watermark)
    classes = list(definition.stakeholder_classes.values_list("slug", "title"))
    columns = _columns(events, incumbents)
    if earlier is not None and not _covers(earlier, columns, events):
        earlier = None
    participants, votes = _votes(events, columns, earlier)
    last = events.filter(position=watermark).values_list("at", flat=True).first()
    return Log(
        watermark=watermark,
        ruleset=_ruleset(definition, events),
        classes=classes,
        columns=columns,
        participants=participants,
        class_of=_class_of(events, participants, classes),
        votes=votes,
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


def _covers(earlier: StandingVotes, columns: Sequence[Column], events: QuerySet[Event]) -> bool:
    """Whether all votes up to the earlier watermark on these columns are among the earlier
    ones: a column that bore no votes then must have been opened since."""
    missing = {column.revision.pk for column in columns} - set(earlier.revisions.tolist())
    opened_before = events.filter(
        kind=Event.Kind.REVISED, revision__in=missing, position__lte=earlier.watermark
    )
    return not (missing and opened_before.exists())


VOTE = np.dtype([("who", np.int64), ("what", np.int64), ("value", np.int8)])


def _votes(
    events: QuerySet[Event], columns: Sequence[Column], earlier: StandingVotes | None
) -> tuple[npt.NDArray[np.int64], Votes]:
    """Primary keys of all with a standing vote on a column, and those votes."""
    since = earlier.watermark if earlier else 0
    rows = (
        events.votes()  # type: ignore[attr-defined]
        .filter(position__gt=since)
        .order_by("position")
        .annotate(counted=Coalesce("value", WITHDRAWN))
        .values_list("participant_id", "revision_id", "counted")
        .iterator(chunk_size=CHUNK)
    )
    log = np.fromiter(rows, dtype=VOTE)
    if earlier is not None:
        before = np.empty(earlier.who.size, dtype=VOTE)
        before["who"], before["what"], before["value"] = (
            earlier.who,
            earlier.what,
            earlier.values,
        )
        log = np.concatenate([before, log])
    keys = np.array([column.revision.pk for column in columns], dtype=np.int64)
    order = np.argsort(keys)
    at = np.searchsorted(keys, log["what"], sorter=order)
    known = np.isin(log["what"], keys)
    log, column = log[known], order[at[known]] if keys.size else at[known]
    participants, row = np.unique(log["who"], return_inverse=True)
    votes = Votes.from_log(
        row, column, log["value"], participants=len(participants), proposals=len(columns)
    )
    # Whoever withdrew everything has no standing vote, and does not take part.
    present = votes.per_participant() > 0
    return participants[present], votes.cast_by(present)


def _class_of(
    events: QuerySet[Event], participants: npt.NDArray[np.int64], classes: Sequence[tuple[str, str]]
) -> npt.NDArray[np.int8]:
    number = {slug: index for index, (slug, _) in enumerate(classes)}
    declared = {
        who: number.get((payload or {}).get("class") or "", -1)
        for who, payload in events.filter(kind=Event.Kind.JOINED)
        .order_by("position")
        .values_list(F("participant"), "payload")
    }
    return np.array([declared.get(int(who), -1) for who in participants], dtype=np.int8)
