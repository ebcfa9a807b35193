"""Clauses and evidence in, verdicts about AI systems out. Pure: no Django."""

from deliberation.assessment.evidence import Result, result
from deliberation.assessment.explain import (
    CANNOT_BE_TOLD,
    DOES_NOT_MEET,
    MEETS,
    Answer,
    Change,
    Distance,
    Explained,
    Reason,
    explain,
)
from deliberation.assessment.impact import Candidate, Impact, impact
from deliberation.assessment.licences import Derived, Restricted, Terms, derive
from deliberation.assessment.matrix import VERDICTS, Assessed, Levels, assess_all
from deliberation.assessment.texts import Clause, Known, KnownOfSystem, is_about_terms

__all__ = [
    "CANNOT_BE_TOLD",
    "DOES_NOT_MEET",
    "MEETS",
    "VERDICTS",
    "Answer",
    "Assessed",
    "Candidate",
    "Change",
    "Clause",
    "Derived",
    "Distance",
    "Explained",
    "Impact",
    "Known",
    "KnownOfSystem",
    "Levels",
    "Reason",
    "Restricted",
    "Result",
    "Terms",
    "assess_all",
    "derive",
    "explain",
    "impact",
    "is_about_terms",
    "result",
]
