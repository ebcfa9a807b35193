"""The whole way from votes to opinion groups and tallies.

In one go with `aggregate`, or in shards of participants: sum up each (`sums_of`), find the
space of the total, `place` each, `conclude`. Both give the same bytes.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

from deliberation.aggregation.bridging import Bridging, bridging
from deliberation.aggregation.groups import LABELS, Steadiness, group, match
from deliberation.aggregation.opinions import balanced_consensus, second_opinions
from deliberation.aggregation.polarisation import Polarisation, polarisation
from deliberation.aggregation.representativeness import (
    Representativeness,
    extremity,
    priority,
    representativeness,
)
from deliberation.aggregation.space import Space, coordinates, opinion_space, steadied
from deliberation.aggregation.stability import bootstrap_stability
from deliberation.aggregation.statistics import Sums
from deliberation.aggregation.support import count, group_informed_consensus
from deliberation.aggregation.votes import (
    BoolArray,
    ByteArray,
    FloatArray,
    ImpossibleVotes,
    IntArray,
    Votes,
)

# Rises whenever the same votes could give other results; drafts name it.
ENGINE: Final = "1.1.0"
# Fewer votes than this (or than there are proposals) do not place a participant.
VOTES_TO_BE_PLACED: Final = 7


@dataclass(frozen=True, eq=False)
class Previous:
    """What a run needs of the one before it.

    labels: (N,) int8, the participants' groups then, -1 where not placed.
    centres: (G, 2) float64, the groups' centres then, None where not kept.
    steadiness: None where the number of groups must not depend on that run.
    """

    labels: ByteArray
    steadiness: Steadiness | None
    centres: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Aggregate:
    """What the votes say. N participants, P proposals, G groups, C classes.

    overall: (P, 3) int64, agrees, disagrees and passes of everybody.
    by_group: (G, P, 3), of the placed participants of each group.
    by_class: (C, P, 3).
    verified: (1 + G + C, P) int64, the votes of participants whose class is verified: of
    everybody, then by group and by class.
    names: (G,) letters of the groups, ascending; sizes: (G,) participants in each.
    labels: (N,) int8, index into LABELS of each participant's group, -1 if not placed.
    places: (N, 2) int64, millionths; meaningful where placed.
    centres: (G, 2) float64, millionths, as grouping sees places (`space.steadied`), in
    the order of names; for the next run. space: of the proposals in it.
    consensus, dissent: (P,) group-informed consensus for and against.
    silhouette: of the grouping, in [-1, 1].
    stability: of the grouping, in [0, 1]; 1.0 for a single group.
    steadiness: to be handed to the next run; None where nobody is placed.
    repness: of each proposal for each group. polarisation: between groups.
    extremity, priority: (P,) as Polis, of the proposals in the space; 0.0 for others.
    balanced: (P,) consensus by Jeffreys' prior; bridging: the model without groups.
    opinions: (3, P) int8, what they and Polis say; see `opinions.second_opinions`.
    seconds: per stage.
    """

    overall: IntArray
    by_group: IntArray
    by_class: IntArray
    verified: IntArray
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    labels: ByteArray
    places: IntArray
    centres: FloatArray
    space: Space
    consensus: FloatArray
    dissent: FloatArray
    silhouette: float
    stability: float
    steadiness: Steadiness | None
    repness: Representativeness
    polarisation: Polarisation
    extremity: FloatArray
    priority: FloatArray
    balanced: FloatArray
    bridging: Bridging
    opinions: ByteArray
    seconds: dict[str, float]


@dataclass(frozen=True, eq=False)
class Shard:
    """The votes of some participants, and what must be known of them.

    class_of: (n,) int8, the stakeholder class of each, -1 for none. counted: (n,) bool,
    whose votes count; those of the others appear in their class and nowhere else.
    verified: (n,) bool, whose class is verified; nobody's if None.
    """

    votes: Votes
    class_of: ByteArray
    counted: BoolArray
    verified: BoolArray | None = None

    def counting(self) -> Votes:
        """The votes that count, on all proposals."""
        return self.votes.of(self.counted)


@dataclass(frozen=True, eq=False)
class Placed:
    """What `place` finds of one shard, n participants.

    places: (n, 2) int64, millionths. cast: (n,) int64, votes that count on proposals in
    the space. overall: (P, 3) and by_class: (C, P, 3) counts, as in Aggregate.
    """

    places: IntArray
    cast: IntArray
    overall: IntArray
    by_class: IntArray


def aggregate(
    votes: Votes,
    *,
    in_space: BoolArray,
    class_of: ByteArray,
    classes: int,
    counted: BoolArray | None = None,
    previous: Previous | None = None,
    sums: Sums | None = None,
) -> Aggregate:
    """Count the votes and find the opinion groups.

    in_space: (P,) bool, which proposals shape the opinion space; all are counted.
    class_of: (N,) int8, the stakeholder class of each participant, -1 for none.
    counted: (N,) bool, whose votes count, see Shard; everybody's if None.
    sums: the statistics of the votes that count, on proposals in the space, where they were
    kept or computed in shards; the result is the same to the last bit. Raises
    ImpossibleVotes.
    """
    clock = Clock()
    everybody = np.ones(votes.participants, dtype=np.bool_)
    shard = Shard(votes, class_of, everybody if counted is None else counted)
    if sums is None:
        sums = Sums.of(_shaping(shard, in_space))
    clock.lap("statistics")
    space = space_of(sums, in_space)
    placed = place(shard, space, in_space=in_space, classes=classes)
    clock.lap("space")
    return conclude([shard], [placed], space, in_space=in_space, previous=previous, clock=clock)


def space_of(sums: Sums, in_space: BoolArray) -> Space:
    """The opinion space of statistics of the proposals in it. Raises ImpossibleVotes."""
    if len(sums.ztz) != np.count_nonzero(in_space):
        raise ImpossibleVotes("the sums are of other proposals than those in the space")
    return opinion_space(sums)


def place(shard: Shard, space: Space, *, in_space: BoolArray, classes: int) -> Placed:
    """Where the participants of a shard stand, and their votes counted."""
    votes, counting = shard.votes, shard.counting()
    everybody = np.zeros(votes.participants, dtype=np.int8)
    return Placed(
        places=coordinates(space, _only(votes, in_space)),
        cast=_only(counting, in_space).per_participant(),
        overall=count(counting, everybody, 1)[0],
        by_class=count(votes, shard.class_of, classes),
    )


def conclude(
    shards: Iterable[Shard],
    placed: Sequence[Placed],
    space: Space,
    *,
    in_space: BoolArray,
    previous: Previous | None = None,
    clock: "Clock | None" = None,
) -> Aggregate:
    """Group the participants of all shards, and count by group.

    shards: gone through several times; where they are no sequence, one is held at a time.
    placed: of each, in the same order. previous: of all participants, in that order too.
    """
    clock = clock or Clock()
    places = np.concatenate([each.places for each in placed])
    cast = np.concatenate([each.cast for each in placed])
    grouped = _grouped(places, cast, int(in_space.sum()), previous)
    clock.lap("groups")
    by_group = np.zeros((len(grouped.names), in_space.size, 3), dtype=np.int64)
    verified = np.zeros((1 + len(grouped.names) + len(placed[0].by_class), in_space.size), np.int64)
    start = 0
    for shard in shards:
        end = start + shard.votes.participants
        group_of = grouped.index[start:end]
        by_group += count(shard.votes, group_of, len(grouped.names))
        verified += _by_verified(shard, group_of, len(grouped.names), len(placed[0].by_class))
        start = end
    result = Aggregate(
        overall=sum((each.overall for each in placed), np.zeros((in_space.size, 3), np.int64)),
        by_group=by_group,
        by_class=np.sum([each.by_class for each in placed], axis=0),
        verified=verified,
        places=places,
        space=space,
        seconds=clock.laps,
        **grouped.shown(),
        **_views(by_group, _Shaping.of(shards, in_space), space, in_space),
    )
    clock.lap("support")
    return result


def _by_verified(shard: Shard, group_of: IntArray, groups: int, classes: int) -> IntArray:
    """What `Aggregate.verified` tells, of one shard."""
    if shard.verified is None or not shard.verified.any():
        return np.zeros((1 + groups + classes, shard.votes.proposals), dtype=np.int64)
    votes = shard.votes.of(shard.verified & shard.counted)
    everybody = np.zeros(votes.participants, dtype=np.int8)
    cells = (everybody, 1), (group_of, groups), (shard.class_of, classes)
    return np.concatenate([count(votes, of, number).sum(axis=2) for of, number in cells])


def _only(votes: Votes, in_space: BoolArray) -> Votes:
    return votes if in_space.all() else votes.only(in_space)


def _shaping(shard: Shard, in_space: BoolArray) -> Votes:
    """The votes that shape the opinion space."""
    return _only(shard.counting(), in_space)


@dataclass(frozen=True)
class _Shaping:
    """The votes of each shard that shape the space, made anew whenever they are gone through."""

    shards: Iterable[Shard]
    in_space: BoolArray

    @classmethod
    def of(cls, shards: Iterable[Shard], in_space: BoolArray) -> "Iterable[Votes]":
        parts = cls(shards, in_space)
        return list(parts) if isinstance(shards, Sequence) else parts

    def __iter__(self) -> Iterator[Votes]:
        return (_shaping(shard, self.in_space) for shard in self.shards)


def _views(
    by_group: IntArray, shaping: Iterable[Votes], space: Space, in_space: BoolArray
) -> dict[str, Any]:
    """The fields of Aggregate that look at groups and space, by name."""
    agrees, disagrees, in_groups = by_group[:, :, 0], by_group[:, :, 1], by_group.sum(axis=2)
    consensus = group_informed_consensus(agrees, in_groups)
    balanced = balanced_consensus(by_group)
    extreme = _spread(extremity(space), in_space)
    fitted = _everywhere(bridging(shaping, space.axes[:, 0]), in_space)
    said = second_opinions(by_group, consensus, balanced, fitted.neutral)
    return {
        "consensus": consensus,
        "dissent": group_informed_consensus(disagrees, in_groups),
        "repness": representativeness(by_group),
        "polarisation": polarisation(agrees, in_groups),
        "extremity": extreme,
        "priority": np.where(in_space, priority(by_group.sum(axis=0), extreme), 0.0),
        "balanced": balanced,
        "bridging": fitted,
        "opinions": np.where(in_space, said, 0).astype(np.int8),
    }


@dataclass(frozen=True, eq=False)
class _Grouped:
    """The grouping, its groups named and in the order of their names.

    index: (N,) int64, the place of each participant's group in that order, -1 if none.
    """

    names: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    labels: ByteArray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    index: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    centres: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))
    silhouette: float = 0.0
    stability: float = 1.0
    steadiness: Steadiness | None = None

    def shown(self) -> dict[str, Any]:
        """Everything but index, by the names that Aggregate has for it."""
        return {each.name: getattr(self, each.name) for each in fields(self)
                if each.name != "index"}  # fmt: skip


def _grouped(
    places: IntArray, cast: IntArray, proposals: int, previous: Previous | None
) -> _Grouped:
    """Group those with enough votes; groups keep the names of the run before."""
    needed = min(VOTES_TO_BE_PLACED, max(proposals, 1))
    placed = np.flatnonzero(cast >= needed)
    labels = np.full(cast.size, -1, dtype=np.int8)
    index = labels.astype(np.int64)
    if not placed.size:
        return _Grouped(labels=labels, index=index)
    found = group(
        steadied(places, cast, proposals)[placed],
        previous.steadiness if previous else None,
        centres=previous.centres if previous else None,
    )
    labels[placed] = found.labels
    renamed = np.arange(len(found.centres), dtype=np.int8)
    if previous is not None:
        renamed = match(labels, previous.labels, len(found.centres))
        labels[placed] = renamed[found.labels]
    present, index[placed] = np.unique(labels[placed], return_inverse=True)
    centre_of = {int(name): centre for name, centre in zip(renamed, found.centres, strict=True)}
    return _Grouped(
        names=tuple(LABELS[label] for label in present),
        sizes=tuple(int(n) for n in np.bincount(index[placed], minlength=len(present))),
        labels=labels,
        index=index,
        centres=np.array([centre_of[int(label)] for label in present]),
        silhouette=found.silhouette,
        stability=bootstrap_stability(found.base, found.weights, found.centres),
        steadiness=found.steadiness,
    )


def _spread(numbers: FloatArray, in_space: BoolArray, *, fill: float = 0.0) -> FloatArray:
    """(P,) numbers of the proposals in the space, in their places among all."""
    everywhere = np.full(in_space.size, fill)
    everywhere[in_space] = numbers
    return everywhere


def _everywhere(fitted: Bridging, in_space: BoolArray) -> Bridging:
    """The model for all proposals; it knows nothing of those that shape nothing."""
    return Bridging(
        intercept=_spread(fitted.intercept, in_space),
        factor=_spread(fitted.factor, in_space),
        neutral=_spread(fitted.neutral, in_space, fill=0.5),
        base=fitted.base,
    )


class Clock:
    """Seconds between laps; no result depends on them."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 6)
        self._last = now
