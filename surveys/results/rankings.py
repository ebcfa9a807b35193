"""Rankings of options by all answerers: Borda and Schulze.

Ballots are (N, K) int8: the place that each of N people gave to each of K options, 0 the
best, -1 not ranked. What is not ranked stands below what is, level with the rest.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.results.suppression import SMALLEST, Mask

type Ballots = npt.NDArray[np.int8]
type Counts = npt.NDArray[np.int64]


def preferences(ballots: Ballots, weights: Counts | None = None) -> Counts:
    """(K, K): how many prefer the option of the row to that of the column.

    weights: (N,) how many people gave each ballot; one each if not given.
    """
    n, k = ballots.shape
    places = np.where(ballots < 0, k, ballots).astype(np.int16)
    counted = np.ones(n, dtype=np.int64) if weights is None else weights
    result = np.zeros((k, k), dtype=np.int64)
    for one in range(k):
        above = places[:, [one]] < places
        result[one] = counted @ above
    return result


def borda(preferred: Counts, n: int) -> npt.NDArray[np.float64]:
    """(K,) mean points, from the `preferences` of n people: one for each option below.

    For each option that a person ranks level with it, because neither has a place, half a point;
    so that every ballot gives out equally many.
    """
    points = preferred + (n - preferred - preferred.T) / 2
    np.fill_diagonal(points, 0)
    total: npt.NDArray[np.float64] = points.sum(axis=1) / max(n, 1)
    return total


@dataclass(frozen=True, eq=False)
class Schulze:
    """paths: (K, K) strength of the strongest path from row to column.

    ranks: (K,) 0 the best; options that beat each other neither way share a rank.
    """

    paths: Counts
    ranks: npt.NDArray[np.int64]

    def order(self) -> list[list[int]]:
        """Indices of the options by rank, those that share one together."""
        return [
            [int(i) for i in np.flatnonzero(self.ranks == rank)]
            for rank in sorted(set(self.ranks.tolist()))
        ]


def schulze(preferred: Counts) -> Schulze:
    """The Schulze method on a matrix of `preferences`, strength by winning votes.

    Source: Schulze 2011, Social Choice and Welfare 36:267-303. A rank is the number of
    options that beat it, which orders them since beating is transitive.
    """
    paths = np.where(preferred > preferred.T, preferred, 0)
    np.fill_diagonal(paths, 0)
    for via in range(len(paths)):
        through = np.minimum(paths[:, [via]], paths[[via], :])
        paths = np.maximum(paths, through)
        np.fill_diagonal(paths, 0)
    ranks = (paths < paths.T).sum(axis=1)
    return Schulze(paths, ranks.astype(np.int64))


def small_pairs(preferred: Counts) -> Mask:
    """(K, K) bool: pairs of which fewer than SMALLEST prefer the one or the other."""
    small = (preferred < SMALLEST) | (preferred.T < SMALLEST)
    np.fill_diagonal(small, False)
    return small


def may_tell_pairs(preferred: Counts, n: int) -> bool:
    """Whether pairs that are told give away nothing of those that are withheld.

    Who prefers the first to a third and the third to the second prefers the first to the second.
    """
    told = np.where(small_pairs(preferred), -n, preferred)
    np.fill_diagonal(told, -n)
    least = (told[:, :, None] + told[None, :, :]).max(axis=1) - n
    return not bool(((least > 0) & small_pairs(preferred) & (preferred < SMALLEST)).any())


def blurred(preferred: Counts) -> Counts:
    """The preferences with a fixed number in the place of each small one, so that what is
    counted from them says nothing of it. How many rank either of a pair stays, if not small."""
    small = preferred < SMALLEST
    np.fill_diagonal(small, False)
    result = np.where(small, SMALLEST // 2, preferred)
    other = small.T & ~small
    result[other] = (preferred + preferred.T)[other] - SMALLEST // 2
    return result
