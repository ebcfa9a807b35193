"""An attacker who knows every published number and tries all tables that agree with them."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.suppression import SMALLEST, cell_range, withhold_line, withhold_table


def lines_that_agree(counts, hidden):
    """All ways to fill the withheld parts of a line whose total is known."""
    places, total = np.flatnonzero(hidden), int(counts[hidden].sum())
    for values in product(range(total + 1), repeat=len(places) - 1):
        if sum(values) <= total:
            yield dict(zip(places.tolist(), [*values, total - sum(values)], strict=True))


@given(st.lists(st.integers(0, 14), min_size=1, max_size=5))
def test_no_small_part_of_a_known_total_can_be_worked_out(numbers):
    counts = np.array(numbers, dtype=np.int64)
    hidden = withhold_line(counts)
    assert hidden[counts < SMALLEST].all()
    if not hidden.any() or hidden.all():
        # All withheld: the total of fewer than five people is withheld too (tables.py).
        return
    possible = list(lines_that_agree(counts, hidden))
    for place in np.flatnonzero(hidden & (counts < SMALLEST)):
        assert len({each[int(place)] for each in possible}) >= SMALLEST


def tables_that_agree(counts, hidden, rows, columns, limit):
    """Every table of whole numbers with the same published cells and sums, by backtracking."""
    cells = [tuple(each) for each in np.argwhere(hidden)]
    table = np.where(hidden, 0, counts)
    row_left, column_left = (
        counts.sum(axis=1) - table.sum(axis=1),
        (counts.sum(axis=0) - table.sum(axis=0)),
    )
    total_left = int(counts[hidden].sum())

    def fill(place, total):
        if place == len(cells):
            fine = total == 0
            fine = fine and all(rows[i] or row_left[i] == 0 for i in range(len(rows)))
            fine = fine and all(columns[i] or column_left[i] == 0 for i in range(len(columns)))
            if fine:
                yield tuple(int(table[cell]) for cell in cells)
            return
        r, c = cells[place]
        most = min(
            total,
            total if rows[r] else int(row_left[r]),
            total if columns[c] else int(column_left[c]),
            limit,
        )
        for value in range(most + 1):
            table[r, c] = value
            row_left[r] -= value
            column_left[c] -= value
            yield from fill(place + 1, total - value)
            row_left[r] += value
            column_left[c] += value
        table[r, c] = 0

    yield from fill(0, total_left)


@st.composite
def tables(draw):
    height, width = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    values = draw(st.lists(st.integers(0, 9), min_size=height * width, max_size=height * width))
    return np.array(values, dtype=np.int64).reshape(height, width)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_no_small_cell_of_a_table_can_be_worked_out(counts):
    rows, columns = withhold_line(counts.sum(axis=1)), withhold_line(counts.sum(axis=0))
    hidden = withhold_table(counts, rows, columns)
    assert hidden[counts < SMALLEST].all()
    if counts.sum() < SMALLEST or hidden.all():
        return
    cells = [tuple(each) for each in np.argwhere(hidden)]
    small = [place for place, cell in enumerate(cells) if counts[cell] < SMALLEST]
    seen = {place: set() for place in small}
    for table in tables_that_agree(counts, hidden, rows, columns, limit=60):
        for place in small:
            seen[place].add(table[place])
        if all(len(each) >= SMALLEST for each in seen.values()):
            return
    assert all(len(each) >= SMALLEST for each in seen.values())


@given(tables())
@settings(max_examples=60, deadline=None)
def test_the_range_of_a_cell_is_the_one_that_trying_all_tables_finds(counts):
    none = (np.zeros(counts.shape[0], dtype=bool), np.zeros(counts.shape[1], dtype=bool))
    hidden = counts < SMALLEST
    cells = [tuple(int(i) for i in each) for each in np.argwhere(hidden)]
    possible = list(tables_that_agree(counts, hidden, *none, limit=60))
    for place, cell in enumerate(cells):
        values = {each[place] for each in possible}
        low, high = cell_range(counts, hidden, *none, cell)
        value = int(counts[cell])
        assert low == max(min(values), value - 4)
        assert high == min(max(values), value + 4)


def test_a_table_without_small_cells_is_shown_whole():
    counts = np.array([[5, 9], [12, 7]])
    none = np.zeros(2, dtype=bool)
    assert not withhold_table(counts, none, none).any()


def test_one_small_cell_takes_three_others_with_it():
    counts = np.array([[3, 20, 30], [25, 22, 28], [31, 26, 24]])
    none = np.zeros(3, dtype=bool)
    assert withhold_table(counts, none, none).sum() == 4
