"""All systems under all texts at once.

Axes: S systems, K criteria, C clauses of one text, T texts. A result is 0 fail, 1 unknown,
2 pass, so that the verdict of a text is the least result of its binding clauses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deliberation.assessment.texts import Clause, KnownOfSystem

type Codes = npt.NDArray[np.int8]

FAIL, UNKNOWN, PASS = np.int8(0), np.int8(1), np.int8(2)
LETTERS: Final = "fup"
VERDICTS: Final = ("does not meet", "cannot be told", "meets")
DOES_NOT_MEET, CANNOT_BE_TOLD, MEETS = 0, 1, 2
NOT_KNOWN: Final = -1


@dataclass(frozen=True, eq=False)
class Levels:
    """What is known: (K, S) int8, the place of the level on the criterion's scale, −1 where
    nothing is known. scales: levels of each criterion, the least open first."""

    scales: Mapping[str, Sequence[str]]
    places: Codes

    @classmethod
    def of(cls, scales: Mapping[str, Sequence[str]], systems: Sequence[KnownOfSystem]) -> "Levels":
        """From what is known of each system. Levels that the scale lacks count as unknown."""
        places = np.full((len(scales), len(systems)), NOT_KNOWN, dtype=np.int8)
        rows = {slug: row for row, slug in enumerate(scales)}
        place_of = {slug: _places(scale) for slug, scale in scales.items()}
        for column, known in enumerate(systems):
            for slug, each in known.items():
                if slug in rows:
                    places[rows[slug], column] = place_of[slug].get(each.counts_as, NOT_KNOWN)
        return cls(scales, places)

    @property
    def systems(self) -> int:
        return int(self.places.shape[1])


@dataclass(frozen=True, eq=False)
class Assessed:
    """One text applied to all systems.

    results: (C, S) codes. verdicts: (S,) codes. changes: (S,) how many changes a system is
    away. on_other_terms: (S,) whether only terms stand in the way. should_passed: (S,) of
    the should_clauses that the text has.
    """

    clauses: Sequence[Clause]
    results: Codes
    verdicts: Codes
    changes: npt.NDArray[np.int16]
    on_other_terms: npt.NDArray[np.bool_]
    should_passed: npt.NDArray[np.int16]
    should_clauses: int

    def letters(self, system: int) -> str:
        """The results of one system, a letter a clause: p, f or u."""
        return "".join(LETTERS[code] for code in self.results[:, system])


def assess_all(texts: Sequence[Sequence[Clause]], levels: Levels) -> list[Assessed]:
    """Apply every text to every system. Clauses that ask the same are compared once."""
    tests = Tests(levels)
    return [_assess(clauses, tests) for clauses in texts]


class Tests:
    """The results of what clauses ask, by criterion and needed level."""

    def __init__(self, levels: Levels) -> None:
        self._rows = {slug: row for row, slug in enumerate(levels.scales)}
        self._place_of = {slug: _places(scale) for slug, scale in levels.scales.items()}
        self._places = levels.places
        self._nothing = np.full(levels.systems, UNKNOWN, dtype=np.int8)
        self._found: dict[tuple[str, str], Codes] = {}
        self.systems = levels.systems

    def of(self, clause: Clause) -> Codes:
        """(S,) codes."""
        asked = clause.criterion, clause.requires
        if asked not in self._found:
            self._found[asked] = self._compare(*asked)
        return self._found[asked]

    def _compare(self, criterion: str, requires: str) -> Codes:
        needed = self._place_of.get(criterion, {}).get(requires)
        if needed is None:
            return self._nothing
        here = self._places[self._rows[criterion]]
        return np.where(here == NOT_KNOWN, UNKNOWN, np.where(here >= needed, PASS, FAIL))

    def stacked(self, clauses: Sequence[Clause]) -> Codes:
        """(C, S) codes."""
        if not clauses:
            return np.empty((0, self.systems), dtype=np.int8)
        return np.stack([self.of(each) for each in clauses])


def _assess(clauses: Sequence[Clause], tests: Tests) -> Assessed:
    results = tests.stacked(clauses)
    binds = np.array([each.binds for each in clauses], dtype=bool)
    recommends = np.array([each.recommends for each in clauses], dtype=bool)
    terms = np.array([each.about_terms for each in clauses], dtype=bool)
    failed = results == FAIL
    fails_terms = failed[binds & terms].any(axis=0)
    components = results[binds & ~terms]
    return Assessed(
        clauses=clauses,
        results=results,
        verdicts=least(results[binds]),
        changes=_changes(clauses, failed, binds & ~terms) + fails_terms,
        on_other_terms=fails_terms & (components == PASS).all(axis=0),
        should_passed=(results[recommends] == PASS).sum(axis=0, dtype=np.int16),
        should_clauses=int(recommends.sum()),
    )


def least(binding: Codes) -> Codes:
    """(S,) verdicts from the results of binding clauses; of none, nothing can be told."""
    if not len(binding):
        return np.full(binding.shape[1], CANNOT_BE_TOLD, dtype=np.int8)
    verdicts: Codes = binding.min(axis=0)
    return verdicts


def _changes(
    clauses: Sequence[Clause], failed: npt.NDArray[np.bool_], components: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int16]:
    """(S,) criteria on which components fail, each once however many clauses ask for it."""
    count = np.zeros(failed.shape[1], dtype=np.int16)
    rows: dict[str, list[int]] = {}
    for row in np.flatnonzero(components):
        rows.setdefault(clauses[int(row)].criterion, []).append(int(row))
    for same in rows.values():
        count += failed[same[0]] if len(same) == 1 else failed[same].any(axis=0)
    return count


def _places(scale: Sequence[str]) -> dict[str, int]:
    return {level: place for place, level in enumerate(scale)}
