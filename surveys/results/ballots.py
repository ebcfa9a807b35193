"""The component ballot: which components are required, by a rubric on multiples of the mean.

In 2024 four working groups of the Open Source Initiative marked for every component of an AI
system whether it is required to use, study, modify and share it. A rubric compared the votes
that a component got with the mean over all components. The bounds are data of the question, and
the arithmetic is part of the result.

Source: “Report on working group recommendations”, discuss.opensource.org/t/247, which says that
the rubric was based on the mean number of votes per component; its details stand in column M of
a spreadsheet. That two means or more are “required” is quoted in discuss.opensource.org/t/589/4,
where the votes are recounted. docs/surveys.md says what could not be checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from surveys.questionnaire import OUTCOMES, Question


@dataclass(frozen=True)
class Bound:
    """From this multiple of the mean on, the outcome; "" for no outcome at all."""

    outcome: str
    multiple: Fraction


@dataclass(frozen=True)
class Rubric:
    """Bounds from the highest down; what reaches none has the outcome `otherwise`."""

    bounds: tuple[Bound, ...]
    otherwise: str

    def __post_init__(self) -> None:
        multiples = [each.multiple for each in self.bounds]
        if multiples != sorted(multiples, reverse=True) or len(set(multiples)) < len(multiples):
            raise ValueError("The bounds of a rubric fall from one to the next.")


OTHERWISE: Final = "not-required"

# Five outcomes as in 2024: required, likely, maybe, likely not, not.
FIVE: Final = Rubric(
    (
        Bound("required", Fraction(2)),
        Bound("likely-required", Fraction(3, 2)),
        Bound("maybe-required", Fraction(1)),
        Bound("likely-not-required", Fraction(1, 2)),
    ),
    OTHERWISE,
)


def rubric_of(question: Question) -> Rubric:
    """That of a ballot, whose decimals are taken as they are written; FIVE where it has none."""
    if not question.rubric:
        return FIVE
    bounds = [
        Bound(each, Fraction(str(question.rubric[each])))
        for each in OUTCOMES
        if each in question.rubric
    ]
    return Rubric(tuple(bounds), OTHERWISE)


@dataclass(frozen=True)
class Outcome:
    """votes: of one component, per freedom and in all; mean: votes per component.

    multiple: total / mean. reached: the bound that decided, in multiples of the mean (None for
    `otherwise`), and `needed`, that bound in votes.
    """

    votes: tuple[int, ...]
    total: int
    mean: Fraction
    multiple: Fraction
    outcome: str
    reached: Fraction | None
    needed: Fraction | None


def count(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(C, F) votes from (N, C, F) marks: whether each person marked component and freedom."""
    total: npt.NDArray[np.int64] = marks.sum(axis=0, dtype=np.int64)
    return total


def apply_rubric(votes: Sequence[Sequence[int]], rubric: Rubric = FIVE) -> list[Outcome]:
    """The outcome of each component, from its votes per freedom. Exact: fractions throughout.

    Where nobody voted for anything, nothing is above the mean: all are `otherwise`.
    """
    totals = [sum(each) for each in votes]
    mean = Fraction(sum(totals), len(totals)) if totals else Fraction(0)
    outcomes = []
    for per_freedom, total in zip(votes, totals, strict=True):
        multiple = Fraction(total) / mean if mean else Fraction(0)
        bound = next((each for each in rubric.bounds if mean and multiple >= each.multiple), None)
        outcomes.append(
            Outcome(
                votes=tuple(int(each) for each in per_freedom),
                total=int(total),
                mean=mean,
                multiple=multiple,
                outcome=bound.outcome if bound else rubric.otherwise,
                reached=bound.multiple if bound else None,
                needed=bound.multiple * mean if bound else None,
            )
        )
    return outcomes
