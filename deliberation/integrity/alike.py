"""More participants voting alike, vote for vote, than like-minded people do by chance."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from deliberation.aggregation.votes import BoolArray, FloatArray, IntArray, Votes
from deliberation.integrity.records import Records

LEAST: Final = 5  # participants
LEAST_VOTES: Final = 8  # fewer are alike by chance
AGREEING: Final = 0.9  # share of their votes that are the same
CAMP: Final = 0.7  # like-minded: that share of what both voted on
MOST_CENTRES: Final = 300
UNSEEN: Final = -9
# How likely chance may be. Many centres are tried, so it must be very small.
BY_CHANCE: Final = 1e-9

type Matrix = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Alike:
    """members: (m,) int64, ascending, who vote as one of them does.

    votes: how many that one has cast. identical: how many members say exactly the same.
    agreeing: the mean share of its votes that the others share. expected: how many would
    vote so alike by chance, as like-minded people do.
    """

    members: IntArray
    votes: int
    identical: int
    agreeing: float
    expected: float


def alike(
    records: Records,
    *,
    least: int = LEAST,
    least_votes: int = LEAST_VOTES,
    agreeing: float = AGREEING,
) -> list[Alike]:
    """Groups that vote more alike than chance explains, largest first; none overlap.

    A group is those who share at least `agreeing` of the votes of one of them, its centre.
    Opinion groups vote alike too: so chance is reckoned among the like-minded of the centre
    (those who share CAMP of its votes and are not in the group): with q the share of them
    that says the same on each proposal, a like-minded person differs on about Σ(1-q) of them,
    Poisson distributed; expected is their number times the chance to differ so little. A
    group is told where a Poisson variable of that mean reaches its size with a chance below
    BY_CHANCE. Centres: the most frequent vectors, then participants evenly among all.
    """
    matrix = _matrix(records.votes)
    cast = records.votes.per_participant()
    free = cast >= least_votes
    found: list[Alike] = []
    for centre in _centres(matrix, np.flatnonzero(free)):
        if not free[centre]:
            continue
        # Those who say exactly the same may stand out where those who nearly do cannot.
        tried = (_around(matrix, cast, free, int(centre), share) for share in (agreeing, 1.0))
        group = next((each for each in tried if each and len(each.members) >= least), None)
        if group is not None:
            found.append(group)
            free[group.members] = False
    return sorted(found, key=lambda each: (-len(each.members), int(each.members[0])))


def _matrix(votes: Votes) -> Matrix:
    matrix = np.full((votes.participants, votes.proposals), UNSEEN, dtype=np.int8)
    matrix[votes.rows, votes.columns] = votes.values
    return matrix


def _centres(matrix: Matrix, candidates: IntArray) -> IntArray:
    """Participants to look around, at most MOST_CENTRES."""
    if not candidates.size:
        return candidates
    _, first, sizes = np.unique(matrix[candidates], axis=0, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    frequent = first[order][sizes[order] > 1][: MOST_CENTRES // 2]
    evenly = np.linspace(0, len(candidates) - 1, min(MOST_CENTRES // 2, len(candidates)))
    chosen = np.concatenate([frequent, evenly.astype(np.int64)])
    _, once = np.unique(chosen, return_index=True)
    centres: IntArray = candidates[chosen[np.sort(once)]]
    return centres


def _around(
    matrix: Matrix, cast: IntArray, free: BoolArray, centre: int, agreeing: float
) -> Alike | None:
    """The group around a participant, None where chance explains it."""
    columns = np.flatnonzero(matrix[centre] != UNSEEN)
    theirs, own = matrix[:, columns], matrix[centre, columns]
    same = (theirs == own).sum(axis=1)
    both = (theirs != UNSEEN).sum(axis=1)
    # Of all that either has voted on, so that a few shared votes are not enough.
    share = same / (cast + len(columns) - both)
    members = np.flatnonzero(free & (share >= agreeing))
    outside = np.ones(len(matrix), dtype=np.bool_)
    outside[members] = False
    camp = outside & (both * 2 >= len(columns)) & (same >= CAMP * both)
    slack = int((1 - agreeing) * len(columns) + 1e-9)
    expected = _expected(theirs[camp], own, slack)
    if poisson.sf(len(members) - 1, expected) >= BY_CHANCE:
        return None
    return Alike(
        members=members,
        votes=len(columns),
        identical=int(np.count_nonzero(share[members] == 1.0)),
        agreeing=round(float(share[members].mean()), 4),
        expected=round(expected, 4),
    )


def _expected(camp: Matrix, own: npt.NDArray[np.int8], slack: int) -> float:
    """How many of these like-minded would differ on `slack` votes at most."""
    seen = (camp != UNSEEN).sum(axis=0)
    saying_so: FloatArray = ((camp == own).sum(axis=0) + 1) / (seen + 2)
    chance = float(poisson.cdf(slack, float((1 - saying_so).sum())))
    return (len(camp) + 1) * chance
