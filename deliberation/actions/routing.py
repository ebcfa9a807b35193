"""Which proposal to show a participant next."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import FilteredRelation, Q

from deliberation import aggregation
from deliberation.actions.log import Log
from deliberation.aggregation import routing
from deliberation.aggregation.groups import LABELS
from deliberation.drafting import Rules, Standing
from deliberation.models import Aggregate, Definition, Participant, Proposal
from deliberation.models.votes import OwnVote, own_votes


@dataclass(frozen=True)
class Queue:
    """What a definition asks of one participant, or of somebody who takes no part.

    waiting: primary keys of the proposals still to be voted on, most wanted first, without
    those skipped. voted, total: how many of those that take votes they have voted on. votes:
    what they said on each revision. group: the letter of their opinion group in the run.
    """

    waiting: list[int]
    voted: int
    total: int
    votes: Mapping[int, OwnVote]
    group: str

    @property
    def left(self) -> int:
        return self.total - self.voted

    def own(self, proposal: Proposal) -> OwnVote | None:
        """What they said on the revision that votes are cast on now."""
        return self.votes.get(proposal.voted_id) if proposal.voted_id else None


def queue(
    definition: Definition,
    participant: Participant | None,
    run: Aggregate | None,
    *,
    skipping: Collection[int] = (),
) -> Queue:
    """run: the last finished one, with `routing`; skipping: numbers to leave out.

    What the run has not counted yet comes first. The order is drawn with a seed of the
    participant's own, so it stays while nothing changes. Two queries, whatever the number
    of proposals and votes.
    """
    votes = own_votes(participant, watermark=run.watermark if run else 0)
    # A join; a subquery would be asked once for every proposal.
    use = FilteredRelation("criterion__uses", condition=Q(criterion__uses__definition=definition))
    open_now = (
        Proposal.objects.votable(definition)
        .annotate(use=use)
        .values_list("pk", "number", "voted", "use__priority")
    )
    unseen, voted, total = [], 0, 0
    priorities: dict[int, float] = {}
    for pk, number, revision, priority in open_now:
        total += 1
        own = votes.get(revision) if revision else None
        if own is not None and own.value is not None:
            voted += 1
        elif number not in skipping:
            unseen.append(pk)
            priorities[pk] = routing.CARED_FOR * (priority or 0.0)
    guide = _guide(run, participant)
    urgencies = np.array(
        [guide.urgencies.get(pk, routing.newcomers()) + priorities[pk] for pk in unseen]
    )
    order = routing.order(urgencies, seed=participant.pk if participant else 0)
    return Queue(
        waiting=[unseen[index] for index in order],
        voted=voted,
        total=total,
        votes=votes,
        group=guide.group,
    )


def next_proposals(
    definition: Definition,
    participant: Participant | None = None,
    *,
    limit: int = 1,
    skipping: Collection[int] = (),
) -> list[Proposal]:
    """The proposals whose votes are wanted most of this participant, most wanted first.

    Only such that take votes and that the participant has no standing vote on. Four
    queries, whatever the number of proposals.
    """
    run = definition.aggregates.finished().only("watermark", "routing").first()
    chosen = queue(definition, participant, run, skipping=skipping).waiting[:limit]
    found = definition.proposals.with_text().select_related("voted").in_bulk(chosen)
    return [found[pk] for pk in chosen]


def pack(
    log: Log,
    participants: npt.NDArray[np.int64],
    counted: aggregation.Aggregate,
    standings: Sequence[Standing],
    rules: Rules,
) -> bytes:
    """What `queue` needs of a run: proposals, classes, how much a vote is wanted, and groups.

    participants: (N,) primary keys, in the order of `counted`.
    """
    status = {(each.candidate.number, each.candidate.revision): each.status for each in standings}
    unsettled = np.array(
        [
            status.get((column.proposal.number, column.revision.number))
            in ("undecided", "open-question")
            for column in log.columns
        ],
        dtype=np.bool_,
    )
    urgencies = routing.urgency(
        unsettled=unsettled,
        votes=counted.overall.sum(axis=1),
        class_votes=counted.by_class.sum(axis=2),
        needed=rules.quorum_cell_votes,
        priority=counted.priority,
    )
    present = np.array([not column.is_succeeded for column in log.columns], dtype=np.bool_)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        proposals=np.array([column.proposal.pk for column in log.columns], dtype=np.int64)[present],
        classes=np.array([slug for slug, _ in log.classes], dtype=np.str_),
        urgencies=urgencies[:, present].astype(np.float32),
        placed=participants[counted.labels >= 0],
        labels=counted.labels[counted.labels >= 0],
    )
    return file.getvalue()


@dataclass(frozen=True)
class _Guide:
    """What a run says to one participant: how much each vote is wanted, by primary key of
    the proposal, and the opinion group they are placed in ("" for none)."""

    urgencies: Mapping[int, float]
    group: str


def _guide(run: Aggregate | None, participant: Participant | None) -> _Guide:
    if run is None or run.routing is None:
        return _Guide({}, "")
    with np.load(io.BytesIO(run.routing), allow_pickle=False) as stored:
        row = _row(stored["classes"], participant)
        pairs = zip(stored["proposals"].tolist(), stored["urgencies"][row].tolist(), strict=True)
        return _Guide(dict(pairs), _group(stored, participant))


def _row(classes: npt.NDArray[np.str_], participant: Participant | None) -> int:
    """The row of the participant's class; the last one for none."""
    mine = participant.stakeholder_class if participant else None
    found = np.flatnonzero(classes == (mine.slug if mine else ""))
    return int(found[0]) if found.size else len(classes)


def _group(stored: Any, participant: Participant | None) -> str:
    """The letter of the participant's group; runs of earlier versions do not tell it."""
    if participant is None or "placed" not in stored.files:
        return ""
    found = np.flatnonzero(stored["placed"] == participant.pk)
    return LABELS[int(stored["labels"][found[0]])] if found.size else ""
