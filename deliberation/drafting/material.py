"""What a draft is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from deliberation.aggregation.support import wilson_bounds
from deliberation.aggregation.weighting import weighted_support


@dataclass(frozen=True)
class Rules:
    """The numbers of a ruleset; DESIGN's section on adoption gives the defaults.

    Shares lie in 0 … 1. required_classes: slugs of the stakeholder classes that
    quorum needs. target_shares: slug and share of each class that broad support is weighted
    to; none: everybody weighs the same. verified_quorum: overall and in the required classes,
    quorum counts only the votes of participants whose class is verified.
    """

    number: int = 1
    quorum_votes: int = 30
    quorum_cell_votes: int = 5
    broad_support: float = 0.6
    bridging: float = 0.5
    broad_disagreement: float = 0.6
    margin: float = 0.05
    z: float = 1.645
    required_classes: tuple[str, ...] = ()
    target_shares: tuple[tuple[str, float], ...] = ()
    verified_quorum: bool = False


@dataclass(frozen=True)
class Cell:
    """Votes of some participants on one proposal.

    verified: how many of the votes are by participants whose class is verified.
    kind: "all", "group" (key is its letter), "class" (key is its slug), or "guests", whose
    votes are in no other cell and decide nothing.
    """

    kind: Literal["all", "group", "class", "guests"]
    key: str
    title: str
    agrees: int
    disagrees: int
    passes: int
    verified: int = 0

    @property
    def votes(self) -> int:
        return self.agrees + self.disagrees + self.passes

    @property
    def share(self) -> float:
        """Smoothed share that agrees, (A + 1) / (N + 2)."""
        return (self.agrees + 1) / (self.votes + 2)

    @property
    def disagreeing(self) -> float:
        """Smoothed share that disagrees, (D + 1) / (N + 2)."""
        return (self.disagrees + 1) / (self.votes + 2)

    def interval(self, z: float) -> tuple[float, float]:
        """Wilson interval of the share that agrees."""
        return wilson_bounds(self.agrees, self.votes, z)

    def disagreement_interval(self, z: float) -> tuple[float, float]:
        """Wilson interval of the share that disagrees."""
        return wilson_bounds(self.disagrees, self.votes, z)


@dataclass(frozen=True)
class Weighted:
    """A weighted share with its Wilson interval; effective: how many votes of equal weight
    would tell as much."""

    share: float
    low: float
    high: float
    effective: float


@dataclass(frozen=True)
class Candidate:
    """A vote-bearing revision of a proposal, with its counts.

    number: the proposal's, also its age (smaller is older). revision: the vote-bearing
    one; shown: the one whose wording stands, later if an editorial revision followed.
    cells: the one of kind "all" first, then groups, then classes.
    opinions: what each of aggregation.opinions.METHODS says: 1 clearly for it, -1 clearly
    against, 0 no say. weights: what a participant of each stakeholder class weighs, by slug;
    empty where all weigh the same. successors: numbers of the proposals that
    it was split into. succeeded: a substantive revision came after, or it was split; votes are
    taken on that one now.
    """

    number: int
    revision: int
    shown: int
    criterion: str
    level: str
    requires: str
    wording: str
    cells: tuple[Cell, ...]
    opinions: tuple[int, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    succeeded: bool = False
    successors: tuple[int, ...] = ()

    @property
    def everybody(self) -> Cell:
        return self.cells[0]

    @cached_property
    def parts(self) -> tuple[Cell, ...]:
        """Opinion groups and stakeholder classes."""
        return tuple(cell for cell in self.cells[1:] if cell.kind != "guests")

    def agreement(self, z: float) -> tuple[float, float]:
        """Interval of the share that agrees, of everybody; weighted where classes weigh."""
        if not self.weights:
            return self.everybody.interval(z)
        weighted = self.weighted(z)
        return weighted.low, weighted.high

    def disagreement(self, z: float) -> tuple[float, float]:
        """Likewise of the share that disagrees."""
        if not self.weights:
            return self.everybody.disagreement_interval(z)
        weighted = self.weighted(z, against=True)
        return weighted.low, weighted.high

    def weighted(self, z: float, *, against: bool = False) -> Weighted:
        """Everybody's share that agrees (or disagrees), each class with its weight."""
        kind = 1 if against else 0
        classes = [cell for cell in self.parts if cell.kind == "class"]

        def counts(cell: Cell) -> list[int]:
            three = [cell.agrees, cell.disagrees, cell.passes]
            return [three.pop(kind), *three]

        found = weighted_support(
            np.array([counts(self.everybody)]),
            np.array([[counts(cell)] for cell in classes]).reshape(len(classes), 1, 3),
            np.array([self.weights.get(cell.key, 0.0) for cell in classes]),
            z,
        )
        numbers = (found.share, found.low, found.high, found.effective)
        return Weighted(*(float(each[0]) for each in numbers))


@dataclass(frozen=True)
class CriterionMaterial:
    """A criterion with its candidates. Where they do not compete, each adoptable
    one becomes a clause."""

    slug: str
    title: str
    question: str
    scale: tuple[str, ...]
    competing: bool
    candidates: tuple[Candidate, ...]

    def bearing_on(self, number: int) -> "CriterionMaterial":
        """With only those whose votes bear on how a proposal stands."""
        if self.competing:
            return self
        return replace(self, candidates=tuple(c for c in self.candidates if c.number == number))


@dataclass(frozen=True)
class Part:
    """A category with the criteria of it that a definition uses, in order."""

    slug: str
    title: str
    criteria: tuple[CriterionMaterial, ...]


@dataclass(frozen=True)
class Material:
    """Everything a draft is composed from.

    definition: slug, title, question, preamble, language. log_ends: time of the last
    event up to the watermark, ISO 8601 in UTC. groups: label and size of each.
    classes: slug, title and participants of each, guests marked. stability: of the groups,
    0 … 1. weights: what a participant of each class weighs, empty where all weigh the same.
    previous: content of the draft before, None for the first, with its hash beside it.
    standing: (proposal, vote-bearing revision) of the clauses that stay unless beaten; None:
    those of the draft before. left_out: what is said of votes that stewards excluded.
    """

    definition: dict[str, str]
    simulated: bool
    engine: str
    watermark: int
    log_ends: str | None
    participants: int
    votes: int
    rules: Rules
    groups: Sequence[dict[str, Any]]
    classes: Sequence[dict[str, Any]]
    parts: tuple[Part, ...]
    stability: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    previous: dict[str, Any] | None = None
    previous_hash: str | None = None
    standing: frozenset[tuple[int, int]] | None = None
    left_out: Mapping[str, Any] = field(default_factory=dict)
