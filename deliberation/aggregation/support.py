"""Support for proposals: counts per cell, shares, intervals, consensus."""

import math

import numpy as np

from deliberation.aggregation.votes import ByteArray, FloatArray, IntArray, Votes


class ImpossibleCounts(ValueError):
    """More agree than have voted, or fewer than none."""


def count(votes: Votes, cell_of: ByteArray | IntArray, cells: int) -> IntArray:
    """(cells, P, 3) int64: agrees, disagrees and passes per cell and proposal.

    cell_of: (N,) the cell of each participant, -1 for none.
    """
    shape = (cells, votes.proposals, 3)
    if not cells:
        return np.zeros(shape, dtype=np.int64)
    cell = cell_of[votes.rows].astype(np.int64)
    key = (cell * votes.proposals + votes.columns) * 3 + _KIND[votes.values]
    if cell_of.size and cell_of.min() < 0:
        key = key[cell >= 0]
    return np.bincount(key, minlength=int(np.prod(shape))).reshape(shape)


# Where a vote is counted: the index of AGREE, DISAGREE and PASS in (agrees, disagrees,
# passes), with the vote as index; -1 names the last.
_KIND = np.array([2, 0, 1], dtype=np.int64)


def smoothed_share(hits: IntArray | FloatArray, votes: IntArray | FloatArray) -> FloatArray:
    """(A + 1) / (N + 2), Laplace's rule of succession; 0.5 where nobody has voted."""
    share: FloatArray = (hits + 1) / (votes + 2)
    return share


def wilson_interval(
    hits: IntArray | FloatArray, votes: IntArray | FloatArray, z: float
) -> tuple[FloatArray, FloatArray]:
    """Both ends of the Wilson score interval for the share of hits, each in [0, 1].

    hits, votes: counts of one shape, 0 <= hits <= votes, votes 0 or at least 1 (effective
    sample sizes need not be whole). Where nobody has voted:
    0 and 1. z = 1.645 gives ends that are one-sided 95 % bounds. Only + - * / and √, so
    that every machine gets the same bits. Raises ImpossibleCounts.
    Source: Wilson 1927, JASA 22(158):209-212.
    """
    if np.any((hits < 0) | (hits > votes)):
        raise ImpossibleCounts("hits must lie between 0 and the number of votes")
    n, z2 = np.maximum(votes, 1), z * z
    p = hits / n
    middle = p + z2 / (2 * n)
    spread = z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    some = votes > 0
    low = np.where(some, np.maximum((middle - spread) / (1 + z2 / n), 0.0), 0.0)
    high = np.where(some, np.minimum((middle + spread) / (1 + z2 / n), 1.0), 1.0)
    return low, high


def wilson_bounds(hits: float, votes: float, z: float) -> tuple[float, float]:
    """`wilson_interval` of one cell: the same bits, without the cost of arrays."""
    if not 0 <= hits <= votes:
        raise ImpossibleCounts("hits must lie between 0 and the number of votes")
    if not votes:
        return 0.0, 1.0
    z2, p = z * z, hits / votes
    middle = p + z2 / (2 * votes)
    spread = z * math.sqrt(p * (1 - p) / votes + z2 / (4 * votes * votes))
    whole = 1 + z2 / votes
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def group_informed_consensus(hits: IntArray, votes: IntArray) -> FloatArray:
    """(P,) the product over opinion groups of (A + 1) / (N + 2).

    hits, votes: (G, P) counts per group; with disagrees as hits, consensus against.
    1.0 where there is no group. Source: Small et al. 2021, Recerca 26(2), and the Polis
    documentation on group-informed consensus.
    """
    product: FloatArray = np.prod(smoothed_share(hits, votes), axis=0)
    return product
