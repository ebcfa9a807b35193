"""How numbers and days are spread, in few classes with round bounds; small ones withheld."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from surveys.results.intervals import rounded
from surveys.results.suppression import SMALLEST, withhold_line

CLASSES: Final = 6
MONTHS: Final = 24


def numbers_spread(values: npt.NDArray[np.float64], *, is_whole: bool) -> list[dict[str, Any]]:
    """Counts between round bounds, open at both ends: the least and the greatest number are
    somebody's own, so they are not told. Empty for too few people."""
    if values.size < SMALLEST:
        return []
    low, high = np.quantile(values, [0.05, 0.95])
    step = _round_step((high - low) / CLASSES, is_whole=is_whole)
    first = math.floor(low / step) * step
    bounds = [first + step * number for number in range(1, CLASSES + 1)]
    counts = np.bincount(np.searchsorted(bounds, values, side="right"), minlength=len(bounds) + 1)
    return _told([None, *bounds], [*bounds, None], counts.astype(np.int64))


def _round_step(step: float, *, is_whole: bool) -> float:
    """The next of 1, 2, 5, 10 … above."""
    if step <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(step))
    chosen = next(each for each in (1, 2, 5, 10) if each * power >= step * (1 - 1e-9)) * power
    return max(chosen, 1.0) if is_whole else chosen


def days_spread(days: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """Counts by month, or by year where months are many. days: since 1970-01-01."""
    if days.size < SMALLEST:
        return []
    dates = days.astype("datetime64[D]")
    for unit in ("M", "Y"):
        spans, counts = np.unique(dates.astype(f"datetime64[{unit}]"), return_counts=True)
        if len(spans) <= MONTHS:
            break
    names = [str(span) for span in spans]
    return _told(names, names, counts.astype(np.int64))


def _told(lows: list[Any], highs: list[Any], counts: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    hidden = withhold_line(counts)
    return [
        {
            "from": rounded(low) if isinstance(low, float) else low,
            "to": rounded(high) if isinstance(high, float) else high,
            "count": None if withheld else int(count),
        }
        for low, high, count, withheld in zip(lows, highs, counts, hidden, strict=True)
    ]
