"""The opinion map: where groups stand, drawn so that nobody is singled out.

The participants of each opinion group are parted by their places until a part is small on
the map or could not be parted into two of SMALLEST (Mondrian, LeFevre, DeWitt and
Ramakrishnan 2006, ICDE). Each part is one mark, at its members' mean place; hulls go round
marks, never round people.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from deliberation.aggregation.groups import LABELS
from deliberation.aggregation.votes import ByteArray, IntArray

# A mark stands for at least this many participants; smaller groups are not drawn.
SMALLEST: Final = 5
WIDTH, HEIGHT, MARGIN = 720, 470, 56
# A part narrower than one of so many steps across most participants stays together.
STEPS: Final = 16

type Point = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """At least SMALLEST participants of one group, at a point of the drawing."""

    x: int
    y: int
    participants: int


@dataclass(frozen=True)
class Region:
    """An opinion group on the map. marks: the heaviest first. hull: its corners in order,
    fewer than three where the marks are few or in line."""

    label: str
    participants: int
    marks: tuple[Mark, ...]
    hull: tuple[Point, ...]


@dataclass(frozen=True)
class Frame:
    """How places become points: (place - corner) // unit, then + MARGIN and an offset that
    centres the drawing. corner: in millionths; unit: millionths per unit of the drawing."""

    corner: Point
    unit: int
    offset: Point

    def point(self, place: Sequence[int]) -> Point:
        """Where a place falls, within the drawing."""
        x, y = (
            min(max((int(at) - low) // self.unit + shift, 0), most)
            for at, low, shift, most in zip(
                place, self.corner, self.offset, (WIDTH, HEIGHT), strict=True
            )
        )
        return x, y


@dataclass(frozen=True)
class OpinionMap:
    """placed: participants with a place. hidden: those of them whom no mark stands for."""

    regions: tuple[Region, ...]
    frame: Frame
    placed: int
    hidden: int

    def as_data(self) -> dict[str, Any]:
        """As plain lists and numbers; docs/formats.md describes it."""
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "placed": self.placed,
            "hidden": self.hidden,
            "frame": {name: _plain(value) for name, value in asdict(self.frame).items()},
            "regions": [
                {
                    "label": region.label,
                    "participants": region.participants,
                    "marks": [[mark.x, mark.y, mark.participants] for mark in region.marks],
                    "hull": [list(point) for point in region.hull],
                }
                for region in self.regions
            ],
        }


def opinion_map(places: IntArray, labels: ByteArray) -> OpinionMap:
    """Draw the placed participants. Their order plays no part; equal places stay together.

    places: (N, 2) int64, millionths. labels: (N,) int8, index into LABELS, -1 if not placed.
    """
    placed = labels >= 0
    step = _step(places[placed])
    parts = {
        int(label): list(_parts(places[labels == label], step))
        for label in np.unique(labels[placed])
    }
    frame = _frame([mean for found in parts.values() for mean, _ in found])
    sizes = {label: int(np.count_nonzero(labels == label)) for label in parts}
    regions = tuple(_region(label, sizes[label], found, frame) for label, found in parts.items())
    shown = sum(mark.participants for region in regions for mark in region.marks)
    return OpinionMap(regions, frame, int(placed.sum()), int(placed.sum()) - shown)


def frame_of(drawn: dict[str, Any]) -> Frame:
    """The frame of a map as `as_data` wrote it."""
    frame = drawn["frame"]
    return Frame(tuple(frame["corner"]), frame["unit"], tuple(frame["offset"]))


def _step(places: IntArray) -> int:
    """One step in millionths: of the wider span that holds nine tenths of the places."""
    if not len(places):
        return 1
    in_order = np.sort(places, axis=0)
    low, high = len(places) // 20, len(places) - 1 - len(places) // 20
    return max(int((in_order[high] - in_order[low]).max()) // STEPS, 1)


def _parts(members: IntArray, step: int) -> Iterator[tuple[Point, int]]:
    """Mean place and number of members of each part; none where the group is too small."""
    if len(members) < SMALLEST:
        return
    places, counts = np.unique(members, axis=0, return_counts=True)
    waiting = [np.arange(len(places))]
    while waiting:
        part = waiting.pop()
        halves = _halves(places[part], counts[part], step)
        if halves:
            waiting += [part[half] for half in halves]
        else:
            weight = int(counts[part].sum())
            x, y = (counts[part] @ places[part] // weight).tolist()
            yield (x, y), weight


def _halves(places: IntArray, counts: IntArray, step: int) -> list[IntArray]:
    """Two parts of about equal weight, cut across the widest side that allows it.

    Nothing if the part is no wider than a step or one half would be too small.
    """
    spans = np.ptp(places, axis=0)
    for axis in np.argsort(-spans, kind="stable"):
        if spans[axis] <= step:
            break
        order = np.lexsort((places[:, 1 - axis], places[:, axis]))
        before = np.cumsum(counts[order])[:-1]
        total = int(counts.sum())
        cuts = np.flatnonzero((before >= SMALLEST) & (total - before >= SMALLEST))
        if cuts.size:
            cut = int(cuts[np.argmin(np.abs(2 * before[cuts] - total))]) + 1
            return [order[:cut], order[cut:]]
    return []


def _frame(means: Sequence[Point]) -> Frame:
    """So that all marks fit between the margins, as large as they can, in the middle."""
    if not means:
        return Frame((0, 0), 1, (WIDTH // 2, HEIGHT // 2))
    ends = [(min(along), max(along)) for along in zip(*means, strict=True)]
    room = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    unit = max(-(-(high - low) // space) for (low, high), space in zip(ends, room, strict=True))
    unit = max(unit, 1)
    left, top = (
        MARGIN + (space - (high - low) // unit) // 2
        for (low, high), space in zip(ends, room, strict=True)
    )
    return Frame((ends[0][0], ends[1][0]), unit, (left, top))


def _region(
    label: int, participants: int, found: Iterable[tuple[Point, int]], frame: Frame
) -> Region:
    marks = sorted(
        (Mark(*frame.point(mean), weight) for mean, weight in found),
        key=lambda mark: (-mark.participants, mark.x, mark.y),
    )
    corners = hull([(mark.x, mark.y) for mark in marks])
    return Region(LABELS[label], participants, tuple(marks), tuple(corners))


def hull(points: Iterable[Point]) -> list[Point]:
    """The corners of the convex hull, from the leftmost, in one direction, none on an edge.

    Source: Andrew 1979, Information Processing Letters 9(5):216-219.
    """
    in_order = sorted(set(points))
    if len(in_order) < 3:
        return in_order
    return [*_chain(in_order)[:-1], *_chain(in_order[::-1])[:-1]]


def _chain(points: Iterable[Point]) -> list[Point]:
    """One side of the hull: the points at which it turns."""
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(start: Point, middle: Point, end: Point) -> int:
    """Above 0 where the way turns left, below where right, 0 where it goes straight."""
    return (middle[0] - start[0]) * (end[1] - start[1]) - (middle[1] - start[1]) * (
        end[0] - start[0]
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
