"""Votes that follow each other faster, or more evenly, than people read."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from deliberation.aggregation.votes import IntArray
from deliberation.integrity.records import Records

LEAST_GAPS: Final = 7
HASTY: Final = 1500  # milliseconds; nobody reads a clause in less
EVEN: Final = 0.1  # standard deviation of the gaps, as a share of their mean
LONGEST: Final = 5 * 60 * 1000  # a longer gap is a break, not a pace


type Kind = Literal["hasty", "even"]


@dataclass(frozen=True, eq=False)
class Pace:
    """members: (m,) int64, ascending. kind: hasty, or even as a clock. gap: the median of
    their median gaps between votes, in milliseconds."""

    members: IntArray
    kind: Kind
    gap: int


def paces(records: Records, *, least: int = 1) -> list[Pace]:
    """Who votes too fast, and who too evenly; whoever does both is told as hasty."""
    order = np.argsort(records.who, kind="stable")
    who, at = records.who[order], records.at[order]
    hasty: dict[int, float] = {}
    even: dict[int, float] = {}
    kinds: list[tuple[Kind, dict[int, float]]] = [("hasty", hasty), ("even", even)]
    people, begins = np.unique(who, return_index=True)
    for participant, mine in zip(people.tolist(), np.split(at, begins)[1:], strict=True):
        gaps = np.diff(mine)
        gaps = gaps[gaps <= LONGEST]
        if gaps.size < LEAST_GAPS:
            continue
        median = float(np.median(gaps))
        if median < HASTY:
            hasty[participant] = median
        elif float(gaps.std()) <= EVEN * float(gaps.mean()):
            even[participant] = median
    return [
        Pace(np.array(sorted(each), dtype=np.int64), kind, int(np.median(list(each.values()))))
        for kind, each in kinds
        if len(each) >= least
    ]
