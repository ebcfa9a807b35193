"""Frequencies and cross-tables as they are published: small counts withheld, null in JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.results.intervals import (
    Mean,
    are_whole,
    mean_from_sums,
    mean_of,
    rounded,
    wilson,
)
from surveys.results.suppression import SMALLEST, Counts, Mask, withhold_line, withhold_table


@dataclass(frozen=True, eq=False)
class Grouping:
    """Into which group each response falls: by class, or by a single-choice question.

    codes: (N,) index of the group, the last one for none. key: "class" or the question's.
    """

    key: str
    values: tuple[str, ...]
    codes: npt.NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Frequencies:
    """counts: (K,); hidden: (K,) which are withheld. n: people, None if they are too few."""

    counts: Counts
    hidden: Mask
    n: int | None

    def told(self, values: Sequence[str]) -> list[dict[str, Any]]:
        """One row an option: count, share and its interval, all null where withheld."""
        return [
            {"value": value, **share(None if hidden else int(count), self.n)}
            for value, count, hidden in zip(values, self.counts, self.hidden, strict=True)
        ]


def share(count: int | None, of: int | None) -> dict[str, Any]:
    """A count with its share of people and the Wilson interval."""
    if count is None or of is None:
        return {"count": None, "share": None, "low": None, "high": None}
    p, low, high = wilson(count, of)
    return {"count": count, "share": rounded(p), "low": rounded(low), "high": rounded(high)}


def known(n: int) -> int | None:
    """How many people, if they are enough to be told."""
    return n if n >= SMALLEST else None


def frequencies(codes: npt.NDArray[np.integer[Any]], k: int) -> Frequencies:
    """Of (N,) indices of k options, -1 for unanswered; each person chose one."""
    counts = np.bincount(codes[codes >= 0], minlength=k).astype(np.int64)
    n = int(counts.sum())
    if n < SMALLEST:
        return Frequencies(counts, np.ones(k, dtype=np.bool_), None)
    return Frequencies(counts, withhold_line(counts), n)


def picks(chosen: npt.NDArray[np.int8]) -> Frequencies:
    """Of (N, K) choices, any number a person: each option is a table of its own, yes and no."""
    answered = chosen[:, 0] >= 0
    n = int(answered.sum())
    counts = (chosen[answered] == 1).sum(axis=0).astype(np.int64)
    if n < SMALLEST:
        return Frequencies(counts, np.ones(len(counts), dtype=np.bool_), None)
    return Frequencies(counts, (counts < SMALLEST) | (n - counts < SMALLEST), n)


def cross_table(
    codes: npt.NDArray[np.integer[Any]], whole: Frequencies, grouping: Grouping
) -> dict[str, Any] | None:
    """Options by group, for those who answered; null where withheld. None for too few people.

    The sums of rows are those of `whole`, the sums of columns are published where enough
    people stand in a group; a column for no group makes both add up.
    """
    if whole.n is None:
        return None
    k, g = len(whole.counts), len(grouping.values) + 1
    # Unanswered ones make a row of their own, which is dropped: faster than leaving them out.
    flat = np.where(codes < 0, k, codes).astype(np.int64) * g + grouping.codes
    counts = np.bincount(flat, minlength=(k + 1) * g).reshape(k + 1, g)[:k].astype(np.int64)
    sizes = counts.sum(axis=0)
    columns, hidden = withhold_groups(sizes), np.zeros(counts.shape, dtype=np.bool_)
    some = sizes > 0
    hidden[:, some] = withhold_table(counts[:, some], whole.hidden, columns[some])
    return _told(counts, hidden, columns, grouping)


def withhold_groups(sizes: Counts) -> Mask:
    """(G,) which groups are too small to tell of. One without anybody hides nobody."""
    hidden = np.zeros(len(sizes), dtype=np.bool_)
    some = sizes > 0
    hidden[some] = withhold_line(sizes[some])
    return hidden


def cross_picks(
    chosen: npt.NDArray[np.int8], whole: Frequencies, grouping: Grouping
) -> dict[str, Any] | None:
    """The same for multiple choice: each option, chosen and not, is a table of its own."""
    if whole.n is None:
        return None
    k, g = chosen.shape[1], len(grouping.values) + 1
    sizes = np.bincount(grouping.codes[chosen[:, 0] >= 0], minlength=g).astype(np.int64)
    columns, some = withhold_groups(sizes), sizes > 0
    people, options = np.nonzero(chosen == 1)
    flat = options * g + grouping.codes[people]
    counts = np.bincount(flat, minlength=k * g).reshape(k, g).astype(np.int64)
    hidden = np.zeros(counts.shape, dtype=np.bool_)
    for option, yes in enumerate(counts):
        both = np.array([yes, sizes - yes], dtype=np.int64)
        rows = np.repeat(whole.hidden[option], 2)
        hidden[option, some] = withhold_table(both[:, some], rows, columns[some])[0]
    return _told(counts, hidden, columns, grouping, sizes)


def _told(
    counts: Counts,
    hidden: Mask,
    columns: Mask,
    grouping: Grouping,
    sizes: Counts | None = None,
) -> dict[str, Any]:
    people = counts.sum(axis=0) if sizes is None else sizes
    return {
        "by": grouping.key,
        "groups": [*grouping.values, None],
        "n": [
            None if unknown else int(size) for size, unknown in zip(people, columns, strict=True)
        ],
        "counts": [
            [None if withheld else int(count) for count, withheld in zip(row, mask, strict=True)]
            for row, mask in zip(counts, hidden, strict=True)
        ],
    }


def mean_told(found: Mean | None) -> dict[str, Any]:
    """n, mean, its interval and the standard deviation; null for too few people."""
    if found is None or found.n < SMALLEST:
        return dict.fromkeys(("n", "mean", "sd", "low", "high"))
    return {
        "n": found.n, "mean": rounded(found.mean), "sd": rounded(found.sd),
        "low": rounded(found.low), "high": rounded(found.high),
    }  # fmt: skip


def means_by(values: npt.NDArray[np.float64], grouping: Grouping) -> dict[str, Any] | None:
    """The mean of (N,) numbers, NaN for unanswered, in each group.

    Means of groups that are withheld must not follow from the others and the mean of all, so
    they are withheld as counts are.
    """
    answered = ~np.isnan(values)
    given, groups = values[answered], grouping.codes[answered]
    g = len(grouping.values) + 1
    sizes = np.bincount(groups, minlength=g).astype(np.int64)
    if sizes.sum() < SMALLEST:
        return None
    hidden = withhold_groups(sizes)
    means = _means(given, groups, sizes)
    return {
        "by": grouping.key,
        "groups": [*grouping.values, None],
        "means": [
            mean_told(None if withheld else mean)
            for mean, withheld in zip(means, hidden, strict=True)
        ],
    }


def _means(
    given: npt.NDArray[np.float64], groups: npt.NDArray[np.int16], sizes: Counts
) -> list[Mean | None]:
    """One for each group; whole numbers are summed exactly, and faster."""
    if not are_whole(given):
        return [mean_of(given[groups == index]) for index in range(len(sizes))]
    totals = np.bincount(groups, weights=given, minlength=len(sizes))
    squares = np.bincount(groups, weights=given * given, minlength=len(sizes))
    return [
        mean_from_sums(int(n), int(total), int(square)) if n else None
        for n, total, square in zip(sizes, totals, squares, strict=True)
    ]
