"""How far opinion groups are apart on a proposal."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from deliberation.aggregation.support import smoothed_share, wilson_interval
from deliberation.aggregation.votes import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Polarisation:
    """The two groups furthest apart on each proposal. P proposals.

    gap: (P,) difference of their smoothed shares of agreement, in [0, 1]; 0 where fewer
    than two groups have voted. low, high: (P,) interval of the difference of the shares,
    in [-1, 1]; -1 and 1 where fewer than two have voted.
    between: (P, 2) int64, the group with the higher share and the one with the lower,
    -1 where fewer than two have voted.
    """

    gap: FloatArray
    low: FloatArray
    high: FloatArray
    between: IntArray


def polarisation(hits: IntArray, votes: IntArray, z: float = 1.645) -> Polarisation:
    """hits, votes: (G, P) counts per group; groups nobody of whom has voted do not take part.

    Of equally wide gaps the first pair counts. z = 1.645 gives one-sided 95 % bounds.
    """
    share = smoothed_share(hits, votes)
    size = hits.shape[1]
    gap, between = np.full(size, -1.0), np.full((size, 2), -1, dtype=np.int64)
    for one, other in combinations(range(len(hits)), 2):
        both = (votes[one] > 0) & (votes[other] > 0)
        wider = both & (np.abs(share[one] - share[other]) > gap)
        gap[wider] = np.abs(share[one] - share[other])[wider]
        ahead = wider & (share[one] >= share[other])
        between[ahead] = one, other
        between[wider & ~ahead] = other, one
    some = between[:, 0] >= 0
    low, high = np.full(size, -1.0), np.full(size, 1.0)
    here = np.flatnonzero(some)
    upper, lower = between[here].T
    low[here], high[here] = difference_interval(
        hits[upper, here], votes[upper, here], hits[lower, here], votes[lower, here], z
    )
    return Polarisation(np.maximum(gap, 0.0), low, high, between)


def difference_interval(
    hits: IntArray, votes: IntArray, other_hits: IntArray, other_votes: IntArray, z: float
) -> tuple[FloatArray, FloatArray]:
    """Both ends of the interval for the difference of two shares, hits / votes - the other.

    Any shape, in [-1, 1]; where one side has no votes, its share counts as one half,
    somewhere in 0 … 1. From the ends of both Wilson intervals.
    Source: Newcombe 1998, Statistics in Medicine 17(8):873-890, method 10.
    """
    low, high = wilson_interval(hits, votes, z)
    other_low, other_high = wilson_interval(other_hits, other_votes, z)
    share = np.where(votes > 0, hits / np.maximum(votes, 1), 0.5)
    other = np.where(other_votes > 0, other_hits / np.maximum(other_votes, 1), 0.5)
    down = np.sqrt((share - low) ** 2 + (other_high - other) ** 2)
    up = np.sqrt((high - share) ** 2 + (other - other_low) ** 2)
    return np.maximum(share - other - down, -1.0), np.minimum(share - other + up, 1.0)
