"""Shares and means with their intervals."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Z95: Final = 1.959963984540054
LEVEL: Final = 0.95


def wilson(count: int, of: int, z: float = Z95) -> tuple[float, float, float]:
    """Share, and the Wilson score interval about it, each in [0, 1]; zeros where of is 0.

    Two-sided 95 % by default. Source: Wilson 1927, JASA 22(158):209-212.
    """
    if not 0 <= count <= of:
        raise ValueError("count must lie between 0 and of")
    if of == 0:
        return 0.0, 0.0, 0.0
    p, z2 = count / of, z * z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    spread = z / (1 + z2 / of) * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    # Rounding must not push an end past the share itself.
    return p, min(p, max(0.0, middle - spread)), max(p, min(1.0, middle + spread))


@dataclass(frozen=True)
class Mean:
    """n: of how many; sd: of the sample; low, high: of the 95 % interval by Student's t."""

    n: int
    mean: float
    sd: float
    low: float
    high: float


WHOLE: Final = 1_000_000  # whole numbers up to this are summed exactly


def mean_of(values: npt.NDArray[np.float64]) -> Mean | None:
    """Of (N,) finite numbers, in any order; None of none. One number's interval is itself."""
    n = int(values.size)
    if n == 0:
        return None
    if are_whole(values):
        return mean_from_sums(n, int(values.sum()), int((values * values).sum()))
    ordered = np.sort(values)  # or the last bits would depend on the order
    mean = float(ordered.sum()) / n
    return _mean(n, mean, float(((ordered - mean) ** 2).sum()))


def are_whole(values: npt.NDArray[np.float64]) -> bool:
    """Whether sums of these and of their squares are exact in float64, in any order."""
    whole = np.all(values == np.trunc(values)) and np.all(np.abs(values) <= WHOLE)
    return bool(whole) and float((values * values).sum()) < 2**53


def mean_from_sums(n: int, total: int, squares: int) -> Mean:
    """The same from whole sums, exactly."""
    return _mean(n, total / n, (n * squares - total * total) / n)


def _mean(n: int, mean: float, deviation: float) -> Mean:
    """deviation: the sum of squared differences from the mean."""
    if n == 1:
        return Mean(1, mean, 0.0, mean, mean)
    sd = math.sqrt(max(0.0, deviation) / (n - 1))
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * sd / math.sqrt(n)
    return Mean(n, mean, sd, mean - half, mean + half)


def rounded(number: float) -> float:
    """As published: six places, and no minus before zero."""
    return round(float(number), 6) + 0.0
