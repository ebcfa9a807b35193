"""Exact sufficient statistics of the votes: integers that add up over participants."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from deliberation.aggregation.votes import IntArray, Votes


@dataclass(frozen=True, eq=False)
class Sums:
    """With Z the votes (unseen = 0) and M the seen-mask, both (N, P).

    ztz, mtz, mtm: (P, P) int64, ZᵀZ, MᵀZ and MᵀM. mtz[j, k] sums the votes on
    k of those who saw j. Sums over participants: exact, whatever their order and
    however they are cut into shards. Compare with `same_as`.
    """

    ztz: IntArray
    mtz: IntArray
    mtm: IntArray

    @classmethod
    def of(cls, votes: Votes) -> Self:
        shape = (votes.participants, votes.proposals)
        where = (votes.rows, votes.columns)
        z = sparse.csr_array((votes.values.astype(np.int64), where), shape=shape)
        m = sparse.csr_array((np.ones(votes.rows.size, dtype=np.int64), where), shape=shape)
        return cls((z.T @ z).toarray(), (m.T @ z).toarray(), (m.T @ m).toarray())

    def plus(self, other: "Sums") -> "Sums":
        """The statistics of both sets of participants together."""
        return Sums(self.ztz + other.ztz, self.mtz + other.mtz, self.mtm + other.mtm)

    def minus(self, other: "Sums") -> "Sums":
        """The statistics without the participants of `other`."""
        return Sums(self.ztz - other.ztz, self.mtz - other.mtz, self.mtm - other.mtm)

    def same_as(self, other: "Sums") -> bool:
        return all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.ztz, other.ztz),
                (self.mtz, other.mtz),
                (self.mtm, other.mtm),
            )
        )
