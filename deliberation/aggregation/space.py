"""The opinion space: two directions along which votes differ most."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg
from threadpoolctl import threadpool_limits

from deliberation.aggregation.statistics import Sums
from deliberation.aggregation.votes import FloatArray, IntArray, Votes

# Coordinates are whole numbers of millionths: sums of them are exact, so that no
# later step depends on the order of participants.
UNIT: Final = 1_000_000
# LAPACK's last bits differ between machines; what is beyond nine digits is dropped.
EIGEN_DIGITS: Final = 9


@dataclass(frozen=True, eq=False)
class Space:
    """means: (P,) mean vote of those who saw a proposal, 0 where nobody did.
    axes: (P, 2) unit eigenvectors, the stronger first; zeros where the votes do not
    vary in that many directions. The entry of each axis that is largest in absolute
    value (the first of equals) is positive.
    """

    means: FloatArray
    axes: FloatArray


def opinion_space(sums: Sums) -> Space:
    """Means and the two leading eigenvectors of the covariance of mean-centred votes.

    Missing votes stand at the mean and so add nothing:
    K = ZᵀZ - μ∘(MᵀZ) - (μ∘(MᵀZ))ᵀ + μμᵀ∘(MᵀM). Dividing K by the number of
    participants would not turn its eigenvectors, so it is not done.
    """
    size = sums.ztz.shape[0]
    axes = np.zeros((size, 2))
    means = sums.means()
    if size == 0:
        return Space(means, axes)
    centred = means[:, None] * sums.mtz
    covariance = sums.ztz - centred - centred.T + np.outer(means, means) * sums.mtm
    count = min(2, size)
    # One thread: the sums inside depend on how many there are, and many are slower here.
    with threadpool_limits(limits=1, user_api="blas"):
        strengths, vectors = linalg.eigh(covariance, subset_by_index=[size - count, size - 1])
    strengths, vectors = strengths[::-1], np.round(vectors[:, ::-1], EIGEN_DIGITS)
    floor = EIGEN_FLOOR * max(float(strengths[0]), 1.0)
    for axis in range(count):
        if strengths[axis] > floor:
            vector = vectors[:, axis]
            axes[:, axis] = vector * np.sign(vector[np.argmax(np.abs(vector))])
    return Space(means, axes)


# An eigenvalue below this share of the largest is rounding, not opinion.
EIGEN_FLOOR: Final = 1e-9


def coordinates(space: Space, votes: Votes) -> IntArray:
    """(N, 2) int64: where each participant stands, in millionths.

    The projection of the mean-centred votes on the axes, times √(P / votes cast), so
    that few votes do not mean a place at the centre (Small et al. 2021, after Polis).
    Each row depends on that participant's votes alone.
    """
    centred = votes.values - space.means[votes.columns]
    cast = votes.per_participant()
    scale = np.sqrt(votes.proposals / np.maximum(cast, 1))
    places = np.empty((votes.participants, 2), dtype=np.int64)
    for axis in range(2):
        projection = np.bincount(
            votes.rows,
            weights=centred * space.axes[votes.columns, axis],
            minlength=votes.participants,
        )
        places[:, axis] = np.rint(projection * scale * UNIT)
    return places


def steadied(places: IntArray, cast: IntArray, proposals: int) -> IntArray:
    """(N, 2) int64: places as grouping sees them, in millionths.

    cast: (N,) votes of each participant on the proposals in the space.

    A place scaled by √(P / n) is as far out as that of somebody who voted on everything,
    but also noisier the smaller n is, and k-means follows the noise. Half of the scaling,
    ⁴√(P / n), keeps few votes from meaning the centre without letting them lead. On the
    real deliberations of docs/engine.md this raised agreement with Polis's own groups.
    """
    pull = np.sqrt(np.sqrt(cast / max(proposals, 1)))
    return np.rint(places * pull[:, None]).astype(np.int64)
