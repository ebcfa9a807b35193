"""Geometry of the small pictures on pages: SVG attributes, never styles."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

RAYS: Final = 32
INNER, SHORTEST, SPAN = 26, 4, 19  # radius where rays begin; their length is 4 … 23
# Cells of fewer votes are withheld on pages: one could guess who voted what.
SMALLEST_CELL: Final = 5


def is_withheld(cell: dict[str, Any]) -> bool:
    return cell["kind"] != "all" and cell["votes"] < SMALLEST_CELL


def title_of(cell: Mapping[str, Any]) -> str:
    """What a cell is called, in the reader's language; classes are called as the definition does.

    cell: with kind, key and title.
    """
    if cell["kind"] == "all":
        return gettext("All")
    if cell["kind"] == "group":
        return gettext("Group %(letter)s") % {"letter": cell["key"]}
    return str(cell["title"])


@dataclass(frozen=True)
class Bar:
    """One row of a support table. Numbers are whole per cents of the bar's width: a long
    draft draws a thousand bars, and finer ones would look the same."""

    title: str
    marker: str
    letter: str
    votes: int
    withheld: bool
    low: int
    width: int
    point: int
    needed: int
    stance: str
    share: int
    low_percent: int
    high_percent: int


def bar(cell: dict[str, Any]) -> Bar:
    """A bar for one cell of support, as `drafting.support` writes it."""
    low, high, needed = cell["low"], cell["high"], cell["needed"]
    low_percent, high_percent = round(low * 100), round(high * 100)
    letter = cell["key"] if cell["kind"] == "group" else ""
    if low >= needed:
        stance = ""
    elif high < needed:
        stance = " is-under"
    else:
        stance = " is-across"
    return Bar(
        title=title_of(cell),
        marker={"all": "0", "class": "k"}.get(cell["kind"]) or letter.lower(),
        letter=letter,
        votes=cell["votes"],
        withheld=is_withheld(cell),
        low=low_percent,
        width=max(high_percent - low_percent, 1),
        point=round(cell["share"] * 100),
        needed=round(needed * 100),
        stance=stance,
        share=round(cell["share"] * 100),
        low_percent=low_percent,
        high_percent=high_percent,
    )


@dataclass(frozen=True)
class TallyBar:
    """Agree, pass and disagree side by side, per cent of the width, with gaps of 0.8."""

    agrees: int
    passes: int
    disagrees: int
    agree_width: float
    pass_start: float
    pass_width: float
    disagree_start: float
    disagree_width: float


def tally_bar(agrees: int, passes: int, disagrees: int) -> TallyBar:
    """The stacked bar of a tally; all widths are 0 before the first vote."""
    total = agrees + passes + disagrees
    gap = 0.8
    room = 100 - 2 * gap
    agree, passing, disagree = (
        round(count / total * room, 1) if total else 0.0 for count in (agrees, passes, disagrees)
    )
    return TallyBar(
        agrees,
        passes,
        disagrees,
        agree_width=agree,
        pass_start=round(agree + gap, 1),
        pass_width=passing,
        disagree_start=round(agree + passing + 2 * gap, 1),
        disagree_width=disagree,
    )


@dataclass(frozen=True)
class Ray:
    x1: float
    y1: float
    x2: float
    y2: float


def seal(content_hash: str) -> list[Ray]:
    """32 rays, one a byte of the hash, clockwise from the top; a higher byte is longer."""
    rays = []
    for index, byte in enumerate(bytes.fromhex(content_hash)):
        angle = 2 * math.pi * index / RAYS
        x, y = math.sin(angle), -math.cos(angle)
        outer = INNER + SHORTEST + SPAN * byte / 255
        ends = (INNER * x, INNER * y, outer * x, outer * y)
        rays.append(Ray(*(round(end, 1) + 0.0 for end in ends)))
    return rays


@dataclass(frozen=True)
class Segment:
    """A piece of the progress bar. kind: "seen", "now" or "todo"."""

    kind: str
    x: float
    y: float
    width: float
    height: float


MOST_SEGMENTS: Final = 40
STEP, PIECE = 10, 8  # a segment and its gap; a segment


def progress_bar(seen: int, total: int, *, has_now: bool) -> list[Segment]:
    """One segment a proposal, seen ones first; past 40, lengths in proportion instead."""
    if total > MOST_SEGMENTS:
        length = MOST_SEGMENTS * STEP - (STEP - PIECE)
        reached = round(length * seen / total, 1)
        return [
            Segment("seen", 0.5, 0.5, reached, 9),
            Segment("todo", reached + 0.5, 0.5, round(length - reached, 1), 9),
        ]
    kinds = ["seen"] * seen + ["todo"] * (total - seen)
    if has_now and seen < total:
        kinds[seen] = "now"
    return [
        Segment(kind, index * STEP + 0.5, 0, PIECE, 10)
        if kind == "now"
        else Segment(kind, index * STEP + 0.5, 0.5, PIECE, 9)
        for index, kind in enumerate(kinds)
    ]


def progress_width(total: int) -> int:
    return min(total, MOST_SEGMENTS) * STEP - (STEP - PIECE) + 2
