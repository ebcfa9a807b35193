"""Verdicts and impacts from arrays, at the sizes that matter, each in a process of its own.

python -m bench.assessment
"""

import multiprocessing
import resource
import time
from collections.abc import Callable

import numpy as np

from deliberation.assessment import Candidate, Clause, Levels, assess_all, impact

SYSTEMS, CLAUSES, DRAFTS, PROPOSALS = 5_000, 100, 20, 2_000
SCALE = ("closed", "partial", "open")
CRITERIA = tuple(f"criterion-{number}" for number in range(CLAUSES))


def main() -> None:
    _alone("verdicts", verdicts, seconds=1.0, megabytes=600)
    _alone("impact", impacts, seconds=2.0, megabytes=600)


def verdicts() -> str:
    levels, dice = _levels(), np.random.default_rng(2)
    drafts = [_text(dice) for _ in range(DRAFTS)]
    return _timed(
        f"{SYSTEMS:,} systems × {CLAUSES} clauses × {DRAFTS} drafts",
        lambda: sum(int(each.verdicts.sum()) for each in assess_all(drafts, levels)),
    )


def impacts() -> str:
    levels, dice = _levels(), np.random.default_rng(3)
    text = _text(dice)
    candidates = [_candidate(number, dice) for number in range(PROPOSALS)]
    return _timed(
        f"{PROPOSALS:,} proposals × {SYSTEMS:,} systems",
        lambda: int(impact(text, candidates, levels).changed.sum()),
    )


def _levels() -> Levels:
    """What is known: so much of it open that all three verdicts occur."""
    dice = np.random.default_rng(1)
    places = dice.choice(
        np.array([-1, 0, 1, 2], dtype=np.int8), (CLAUSES, SYSTEMS), p=[0.004, 0.003, 0.003, 0.99]
    )
    return Levels(dict.fromkeys(CRITERIA, SCALE), places)


def _clause(criterion: int, number: int, dice: np.random.Generator) -> Clause:
    level = str(dice.choice(["MUST", "MUST NOT", "SHOULD", "MAY"], p=[0.5, 0.3, 0.15, 0.05]))
    needed = str(dice.choice(SCALE[1:]))
    return Clause(str(number), CRITERIA[criterion], level, needed, criterion % 3 == 0)


def _text(dice: np.random.Generator) -> list[Clause]:
    return [_clause(number, number, dice) for number in range(CLAUSES)]


def _candidate(number: int, dice: np.random.Generator) -> Candidate:
    criterion = int(dice.integers(CLAUSES))
    return Candidate(number, _clause(criterion, -number, dice), frozenset({str(criterion)}))


def _timed(what: str, work: Callable[[], int]) -> str:
    took = []
    for _ in range(5):
        start = time.perf_counter()
        total = work()
        took.append(time.perf_counter() - start)
    assert total
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{what}: {sorted(took)[2]:.3f} s, at most {memory:.0f} MB in all"


def _alone(name: str, work: Callable[[], str], *, seconds: float, megabytes: int) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        told = pool.apply(work)
    print(f"{name:10} {told}   to reach {seconds} s, {megabytes} MB", flush=True)


if __name__ == "__main__":
    main()
