"""What is looked at."""

from dataclasses import dataclass

import numpy as np

from deliberation.aggregation.votes import ImpossibleVotes, IntArray, Votes


@dataclass(frozen=True, eq=False)
class Records:
    """The standing votes of N participants, and E entries of the log that they come from.

    who: (E,) int64, the participant of each entry, 0 … N-1. at: (E,) int64, when, in
    milliseconds. block: (E,) int64, a number for the network block it came from, -1 where
    that is not known. Entries are in the order of time. Raises ImpossibleVotes.
    """

    votes: Votes
    who: IntArray
    at: IntArray
    block: IntArray

    def __post_init__(self) -> None:
        if not (self.who.shape == self.at.shape == self.block.shape):
            raise ImpossibleVotes("who, at and block must be of one length")
        if np.any(np.diff(self.at) < 0):
            raise ImpossibleVotes("entries must be in the order of time")

    @property
    def participants(self) -> int:
        return self.votes.participants
