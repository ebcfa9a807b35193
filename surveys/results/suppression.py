"""Which counts to withhold, so that no small one can be worked out from those that are shown.

Counts of fewer than SMALLEST people are withheld, zero among them. Whoever knows the sums of a
table could subtract; so others are withheld with them until every withheld cell could, for all
that is published, be any of at least WIDTH + 1 whole numbers. That is asked of each cell by its
exact range: in a table with known sums of rows and columns, the changes that leave all sums as
they are are flows through the withheld cells.
"""

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

SMALLEST: Final = 5
WIDTH: Final = SMALLEST - 1

type Counts = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


def withhold_line(counts: Counts) -> Mask:
    """(K,) bool: which parts of a known total to withhold. Everything if that is what it takes.

    At least two are withheld, or none, and together they are at least SMALLEST people: each
    can then be any number from none to that.
    """
    hidden = counts < SMALLEST
    if not hidden.any():
        return hidden
    for count in np.unique(counts):  # those alike together: which comes first must not matter
        if hidden.sum() >= 2 and counts[hidden].sum() >= SMALLEST:
            break
        hidden |= counts == count
    return hidden


def withhold_table(
    counts: Counts,
    rows: Mask,
    columns: Mask,
    *,
    secret: Mask | None = None,
    withheld: Mask | None = None,
    fixed: Mask | None = None,
) -> Mask:
    """(R, C) bool: which cells to withhold of a table whose sums are published.

    rows, columns: (R,), (C,) those whose sum is not published. Their cells are withheld
    altogether, since each says something of the sum. secret: (R, C) the cells that must not be
    worked out, by default those of fewer than SMALLEST people. withheld: (R, C) what is withheld
    besides. fixed: (R,) rows of which no more is withheld than that.
    """
    secret = counts < SMALLEST if secret is None else secret
    hidden = secret | rows[:, None] | columns[None, :]
    hidden = hidden if withheld is None else hidden | withheld
    free = np.ones(counts.shape, dtype=np.bool_)
    if fixed is not None:
        free[fixed] = False
    while (free & ~hidden).any():
        exposed = _exposed(counts, secret, hidden, rows, columns)
        if exposed is None:
            break
        for cell in _company(counts, hidden, free, exposed):
            hidden[cell] = True
    return hidden


def _company(
    counts: Counts, hidden: Mask, free: Mask, exposed: tuple[int, int]
) -> list[tuple[int, int]]:
    """What to withhold beside an exposed cell, of what is free: what would be missed least.

    Three cells make a rectangle with it, along which a change leaves all sums as they are. If
    no rectangle gives enough room, the smallest cell in its row or column, or else anywhere.
    """
    row, column = exposed
    best: tuple[int, list[tuple[int, int]]] | None = None
    for r in range(counts.shape[0]):
        for c in range(counts.shape[1]):
            corners = [(row, c), (r, column), (r, c)]
            fresh = [corner for corner in corners if not hidden[corner]]
            roomy = min(counts[row, c], counts[r, column]) >= WIDTH
            if r != row and c != column and fresh and roomy and all(free[each] for each in fresh):
                cost = sum(int(counts[corner]) for corner in fresh)
                if best is None or cost < best[0]:
                    best = cost, fresh
    if best is not None:
        return best[1]
    shown = np.argwhere(free & ~hidden)
    aside = (shown[:, 0] != row) & (shown[:, 1] != column)
    first = shown[np.lexsort((counts[shown[:, 0], shown[:, 1]], aside))[0]]
    return [(int(first[0]), int(first[1]))]


def _exposed(
    counts: Counts, secret: Mask, hidden: Mask, rows: Mask, columns: Mask
) -> tuple[int, int] | None:
    """A secret cell that is known too closely, if one is."""
    for row, column in np.argwhere(secret):
        low, high = cell_range(counts, hidden, rows, columns, (int(row), int(column)))
        if high - low < WIDTH:
            return int(row), int(column)
    return None


def cell_range(
    counts: Counts, hidden: Mask, rows: Mask, columns: Mask, cell: tuple[int, int]
) -> tuple[int, int]:
    """The least and the most that a withheld cell can be, for all that is published.

    The answer is exact for counts of people, up to WIDTH away on either side.
    """
    r, c = cell
    value = int(counts[r, c])
    up = _flow(_Net(counts, hidden, rows, columns, cell, growing=True))
    down = min(value, _flow(_Net(counts, hidden, rows, columns, cell, growing=False)))
    return value - down, value + up


class _Net:
    """Ways to balance a change of one cell by changes of other withheld cells.

    Nodes are the R rows, the C columns, and one for all sums that are not published. If the
    cell grows, its row has too much: a step from a row to a column lessens the cell between
    them, which has only so much to give, and one from a column to a row adds to it, without
    bound. If it shrinks, the other way round. A row whose sum is unknown may keep what it has
    too much, as long as another such row has too little: the sum of all is known.
    """

    def __init__(
        self,
        counts: Counts,
        hidden: Mask,
        rows: Mask,
        columns: Mask,
        cell: tuple[int, int],
        *,
        growing: bool,
    ) -> None:
        height, width = counts.shape
        self.source, self.sink = cell[0], height + cell[1]
        self.left = [[0] * (height + width + 2) for _ in range(height + width + 2)]
        for r, c in np.argwhere(hidden):
            if (r, c) != cell:
                less, more = int(counts[r, c]), 10**9
                there, back = (less, more) if growing else (more, less)
                self.left[r][height + c] += there
                self.left[height + c][r] += back
        sums = ((np.flatnonzero(rows), 0, counts.sum(axis=1)),
                (np.flatnonzero(columns), height, counts.sum(axis=0)))  # fmt: skip
        for side, (unknown, first, totals) in enumerate(sums):
            hub = height + width + side
            for index in unknown:
                node, total = int(first + index), int(totals[index])
                # A row with too much may have a larger sum; a column with too little a smaller.
                gives, takes = (10**9, total) if growing == (side == 0) else (total, 10**9)
                into, out = (gives, takes) if side == 0 else (takes, gives)
                self.left[node][hub] += into
                self.left[hub][node] += out


def _flow(net: _Net) -> int:
    """How much can go from source to sink; no more than WIDTH is asked for."""
    total = 0
    while total < WIDTH:
        before = _way(net)
        if before is None:
            break
        amount, node = WIDTH - total, net.sink
        while node != net.source:
            amount = min(amount, net.left[before[node]][node])
            node = before[node]
        node = net.sink
        while node != net.source:
            net.left[before[node]][node] -= amount
            net.left[node][before[node]] += amount
            node = before[node]
        total += amount
    return total


def _way(net: _Net) -> dict[int, int] | None:
    """The node before each, on the shortest way from source to sink; None if there is none."""
    before, waiting = {net.source: net.source}, deque([net.source])
    while waiting:
        node = waiting.popleft()
        for other, room in enumerate(net.left[node]):
            if room > 0 and other not in before:
                before[other] = node
                if other == net.sink:
                    return before
                waiting.append(other)
    return None
