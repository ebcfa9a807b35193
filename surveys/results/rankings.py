"""Rankings of options by all answerers: Borda and Schulze.

Ballots are (N, K) int8: the place that each of N people gave to each of K options, 0 the
best, -1 not ranked. What is not ranked stands below what is, level with the rest.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


def borda(ballots: Ballots, weights: Counts | None = None) -> npt.NDArray[np.float64]:
    """(K,) mean points: K-1 for a first place, one less for each place below.

    Options that are not ranked share the points of the places that are left, so that every
    ballot gives out equally many.
    """
    n, k = ballots.shape
    if n == 0:
        return np.zeros(k)
    counted = np.ones(n, dtype=np.int64) if weights is None else weights
    ranked = (ballots >= 0).sum(axis=1)
    left = (k - ranked - 1) / 2  # the mean of the points k-ranked-1 … 0
    points = np.where(ballots >= 0, k - 1 - ballots.astype(np.float64), left[:, None])
    total: npt.NDArray[np.float64] = (counted @ points) / counted.sum()
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
