"""What proposals would do to verdicts, if they were adopted.

Axes: P candidates, S systems.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation.assessment.matrix import VERDICTS, Codes, Levels, Tests, least
from deliberation.assessment.texts import Clause


@dataclass(frozen=True)
class Candidate:
    """A change to a text. clause: what enters, or None. replaces: numbers of the clauses that
    leave for it."""

    key: int
    clause: Clause | None
    replaces: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Impact:
    """before: (S,) verdicts under the text, after: (P, S) with each candidate adopted.
    moves: (P, 3, 3) numbers of systems from one verdict to another."""

    candidates: Sequence[Candidate]
    before: Codes
    after: Codes
    moves: npt.NDArray[np.int64]

    @property
    def changed(self) -> npt.NDArray[np.int64]:
        """(P,) how many verdicts each would change."""
        total = self.moves.sum(axis=(1, 2))
        unchanged: npt.NDArray[np.int64] = total - self.moves.trace(axis1=1, axis2=2)
        return unchanged

    def systems(self, candidate: int) -> dict[tuple[str, str], list[int]]:
        """The systems whose verdict one would change, by the verdicts before and after."""
        after = self.after[candidate]
        found: dict[tuple[str, str], list[int]] = {}
        for system in np.flatnonzero(after != self.before):
            way = VERDICTS[self.before[system]], VERDICTS[after[system]]
            found.setdefault(way, []).append(int(system))
        return found

    def sensitive(self, system: int) -> list[Candidate]:
        """The candidates that would change the verdict of one system."""
        turned = np.flatnonzero(self.after[:, system] != self.before[system])
        return [self.candidates[int(row)] for row in turned]


def impact(text: Sequence[Clause], candidates: Sequence[Candidate], levels: Levels) -> Impact:
    """Apply the text as it is, and with each candidate, to all systems."""
    tests = Tests(levels)
    binding = [each for each in text if each.binds]
    results = tests.stacked(binding)
    numbers = np.array([each.number for each in binding], dtype=object)
    before = least(results)
    rests: dict[frozenset[str], tuple[Codes, bool]] = {}
    after = np.empty((len(candidates), levels.systems), dtype=np.int8)
    for row, candidate in enumerate(candidates):
        if candidate.replaces not in rests:
            stays = ~np.isin(numbers, list(candidate.replaces))
            rests[candidate.replaces] = least(results[stays]), bool(stays.any())
        after[row] = _with(candidate.clause, *rests[candidate.replaces], tests)
    return Impact(candidates, before, after, _moves(before, after))


def _with(clause: Clause | None, rest: Codes, rest_binds: bool, tests: Tests) -> Codes:
    """The verdicts when a clause stands beside the rest of a text."""
    if clause is None or not clause.binds:
        return rest
    own = tests.of(clause)
    return np.minimum(rest, own) if rest_binds else own


def _moves(before: Codes, after: Codes) -> npt.NDArray[np.int64]:
    ways = before * np.int8(3) + after
    counts = [np.bincount(row, minlength=9) for row in ways]
    return np.array(counts, dtype=np.int64).reshape(len(after), 3, 3)
