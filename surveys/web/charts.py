"""Charts of results: the geometry of server-made SVG, attributes and never styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH, ROW, TRACK = 640, 56, 14
LABEL: Final = 16  # baseline of a label above its bar
LONGEST: Final = 74  # characters of a label


@dataclass(frozen=True)
class Bar:
    """One row, in units of the chart. share and its interval lie on the chart's scale.

    words: the numbers as text, at the end of the row; shown where hidden is withheld.
    """

    label: str
    words: str
    y: int
    text_y: int
    x: float
    width: float
    low: float
    high: float
    middle: float
    is_hidden: bool


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]
    height: int
    zero: float

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def track(self) -> int:
        return TRACK


@dataclass(frozen=True)
class Value:
    """What a bar shows: None where it is withheld; without an interval, low is None."""

    label: str
    words: str
    value: float | None
    low: float | None = None
    high: float | None = None


def bar_chart(
    title: str, values: Sequence[Value], *, least: float = 0.0, most: float = 1.0
) -> Chart:
    """Horizontal bars from zero, with intervals where there are any."""
    span = (most - least) or 1.0

    def place(number: float) -> float:
        return round((min(max(number, least), most) - least) / span * WIDTH, 1)

    zero = place(0.0)
    bars = []
    for index, each in enumerate(values):
        end = place(each.value) if each.value is not None else zero
        low = place(each.low) if each.low is not None else -1.0
        high = place(each.high) if each.high is not None else -1.0
        label = each.label if len(each.label) <= LONGEST else f"{each.label[: LONGEST - 1]}…"
        bars.append(
            Bar(
                label=label, words=each.words, y=index * ROW + LABEL + 8,
                text_y=index * ROW + LABEL, x=min(zero, end), width=round(abs(end - zero), 1),
                low=low, high=high, middle=index * ROW + LABEL + 8 + TRACK / 2,
                is_hidden=each.value is None,
            )
        )  # fmt: skip
    return Chart(title, bars, max(len(values), 1) * ROW, zero)
