"""The standing votes of a deliberation, as typed arrays."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

type IntArray = npt.NDArray[np.int64]
type ByteArray = npt.NDArray[np.int8]
type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

AGREE: Final = 1
PASS: Final = 0
DISAGREE: Final = -1
WITHDRAWN: Final = 2  # in a log only: the vote before it no longer stands


class ImpossibleVotes(ValueError):
    """The arrays do not describe votes; the message says why."""


@dataclass(frozen=True, eq=False)
class Votes:
    """At most one vote per participant and proposal.

    N participants, P proposals, V votes. Compare with `same_as`.

    participants, proposals: N and P.
    rows: (V,) int64, the participant of each vote, ascending.
    columns: (V,) int64, its proposal, ascending within a row.
    values: (V,) int8, AGREE, PASS or DISAGREE.
    """

    participants: int
    proposals: int
    rows: IntArray
    columns: IntArray
    values: ByteArray

    @classmethod
    def from_log(
        cls,
        rows: npt.ArrayLike,
        columns: npt.ArrayLike,
        values: npt.ArrayLike,
        *,
        participants: int,
        proposals: int,
    ) -> Self:
        """The votes that stand at the end of a log: of each pair, the last entry.

        rows, columns, values: (E,) entries in the order of the log; a value of
        WITHDRAWN takes the vote back. Raises ImpossibleVotes on indices or values
        out of range.
        """
        r = np.asarray(rows, dtype=np.int64)
        c = np.asarray(columns, dtype=np.int64)
        v = np.asarray(values, dtype=np.int8)
        if not (r.shape == c.shape == v.shape and r.ndim == 1):
            raise ImpossibleVotes("rows, columns and values must be of one length")
        if r.size and not (r.min() >= 0 and r.max() < participants):
            raise ImpossibleVotes(f"rows must lie in 0 … {participants - 1}")
        if c.size and not (c.min() >= 0 and c.max() < proposals):
            raise ImpossibleVotes(f"columns must lie in 0 … {proposals - 1}")
        if v.size and not (v.min() >= DISAGREE and v.max() <= WITHDRAWN):
            raise ImpossibleVotes("values must be 1 agree, 0 pass, -1 disagree or 2 withdrawn")
        # np.unique names the first of equal keys; reversed, that is the last entry.
        keys = (r * max(proposals, 1) + c)[::-1]
        _, first = np.unique(keys, return_index=True)
        kept = r.size - 1 - first
        kept = kept[v[kept] != WITHDRAWN]
        return cls(participants, proposals, r[kept], c[kept], v[kept])

    def same_as(self, other: "Votes") -> bool:
        return (
            (self.participants, self.proposals) == (other.participants, other.proposals)
            and np.array_equal(self.rows, other.rows)
            and np.array_equal(self.columns, other.columns)
            and np.array_equal(self.values, other.values)
        )

    def only(self, proposals: BoolArray) -> "Votes":
        """The votes on some proposals, which are renumbered. proposals: (P,) bool mask."""
        kept = proposals[self.columns]
        renumbered = np.cumsum(proposals, dtype=np.int64) - 1
        return Votes(
            self.participants,
            int(proposals.sum()),
            self.rows[kept],
            renumbered[self.columns[kept]],
            self.values[kept],
        )

    def cast_by(self, participants: BoolArray) -> "Votes":
        """The votes of some participants, who are renumbered. participants: (N,) bool mask."""
        kept = participants[self.rows]
        renumbered = np.cumsum(participants, dtype=np.int64) - 1
        return Votes(
            int(participants.sum()),
            self.proposals,
            renumbered[self.rows[kept]],
            self.columns[kept],
            self.values[kept],
        )

    def of(self, participants: BoolArray) -> "Votes":
        """The votes of some participants; the others stay, without votes. (N,) bool mask."""
        if participants.all():
            return self
        kept = participants[self.rows]
        return Votes(
            self.participants,
            self.proposals,
            self.rows[kept],
            self.columns[kept],
            self.values[kept],
        )

    def updated(self, changed: BoolArray, now: "Votes") -> "Votes":
        """These votes, with those of some participants replaced.

        changed: (N,) bool mask of those participants; now: all their present votes, of the
        same participants and proposals.
        """
        kept = ~changed[self.rows]
        rows = np.concatenate([self.rows[kept], now.rows])
        # Two sorted runs, which a stable sort merges in one pass.
        order = np.argsort(rows, kind="stable")
        return Votes(
            self.participants,
            self.proposals,
            rows[order],
            np.concatenate([self.columns[kept], now.columns])[order],
            np.concatenate([self.values[kept], now.values])[order],
        )

    def per_participant(self) -> IntArray:
        """(N,) int64: how many votes each participant has cast."""
        return np.bincount(self.rows, minlength=self.participants).astype(np.int64)
