"""Exact sufficient statistics of the votes: integers that add up over participants."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy import sparse

from deliberation.aggregation.votes import BoolArray, ByteArray, FloatArray, IntArray, Votes

# Participants who voted on more than this share of the proposals go through dense
# products, the others through sparse ones. Measured: a sparse product takes 2.5 ns for
# each pair of one's votes, a dense one 0.03 ns for each pair of proposals; they meet here.
DENSE_SHARE: Final = 0.1
# Three sums and a mirrored one share a 64-bit whole number, 16 bits each, so one
# product yields them all. A block may have up to 2¹⁵ - 1 rows before a field overflows;
# half of that is fastest, for the caches.
FIELD: Final = 16
MIRRORED: Final = 1  # the field that holds ZᵀM, which is MᵀZ again
SPARSE_ROWS: Final = 2 ** (FIELD - 2)
# A 32-bit float holds whole numbers up to 2²⁴ exactly: two sums of at most 2047 each.
HALF: Final = 4096
DENSE_ROWS: Final = HALF // 2 - 1


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
    def none(cls, proposals: int) -> Self:
        """The statistics of no votes."""
        return cls(*(np.zeros((proposals, proposals), dtype=np.int64) for _ in range(3)))

    @classmethod
    def of(cls, votes: Votes) -> Self:
        """The statistics of these votes. Every way to compute them gives the same bits."""
        size = votes.proposals
        total = cls.none(size)
        cast = votes.per_participant()
        many = cast > DENSE_SHARE * size
        ends = np.concatenate([[0], np.cumsum(cast)])
        for chosen, rows, add in (
            (np.flatnonzero(~many & (cast > 0)), SPARSE_ROWS, total._add_sparse),
            (np.flatnonzero(many), DENSE_ROWS, total._add_dense),
        ):
            for start in range(0, chosen.size, rows):
                block = chosen[start : start + rows]
                pick = _spans(ends[block], cast[block])
                where = np.repeat(np.arange(block.size), cast[block])
                add(block.size, where, votes.columns[pick], votes.values[pick])
        return total

    def _add_sparse(self, rows: int, where: IntArray, columns: IntArray, values: ByteArray) -> None:
        """(M + c Z)ᵀ (M + c² Z) = MᵀM + c ZᵀM + c² MᵀZ + c³ ZᵀZ with c = 2¹⁶, taken apart."""
        shape = (rows, self.ztz.shape[0])
        wide = values.astype(np.int64)
        left = sparse.csr_array((1 + (wide << FIELD), (where, columns)), shape=shape)
        right = sparse.csr_array((1 + (wide << (2 * FIELD)), (where, columns)), shape=shape)
        packed = (left.T @ right).toarray()
        for place, total in enumerate((self.mtm, self.mtz, self.mtz)):
            number = _lowest_field(packed)
            if place != MIRRORED:
                np.add(total, number, out=total)
            packed -= number
            packed >>= FIELD
        np.add(self.ztz, packed, out=self.ztz)

    def _add_dense(self, rows: int, where: IntArray, columns: IntArray, values: ByteArray) -> None:
        """Mᵀ(M + 4096 Z) and ZᵀZ in 32-bit floats, every partial sum below 2²⁴ and so exact."""
        z = np.zeros((rows, self.ztz.shape[0]), dtype=np.float32)
        m = np.zeros_like(z)
        z[where, columns] = values
        m[where, columns] = 1
        np.add(self.ztz, (z.T @ z).astype(np.int64), out=self.ztz)
        z *= HALF
        z += m
        packed = (m.T @ z).astype(np.int64)
        mtz = (packed + HALF // 2) // HALF
        np.add(self.mtz, mtz, out=self.mtz)
        np.add(self.mtm, packed - mtz * HALF, out=self.mtm)

    def plus(self, other: "Sums") -> "Sums":
        """The statistics of both sets of participants together."""
        return Sums(self.ztz + other.ztz, self.mtz + other.mtz, self.mtm + other.mtm)

    def minus(self, other: "Sums") -> "Sums":
        """The statistics without the participants of `other`."""
        return Sums(self.ztz - other.ztz, self.mtz - other.mtz, self.mtm - other.mtm)

    def updated(self, before: Votes, after: Votes) -> "Sums":
        """The statistics after some participants changed votes.

        before, after: all votes of those participants, then and now (rows may be
        numbered as one likes); newcomers have none in `before`. The proposals are those
        of these statistics; where there are others now, `moved` comes first.
        """
        return self.minus(Sums.of(before)).plus(Sums.of(after))

    def moved(self, to: IntArray, proposals: int) -> "Sums":
        """The statistics with the proposals renumbered, on `proposals` in all.

        to: (P,) int64, the new number of each, ascending, -1 for one that is left out.
        Nobody has voted on those that are new.
        """
        kept = to >= 0
        if np.array_equal(to, np.arange(proposals)):
            return self
        moved = Sums.none(proposals)
        where = np.ix_(to[kept], to[kept])
        mine = self.only(kept)
        moved.ztz[where], moved.mtz[where], moved.mtm[where] = mine.ztz, mine.mtz, mine.mtm
        return moved

    def only(self, proposals: BoolArray) -> "Sums":
        """The statistics of some proposals. proposals: (P,) bool mask."""
        pick = np.ix_(proposals, proposals)
        return Sums(self.ztz[pick], self.mtz[pick], self.mtm[pick])

    def seen(self) -> IntArray:
        """(P,) how many have voted on each proposal, passes included."""
        return np.diag(self.mtm)

    def means(self) -> FloatArray:
        """(P,) mean vote of those who saw a proposal, 0 where nobody did."""
        seen = self.seen()
        return np.divide(np.diag(self.mtz), seen, out=np.zeros(seen.size), where=seen > 0)

    def same_as(self, other: "Sums") -> bool:
        return all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.ztz, other.ztz),
                (self.mtz, other.mtz),
                (self.mtm, other.mtm),
            )
        )


def _spans(starts: IntArray, lengths: IntArray) -> IntArray:
    """The whole numbers of the spans [start, start + length), one after the other."""
    first = np.cumsum(lengths) - lengths
    return np.repeat(starts - first, lengths) + np.arange(int(lengths.sum()))


def _lowest_field(packed: IntArray) -> IntArray:
    """The signed number in the lowest FIELD bits."""
    half = 1 << (FIELD - 1)
    return ((packed + half) & ((1 << FIELD) - 1)) - half
