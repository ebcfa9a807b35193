"""Frequencies and cross-tables as they are published: small counts withheld, null in JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.questionnaire import Question
from surveys.results.choosing import is_tight, is_tight_split
from surveys.results.intervals import rounded, wilson
from surveys.results.suppression import SMALLEST, Counts, Mask, withhold_line, withhold_table


@dataclass(frozen=True, eq=False)
class Grouping:
    """Into which group each response falls: by class, or by a single-choice question.

    codes: (N,) index of the group, the last one for none. key: "class" or the question's.
    hidden: (G + 1,) groups whose size is published nowhere, the same for all tables. has_none:
    whether those in no group are a group like others; who left a question out is not.
    """

    key: str
    values: tuple[str, ...]
    codes: npt.NDArray[np.int16]
    hidden: Mask
    has_none: bool

    @cached_property
    def sizes(self) -> Counts:
        """(G + 1,) responses in each group."""
        return np.bincount(self.codes, minlength=len(self.values) + 1).astype(np.int64)

    @property
    def secret(self) -> Mask:
        """(G + 1,) groups of which small counts must not be told."""
        groups = self.sizes > 0
        groups[-1] &= self.has_none
        return groups | self.hidden


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


def picks(chosen: npt.NDArray[np.int8], question: Question) -> Frequencies:
    """Of (N, K) choices, some number a person: each option is a table of its own, yes and no.

    Where all choose as many as they may, a count follows from the others; so more are withheld
    until none does.
    """
    answered = chosen[:, 0] >= 0
    n = int(answered.sum())
    counts = (chosen[answered] == 1).sum(axis=0).astype(np.int64)
    if n < SMALLEST:
        return Frequencies(counts, np.ones(len(counts), dtype=np.bool_), None)
    hidden = (counts < SMALLEST) | (n - counts < SMALLEST)
    while not hidden.all() and is_tight(counts, hidden, n, question):
        hidden |= counts == counts[~hidden].min()
    return Frequencies(counts, hidden, n)


def withhold_groups(sizes: Counts) -> Mask:
    """(G,) which groups are too small to tell of. One without anybody hides nobody."""
    hidden = np.zeros(len(sizes), dtype=np.bool_)
    some = sizes > 0
    hidden[some] = withhold_line(sizes[some])
    return hidden


@dataclass(frozen=True, eq=False)
class Answerers:
    """How many of each group answered a question; hidden: (G + 1,) where that is withheld."""

    sizes: Counts
    hidden: Mask


def answerers(answered: Mask, grouping: Grouping) -> Answerers:
    """Of (N,) whether each answered. Who did not is no secret but where few of a group did."""
    sizes = np.bincount(grouping.codes[answered], minlength=len(grouping.sizes)).astype(np.int64)
    both = np.array([sizes, grouping.sizes - sizes], dtype=np.int64)
    few = np.array([sizes < SMALLEST, np.zeros(len(sizes), dtype=np.bool_)])
    hidden = np.zeros(len(sizes), dtype=np.bool_)
    some = (grouping.sizes > 0) | grouping.hidden
    found = withhold_table(
        both[:, some], np.zeros(2, dtype=np.bool_), grouping.hidden[some],
        secret=(few & grouping.secret)[:, some], withheld=few[:, some],
    )  # fmt: skip
    hidden[some] = found.any(axis=0)
    return Answerers(sizes, hidden)


def _withhold(counts: Counts, rows: Mask, of: Answerers, grouping: Grouping) -> Mask:
    """(R, G + 1) what to withhold of (R, G + 1) answers by group.

    Those who did not answer are a row of their own, with which every table of the grouping has
    the same sums of columns: that is why what is hidden in one stays so beside the others.
    """
    whole = np.vstack([counts, grouping.sizes - of.sizes])
    few = np.vstack([counts, of.sizes]) < SMALLEST
    some = (grouping.sizes > 0) | grouping.hidden
    withheld = few | of.hidden
    withheld[-1] = of.hidden
    hidden = np.zeros(whole.shape, dtype=np.bool_)
    hidden[:, some] = withhold_table(
        whole[:, some], np.append(rows, False), grouping.hidden[some],
        secret=(few & grouping.secret)[:, some], withheld=withheld[:, some],
        fixed=np.arange(len(whole)) == len(counts),
    )  # fmt: skip
    return hidden[:-1]


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
    of = answerers(codes >= 0, grouping)
    return _told(counts, _withhold(counts, whole.hidden, of, grouping), of, grouping)


def cross_picks(
    chosen: npt.NDArray[np.int8], whole: Frequencies, grouping: Grouping, question: Question
) -> dict[str, Any] | None:
    """The same for multiple choice: each option, chosen and not, is a table of its own.

    None also where so many of a group choose all that they may that counts follow from others.
    """
    if whole.n is None:
        return None
    k, g = chosen.shape[1], len(grouping.values) + 1
    of = answerers(chosen[:, 0] >= 0, grouping)
    people, options = np.nonzero(chosen == 1)
    flat = options * g + grouping.codes[people]
    counts = np.bincount(flat, minlength=k * g).reshape(k, g).astype(np.int64)
    hidden = np.zeros(counts.shape, dtype=np.bool_)
    for option, yes in enumerate(counts):
        both = np.array([yes, of.sizes - yes], dtype=np.int64)
        rows = np.repeat(whole.hidden[option], 2)
        hidden[option] = _withhold(both, rows, of, grouping)[0]
    if is_tight_split(
        counts, hidden, question, sizes=of.sizes, known=~of.hidden, whole=whole.hidden
    ):
        return None
    return _told(counts, hidden, of, grouping)


def _told(counts: Counts, hidden: Mask, of: Answerers, grouping: Grouping) -> dict[str, Any]:
    return {
        "by": grouping.key,
        "groups": [*grouping.values, None],
        "n": [
            None if unknown else int(size)
            for size, unknown in zip(of.sizes, of.hidden, strict=True)
        ],
        "counts": [
            [None if withheld else int(count) for count, withheld in zip(row, mask, strict=True)]
            for row, mask in zip(counts, hidden, strict=True)
        ],
    }
