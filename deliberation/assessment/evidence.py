"""One piece of evidence against what a clause needs."""

from collections.abc import Sequence
from typing import Literal

type Result = Literal["pass", "fail", "unknown"]


def result(level: str, *, needed: str, scale: Sequence[str]) -> Result:
    """Whether evidence of a level reaches the needed one. scale: the least open level first.

    Levels that the scale does not have, “unknown” among them, tell nothing.
    """
    if level not in scale or needed not in scale:
        return "unknown"
    return "pass" if scale.index(level) >= scale.index(needed) else "fail"
