"""What is being decided now: the proposals on which one more vote weighs most."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from deliberation.drafting.adoption import MAJORITY, Standing, Step
from deliberation.drafting.material import Cell

# Cells of fewer votes are not told of: one could guess who voted what.
SMALLEST_CELL: Final = 5
# Of each kind so many are kept, so that one is left if moderation closes some meanwhile.
KEPT: Final = 4
SETTLED: Final = ("adopted", "outscored", "declined")


def agenda(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Of each kind the foremost few, kind by kind: what divides the groups most, the closest
    call, what is nearest to adoption.

    Each entry names its proposal and the cells that it speaks of; `votes` is how many
    decide a closest call, `unmet` what adoption still lacks.
    """
    return [*_most_dividing(standings), *_closest_calls(standings), *_nearest(standings)]


def nearest_to_adoption(standings: Iterable[Standing]) -> list[Standing]:
    """What is neither settled nor without a step that it lacks, the one lacking least first."""
    wanting = [each for each in standings if each.status not in SETTLED and unmet(each)]
    return sorted(wanting, key=lambda each: (len(unmet(each)), _lack(each), each.candidate.number))


def unmet(standing: Standing) -> list[Step]:
    """The steps to adoption that were not met."""
    return [step for step in standing.trace if step.met is False]


def told(standing: Standing, kind: str = "") -> list[Cell]:
    """The cells with enough votes to tell of: of one kind, or groups and classes."""
    return [
        cell
        for cell in standing.candidate.parts
        if cell.votes >= SMALLEST_CELL and kind in ("", cell.kind)
    ]


def _most_dividing(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    def gap(standing: Standing) -> float:
        shares = [cell.share for cell in told(standing, "group")]
        return max(shares) - min(shares) if len(shares) > 1 else 0.0

    return [
        _entry("dividing", each, told(each, "group"))
        for each in _first(standings, lambda each: -gap(each))
        if gap(each) > 0
    ]


def _closest_calls(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Proposals with a cell of which the fewest votes decide the side."""

    def closest(standing: Standing) -> Cell:
        return min(told(standing), key=lambda cell: (_margin(cell), -cell.votes))

    called = [each for each in standings if told(each)]
    return [
        _entry("closest", each, [closest(each)], votes=max(_margin(closest(each)), 1))
        for each in _first(called, lambda each: _margin(closest(each)))
    ]


def _nearest(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    found = []
    for each in nearest_to_adoption(standings)[:KEPT]:
        named = {step.facts.get("cell") for step in unmet(each)}
        cells = [cell for cell in told(each) if cell.key in named]
        reasons = [asdict(step) for step in unmet(each)]
        found.append(_entry("nearest", each, cells or [each.candidate.everybody], unmet=reasons))
    return found


def _entry(kind: str, standing: Standing, cells: Sequence[Cell], **more: Any) -> dict[str, Any]:
    named = [[cell.kind, cell.key] for cell in cells]
    return {"kind": kind, "proposal": standing.candidate.number, "cells": named, **more}


def _first(standings: Sequence[Standing], key: Callable[[Standing], Any]) -> list[Standing]:
    """The smallest by key; among equals the older proposal."""
    return sorted(standings, key=lambda each: (key(each), each.candidate.number))[:KEPT]


def _margin(cell: Cell) -> int:
    """Votes of one kind that move the smoothed share (A + 1) / (N + 2) to one half."""
    return abs(2 * cell.agrees - cell.votes)


def _lack(standing: Standing) -> float:
    """How much is wanting over all unmet steps, each as a part of what it needs."""
    return sum(_lack_of(step) for step in unmet(standing))


def _lack_of(step: Step) -> float:
    pairs = [
        (step.facts.get(has), step.facts.get(needed))
        for has, needed in (
            ("votes", "needed"), ("smallest", "cell_needed"), ("low", "needed"),
            ("share", "needed"),
        )
    ]  # fmt: skip
    return max(
        (1 - has / needs for has, needs in pairs if has is not None and needs), default=MAJORITY
    )
