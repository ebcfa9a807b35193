"""Many participants beginning to vote from one network block within minutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from deliberation.aggregation.votes import IntArray
from deliberation.integrity.records import Records

WINDOW: Final = 10 * 60 * 1000  # milliseconds
LEAST: Final = 10  # participants; a household or a small office stays below


@dataclass(frozen=True, eq=False)
class Burst:
    """members: (m,) int64, ascending; they cast their first votes from one block, the first at
    `begins` and the last at `ends` (milliseconds)."""

    members: IntArray
    begins: int
    ends: int


def bursts(records: Records, *, window: int = WINDOW, least: int = LEAST) -> list[Burst]:
    """Stretches of time in which at least `least` participants came within each `window`.

    A participant comes at their first entry from a block. Entries whose block is not known
    tell nothing. Largest first.
    """
    known = records.block >= 0
    pairs = np.stack([records.block[known], records.who[known]], axis=1)
    if not pairs.size:
        return []
    # np.unique names the first of equal rows, and entries are in the order of time.
    arrived, first = np.unique(pairs, axis=0, return_index=True)
    at = records.at[known][first]
    found: list[Burst] = []
    for block in np.unique(arrived[:, 0]):
        here = arrived[:, 0] == block
        order = np.argsort(at[here], kind="stable")
        found += _dense(arrived[here, 1][order], at[here][order], window, least)
    return sorted(found, key=lambda burst: (-len(burst.members), burst.begins))


def _dense(who: IntArray, at: IntArray, window: int, least: int) -> Iterator[Burst]:
    """who, at: arrivals from one block, in order."""
    if len(at) < least:
        return
    starts = np.flatnonzero(at[least - 1 :] - at[: len(at) - least + 1] <= window)
    if not starts.size:
        return
    # Stretches that overlap or touch are one.
    for run in np.split(starts, np.flatnonzero(np.diff(starts) >= least) + 1):
        first, last = int(run[0]), int(run[-1]) + least
        yield Burst(np.sort(who[first:last]), int(at[first]), int(at[last - 1]))
