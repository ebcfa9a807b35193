"""Which proposal to show a participant next."""

import io
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from django.db.models import F

from deliberation import aggregation
from deliberation.actions.log import Log
from deliberation.aggregation import routing
from deliberation.drafting import Rules, Standing
from deliberation.models import Aggregate, Definition, Event, Participant, Proposal


def next_proposals(
    definition: Definition,
    participant: Participant | None = None,
    *,
    limit: int = 1,
    skipping: Collection[int] = (),
) -> list[Proposal]:
    """The proposals whose votes are wanted most of this participant, most wanted first.

    Only such that take votes and that the participant has no standing vote on; skipping:
    numbers to leave out. What a run has not counted yet comes first. The order is drawn
    with a seed of the participant's own, so it stays while nothing changes. Four queries,
    whatever the number of proposals.
    """
    if not definition.takes_votes:
        return []
    open_now = (
        definition.proposals.standing()
        .filter(is_closed=False)
        .exclude(number__in=skipping)
        .values_list("pk", flat=True)
    )
    voted_on = _voted_on(participant) if participant else set()
    unseen = [pk for pk in open_now if pk not in voted_on]
    wanted = _urgencies(definition, participant)
    urgencies = np.array([wanted.get(pk, routing.newcomers()) for pk in unseen])
    seed = participant.pk if participant else 0
    chosen = [unseen[index] for index in routing.order(urgencies, seed=seed)[:limit]]
    found = definition.proposals.with_text().select_related("voted").in_bulk(chosen)
    return [found[pk] for pk in chosen]


def pack(
    log: Log, counted: aggregation.Aggregate, standings: Sequence[Standing], rules: Rules
) -> bytes:
    """What `next_proposals` needs of a run: proposals, classes, and how much a vote is wanted."""
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
    )
    return file.getvalue()


def _urgencies(definition: Definition, participant: Participant | None) -> Mapping[int, float]:
    """How much a vote of this participant is wanted, by primary key of the proposal."""
    packed = (
        Aggregate.objects.finished()
        .filter(definition=definition)
        .values_list("routing", flat=True)
        .first()
    )
    if packed is None:
        return {}
    with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
        row = _row(stored["classes"], participant)
        pairs = zip(stored["proposals"].tolist(), stored["urgencies"][row].tolist(), strict=True)
        return dict(pairs)


def _row(classes: npt.NDArray[np.str_], participant: Participant | None) -> int:
    """The row of the participant's class; the last one for none."""
    mine = participant.stakeholder_class if participant else None
    found = np.flatnonzero(classes == (mine.slug if mine else ""))
    return int(found[0]) if found.size else len(classes)


def _voted_on(participant: Participant) -> set[int]:
    """Primary keys of the proposals whose vote-bearing revision the participant voted on."""
    return set(
        Event.objects.filter(participant=participant, revision=F("revision__proposal__voted"))
        .standing()
        .values_list("revision__proposal", flat=True)
    )
