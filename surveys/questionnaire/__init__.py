"""Questionnaires without a database: what is asked, what may be answered, which way it leads.

Imports no Django, so that others can check a questionnaire or an answer as we do.
"""

from surveys.questionnaire.answers import KINDS, NONE, Problem, check
from surveys.questionnaire.checking import Finding, check_questionnaire
from surveys.questionnaire.conditions import (
    asks_about,
    conditions_of,
    holds,
    leaves,
    references,
)
from surveys.questionnaire.designs import choice_sets
from surveys.questionnaire.document import (
    FORMAT,
    OUTCOMES,
    Condition,
    Malformed,
    Option,
    Question,
    Questionnaire,
    Section,
    Texts,
    known,
    read,
    read_question,
    write,
    write_question,
)
from surveys.questionnaire.paths import Path, Step, dropped, walk
from surveys.questionnaire.shuffling import shown_order

__all__ = [
    "FORMAT",
    "KINDS",
    "NONE",
    "OUTCOMES",
    "Condition",
    "Finding",
    "Malformed",
    "Option",
    "Path",
    "Problem",
    "Question",
    "Questionnaire",
    "Section",
    "Step",
    "Texts",
    "asks_about",
    "check",
    "check_questionnaire",
    "choice_sets",
    "conditions_of",
    "dropped",
    "holds",
    "known",
    "leaves",
    "read",
    "read_question",
    "references",
    "shown_order",
    "walk",
    "write",
    "write_question",
]
