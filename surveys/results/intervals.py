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


def mean_of(values: npt.NDArray[np.float64]) -> Mean | None:
    """Of (N,) finite numbers; None of none. The interval of one number is that number."""
    n = int(values.size)
    if n == 0:
        return None
    mean = math.fsum(values.tolist()) / n
    if n == 1:
        return Mean(1, mean, 0.0, mean, mean)
    sd = math.sqrt(math.fsum(((values - mean) ** 2).tolist()) / (n - 1))
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * sd / math.sqrt(n)
    return Mean(n, mean, sd, mean - half, mean + half)


def rounded(number: float) -> float:
    """As published: six places, and no minus before zero."""
    return round(float(number), 6) + 0.0
