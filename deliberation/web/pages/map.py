"""The opinion map as pages draw it, from the geometry that a run stored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation import actions
from deliberation.aggregation.map import SMALLEST, frame_of
from deliberation.models import Aggregate, Participant
from deliberation.models.votes import OwnVotes

# Corners of each group's shape round its middle, so that a radius of 1 has the area of a disc.
CORNERS: Final = {
    "b": [(-0.886, -0.886), (0.886, -0.886), (0.886, 0.886), (-0.886, 0.886)],
    "c": [(0.0, -1.555), (1.347, 0.778), (-1.347, 0.778)],
    "d": [(0.0, -1.253), (1.253, 0.0), (0.0, 1.253), (-1.253, 0.0)],
    "e": [(-0.55, -0.952), (0.55, -0.952), (1.1, 0.0), (0.55, 0.952), (-0.55, 0.952), (-1.1, 0.0)],
}
INKED: Final = 0.13  # of the map's area, by all marks together
LARGEST_SCALE: Final = 3.2
# What the map needs of a run, without and with somebody's own place: see `runs_of`.
NEEDED: Final = {False: ("map",), True: ("map", "space")}
CENTRAL: Final = (0.44, 0.56)  # of width and height: what counts as the middle
LABEL_HIGH, LABEL_WIDE = 40, 150


@dataclass(frozen=True)
class Mark:
    """corners: of its shape, "x,y x,y …"; "" for a disc of this radius."""

    x: int
    y: int
    radius: float
    corners: str


@dataclass(frozen=True)
class Region:
    """A group: what is drawn of it, and where its name stands (label_x, label_y).

    drawn: how many of its participants the marks stand for.
    nearest: the letter of the group next to it, "" without one.
    """

    letter: str
    participants: int
    drawn: int
    marks: list[Mark]
    hull: str
    label_x: int
    label_y: int
    where: str
    nearest: str

    @property
    def marker(self) -> str:
        return self.letter.lower()


@dataclass(frozen=True)
class Here:
    """The participant's own place: a point, or how many more votes it takes to have one."""

    x: int | None
    y: int | None
    letter: str
    wanting: int


@dataclass(frozen=True)
class MapShown:
    """smallest: how many participants a mark stands for at least."""

    width: int
    height: int
    regions: list[Region]
    placed: int
    hidden: int
    here: Here | None
    smallest: int = SMALLEST

    @property
    def description(self) -> str:
        """The map in words, for those who do not see it."""
        told = [
            ngettext(
                "Group {letter}, {number} participant, lies {where}.",
                "Group {letter}, {number} participants, lies {where}.",
                region.participants,
            ).format(letter=region.letter, number=region.participants, where=region.where)
            for region in self.regions
            if region.marks
        ]
        if self.here and self.here.letter:
            told.append(_("You stand nearest to group {letter}.").format(letter=self.here.letter))
        return " ".join(told)


def opinion_map(
    run: Aggregate | None, here: Participant | None = None, own: OwnVotes | None = None
) -> MapShown | None:
    """The map of a run, with the place of one participant for that participant alone.

    None where no group is large enough to be drawn. At most one query, three with `here`;
    none and one where the run was read with NEEDED.
    """
    if run is None:
        return None
    place = actions.place_of(run, here, own) if here else None
    return shown(run.map, place)


def shown(drawn: dict[str, Any], place: actions.Place | None = None) -> MapShown | None:
    """drawn: a map as the engine wrote it, also one kept with a draft."""
    if not any(region["marks"] for region in drawn.get("regions", ())):
        return None
    regions = drawn["regions"]
    middles = {each["label"]: _middle(each["marks"]) for each in regions if each["marks"]}
    scale = _scale(drawn)
    labels = _labels(regions, middles, drawn["width"], drawn["height"])
    return MapShown(
        width=drawn["width"],
        height=drawn["height"],
        regions=[_region(each, drawn, middles, scale, labels) for each in regions],
        placed=drawn["placed"],
        hidden=drawn["hidden"],
        here=_here(drawn, place),
    )


def _region(
    region: dict[str, Any],
    drawn: dict[str, Any],
    middles: dict[str, tuple[float, float]],
    scale: float,
    labels: dict[str, tuple[int, int]],
) -> Region:
    letter = region["label"]
    middle = middles.get(letter)
    others = [other for other in middles if other != letter]
    nearest = (
        min(others, key=lambda other: math.dist(middles[other], middle))
        if middle and others
        else ""
    )
    x, y = labels.get(letter, (0, 0))
    return Region(
        letter=letter,
        participants=region["participants"],
        drawn=sum(number for _x, _y, number in region["marks"]),
        marks=[_mark(letter.lower(), mark, scale) for mark in region["marks"]],
        hull=" ".join(f"{x},{y}" for x, y in region["hull"]),
        label_x=x,
        label_y=y,
        where=_where(middle, drawn["width"], drawn["height"]) if middle else "",
        nearest=nearest,
    )


def _mark(marker: str, mark: Sequence[int], scale: float) -> Mark:
    x, y, participants = mark
    radius = round(scale * math.sqrt(participants), 1)
    corners = " ".join(
        f"{x + radius * right:.1f},{y + radius * down:.1f}"
        for right, down in CORNERS.get(marker, ())
    )
    return Mark(x, y, radius, corners)


def _scale(drawn: dict[str, Any]) -> float:
    """Radius of a mark that stands for one participant, so that marks do not fill the map."""
    people = drawn["placed"] - drawn["hidden"]
    room = INKED * drawn["width"] * drawn["height"]
    return min(math.sqrt(room / (math.pi * people)), LARGEST_SCALE)


def _middle(marks: Sequence[Sequence[int]]) -> tuple[float, float]:
    weight = sum(number for _x, _y, number in marks)
    return (
        sum(x * number for x, _y, number in marks) / weight,
        sum(y * number for _x, y, number in marks) / weight,
    )


def _labels(
    regions: Sequence[dict[str, Any]],
    middles: dict[str, tuple[float, float]],
    width: int,
    height: int,
) -> dict[str, tuple[int, int]]:
    """Where each group's name stands: outside its hull, above it or below, none on another."""
    found: dict[str, tuple[int, int]] = {}
    for region in sorted(
        (each for each in regions if each["marks"]), key=lambda each: middles[each["label"]][1]
    ):
        high = [y for _x, y, _number in region["marks"]]
        x, y = middles[region["label"]]
        above = y <= height / 2
        at = min(high) - 34 if above else max(high) + 30
        at = min(max(at, 24), height - 24)
        x = min(max(x, LABEL_WIDE / 2), width - LABEL_WIDE / 2)
        while (
            any(
                abs(x - right) < LABEL_WIDE and abs(at - down) < LABEL_HIGH
                for right, down in found.values()
            )
            and at < height - 24
        ):
            at += 8
        found[region["label"]] = (round(x), round(min(at, height - 24)))
    return found


def _where(middle: tuple[float, float], width: int, height: int) -> str:
    """In words, on which side of the map's middle a point lies."""
    column, row = (
        0 if share < CENTRAL[0] else 1 if share < CENTRAL[1] else 2
        for share in (middle[0] / width, middle[1] / height)
    )
    words = (
        (
            pgettext("on the map", "at the upper left"),
            pgettext("on the map", "at the top"),
            pgettext("on the map", "at the upper right"),
        ),
        (
            pgettext("on the map", "at the left"),
            pgettext("on the map", "in the middle"),
            pgettext("on the map", "at the right"),
        ),
        (
            pgettext("on the map", "at the lower left"),
            pgettext("on the map", "at the bottom"),
            pgettext("on the map", "at the lower right"),
        ),
    )
    return words[row][column]


def _here(drawn: dict[str, Any], place: actions.Place | None) -> Here | None:
    if place is None:
        return None
    if place.x is None or place.y is None:
        return Here(None, None, "", place.wanting)
    x, y = frame_of(drawn).point((place.x, place.y))
    return Here(x, y, place.label, 0)
