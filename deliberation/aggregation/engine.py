"""The whole way from votes to opinion groups and tallies."""

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from deliberation.aggregation.groups import LABELS, Steadiness, group, match
from deliberation.aggregation.space import coordinates, opinion_space, steadied
from deliberation.aggregation.statistics import Sums
from deliberation.aggregation.support import count, group_informed_consensus
from deliberation.aggregation.votes import BoolArray, ByteArray, FloatArray, IntArray, Votes

# Rises whenever the same votes could give other results; drafts name it.
ENGINE: Final = "1.0.0"
# Fewer votes than this (or than there are proposals) do not place a participant.
VOTES_TO_BE_PLACED: Final = 7


@dataclass(frozen=True, eq=False)
class Previous:
    """What a run needs of the one before it.

    labels: (N,) int8, the participants' groups then, -1 where not placed.
    """

    labels: ByteArray
    steadiness: Steadiness


@dataclass(frozen=True, eq=False)
class Aggregate:
    """What the votes say. N participants, P proposals, G groups, C classes.

    overall: (P, 3) int64, agrees, disagrees and passes of everybody.
    by_group: (G, P, 3), of the placed participants of each group.
    by_class: (C, P, 3).
    names: (G,) letters of the groups, ascending; sizes: (G,) participants in each.
    labels: (N,) int8, index into LABELS of each participant's group, -1 if not placed.
    places: (N, 2) int64, millionths; meaningful where placed.
    consensus, dissent: (P,) group-informed consensus for and against.
    silhouette: of the grouping, in [-1, 1].
    steadiness: to be handed to the next run; None where nobody is placed.
    seconds: per stage.
    """

    overall: IntArray
    by_group: IntArray
    by_class: IntArray
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    labels: ByteArray
    places: IntArray
    consensus: FloatArray
    dissent: FloatArray
    silhouette: float
    steadiness: Steadiness | None
    seconds: dict[str, float]


def aggregate(
    votes: Votes,
    *,
    in_space: BoolArray,
    class_of: ByteArray,
    classes: int,
    previous: Previous | None = None,
) -> Aggregate:
    """Count the votes and find the opinion groups.

    in_space: (P,) bool, which proposals shape the opinion space; all are counted.
    class_of: (N,) int8, the stakeholder class of each participant, -1 for none.
    """
    clock = _Clock()
    shaping = votes.only(in_space)
    sums = Sums.of(shaping)
    clock.lap("statistics")
    space = opinion_space(sums)
    places = coordinates(space, shaping)
    clock.lap("space")
    needed = min(VOTES_TO_BE_PLACED, max(shaping.proposals, 1))
    placed = np.flatnonzero(shaping.per_participant() >= needed)
    labels = np.full(votes.participants, -1, dtype=np.int8)
    silhouette, steadiness = 0.0, None
    if placed.size:
        found = group(steadied(places, shaping)[placed], previous.steadiness if previous else None)
        labels[placed] = found.labels
        if previous is not None:
            renamed = match(labels, previous.labels, found.steadiness.k)
            labels[placed] = renamed[found.labels]
        silhouette, steadiness = found.silhouette, found.steadiness
    clock.lap("groups")
    present, labelled = np.unique(labels[placed], return_inverse=True)
    group_of = np.full(votes.participants, -1, dtype=np.int64)
    group_of[placed] = labelled
    everybody = np.zeros(votes.participants, dtype=np.int8)
    by_group = count(votes, group_of, len(present))
    in_groups = by_group.sum(axis=2)
    result = Aggregate(
        overall=count(votes, everybody, 1)[0],
        by_group=by_group,
        by_class=count(votes, class_of, classes),
        names=tuple(LABELS[label] for label in present),
        sizes=tuple(int(n) for n in np.bincount(labelled, minlength=len(present))),
        labels=labels,
        places=places,
        consensus=group_informed_consensus(by_group[:, :, 0], in_groups),
        dissent=group_informed_consensus(by_group[:, :, 1], in_groups),
        silhouette=silhouette,
        steadiness=steadiness,
        seconds=clock.laps,
    )
    clock.lap("support")
    return result


class _Clock:
    """Seconds between laps; no result depends on them."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 6)
        self._last = now
