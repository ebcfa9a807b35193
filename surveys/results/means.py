"""Means as they are published: no finer than their own error, and none that few people decide.

The exact sum of few numbers, and more so with the sum of their squares, says what the numbers
were. So a mean is rounded to steps of about its standard error, and its interval outwards, which
leaves the sum open by what about √n people add to it. No standard deviation is told.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from surveys.results.intervals import Mean, mean_of, rounded
from surveys.results.suppression import SMALLEST
from surveys.results.tables import Grouping, answerers

DOMINATES: Final = 0.75  # of the squared deviations, by one person

type Numbers = npt.NDArray[np.float64]


def few_decide(values: Numbers) -> bool:
    """Whether a mean tells of single people: of fewer than SMALLEST, of a group all but so few
    of whom gave the same number, or of one whose number lies far from all others."""
    if values.size < SMALLEST:
        return True
    if values.size < 2 * SMALLEST:
        common = int(np.unique(values, return_counts=True)[1].max())
    else:  # what so many share is in the middle
        middle = np.partition(values, values.size // 2)[values.size // 2]
        common = int(np.count_nonzero(values == middle))
    if values.size - common < SMALLEST:
        return True
    deviations = (values - values.mean()) ** 2
    return bool(deviations.max() > DOMINATES * deviations.sum())


def as_told(center: float, spread: Mean) -> dict[str, float]:
    """A mean and the ends of its interval, in steps of 1, 2 or 5 times a power of ten.

    spread: of the numbers that the mean is of, with an error above 0; center: the mean, or what
    stands for it.
    """
    error = spread.sd / math.sqrt(spread.n)
    power = 10.0 ** math.floor(math.log10(error))
    step = max(times for times in (1, 2, 5) if times * power <= error * (1 + 1e-9)) * power
    half = (spread.high - spread.low) / 2
    return {
        "mean": rounded(round(center / step) * step),
        "low": rounded(math.floor((center - half) / step) * step),
        "high": rounded(math.ceil((center + half) / step) * step),
    }


def mean_told(values: Numbers) -> dict[str, Any]:
    """n, mean and its interval of (N,) numbers; null where it is withheld."""
    found = mean_of(values)
    if found is None or found.n < SMALLEST:
        return _withheld(None)
    return (
        _withheld(found.n) if few_decide(values) else {"n": found.n, **as_told(found.mean, found)}
    )


def _withheld(n: int | None) -> dict[str, Any]:
    return {"n": n, "mean": None, "low": None, "high": None}


def means_by(values: Numbers, grouping: Grouping) -> dict[str, Any] | None:
    """The mean of (N,) numbers, NaN for unanswered, in each group.

    Means of groups whose size is withheld are so too, and with them as many as with counts.
    """
    answered = ~np.isnan(values)
    given, groups = values[answered], grouping.codes[answered]
    if given.size < SMALLEST:
        return None
    hidden = answerers(answered, grouping).hidden
    return {
        "by": grouping.key,
        "groups": [*grouping.values, None],
        "means": [
            _withheld(None) if withheld else mean_told(given[groups == index])
            for index, withheld in enumerate(hidden)
        ],
    }


def keep_company(means: Sequence[dict[str, Any]]) -> None:
    """Withhold a second of means that add up to something known, if one alone is withheld: the
    one that is known best. Changes them in place."""
    known = [each for each in means if each["mean"] is not None]
    if len(known) == len(means) - 1 and known:
        least = min(known, key=lambda each: each["high"] - each["low"])
        least.update(mean=None, low=None, high=None)
