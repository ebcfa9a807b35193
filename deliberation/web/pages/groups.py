"""The opinion groups: how large each is, and what sets it apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from deliberation import drafting
from deliberation.models import Aggregate, Proposal, Ruleset, Tally
from deliberation.web.pages.cells import Cell, groups
from deliberation.web.pages.now import gap

MOST_APART: Final = 2
MOST_DIVIDING: Final = 6
MOST_SHARED: Final = 3
# Adjusted Rand index with resamples from which we do not warn: about nine in ten pairs of
# participants then stand to each other as they do here.
STABLE: Final = 0.75


@dataclass(frozen=True)
class Apart:
    """A proposal on which a group differs from the rest of the placed participants."""

    proposal: Proposal
    here: Cell
    others: Cell

    @property
    def distance(self) -> float:
        return abs(float(self.here["share"] - self.others["share"]))


@dataclass(frozen=True)
class Group:
    letter: str
    size: int
    apart: list[Apart]


@dataclass(frozen=True)
class Divided:
    """A proposal with the share of each group, in their order; None where withheld."""

    proposal: Proposal
    shares: list[Cell | None]


@dataclass(frozen=True)
class Groups:
    groups: list[Group]
    dividing: list[Divided]
    shared: list[tuple[Proposal, Cell]]
    stability: float

    @property
    def is_stable(self) -> bool:
        return self.stability >= STABLE

    @property
    def placed(self) -> int:
        return sum(group.size for group in self.groups)


def opinion_groups(run: Aggregate, tallies: Sequence[Tally], ruleset: Ruleset | None) -> Groups:
    """tallies: of this run, with their proposals."""
    letters = [group["label"] for group in run.groups]
    standing = [tally for tally in tallies if not tally.proposal.is_rejected]
    z = float(ruleset.z) if ruleset else drafting.Rules.z
    told = [tally for tally in standing if len(groups(tally.cells)) > 1]
    dividing = sorted(told, key=lambda tally: -gap(groups(tally.cells)))[:MOST_DIVIDING]
    return Groups(
        groups=[
            Group(group["label"], group["size"], _apart(group["label"], told, z))
            for group in run.groups
        ],
        dividing=[Divided(tally.proposal, _shares(tally, letters)) for tally in dividing],
        shared=_shared(told, letters) if len(letters) > 1 else [],
        stability=run.stability,
    )


def _apart(letter: str, tallies: Sequence[Tally], z: float) -> list[Apart]:
    found = []
    for tally in tallies:
        here = [cell for cell in groups(tally.cells) if cell["key"] == letter]
        rest = [cell for cell in groups(tally.cells) if cell["key"] != letter]
        if here and rest:
            found.append(Apart(tally.proposal, here[0], _together(rest, z)))
    return sorted(found, key=lambda each: -each.distance)[:MOST_APART]


def _together(cells: Sequence[Cell], z: float) -> Cell:
    """Several cells as one."""
    agrees, disagrees, passes = (
        sum(cell[count] for cell in cells) for count in ("agrees", "disagrees", "passes")
    )
    whole = drafting.Cell("group", "others", "Others", agrees, disagrees, passes)
    return drafting.support([whole], drafting.Rules(z=z))[0]


def _shares(tally: Tally, letters: Sequence[str]) -> list[Cell | None]:
    cell_of: dict[str, Any] = {cell["key"]: cell for cell in groups(tally.cells)}
    return [cell_of.get(letter) for letter in letters]


def _shared(tallies: Sequence[Tally], letters: Sequence[str]) -> list[tuple[Proposal, Cell]]:
    """Where every group agrees by majority, the broadest agreement first."""
    all_told = [tally for tally in tallies if len(groups(tally.cells)) == len(letters)]
    lowest = [(min(cell["low"] for cell in groups(tally.cells)), tally) for tally in all_told]
    agreed = sorted(
        (pair for pair in lowest if pair[0] > drafting.Rules.bridging),
        key=lambda pair: (-pair[0], pair[1].proposal.number),
    )
    return [(tally.proposal, tally.cells[0]) for _, tally in agreed[:MOST_SHARED]]
