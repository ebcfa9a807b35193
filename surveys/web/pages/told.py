"""Answers in words, as one reads them over."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from surveys.questionnaire import Question, Questionnaire


@dataclass(frozen=True)
class Answered:
    """A question with its answer in lines; none if it is not answered."""

    key: str
    text: str
    lines: list[str]
    is_missing: bool


def answers_in_words(
    asked: Questionnaire,
    questions: Sequence[Question],
    answers: Mapping[str, Any],
    language: str,
    missing: Collection[str] = (),
) -> list[Answered]:
    """What was answered to each of these questions, in the reader's language."""
    return [
        Answered(
            question.key,
            asked.say(question.text, language),
            _lines(asked, question, answers.get(question.key), language),
            question.key in missing,
        )
        for question in questions
    ]


def _lines(asked: Questionnaire, question: Question, answer: Any, language: str) -> list[str]:
    if answer is None:
        return []
    names = {
        option.value: asked.say(option.text, language)
        for option in (*question.rows, *question.options)
    }
    teller = _TELLERS.get(question.kind)
    if teller is not None:
        return teller(names, answer)
    if question.kind == "number":
        return [f"{number_format(answer)} {asked.say(question.unit, language)}".strip()]
    day = parse_date(answer) if question.kind == "date" else None
    return [date_format(day) if day else str(answer)]


def _sets(names: Mapping[str, str], answer: Mapping[str, Sequence[str]]) -> list[str]:
    most, least = _("most important"), _("least important")
    return [f"{names[best]} ({most}), {names[worst]} ({least})" for best, worst in answer.values()]


def _ballot(names: Mapping[str, str], answer: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{names[row]}: {', '.join(names[each] for each in freedoms) or _('not required')}"
        for row, freedoms in answer.items()
    ]


def _named(names: Mapping[str, str], answer: Any) -> str:
    if isinstance(answer, Mapping):
        return f"{names[answer['choice']]}: {answer['text']}"
    return names[answer]


_TELLERS: Mapping[str, Callable[[Mapping[str, str], Any], list[str]]] = {
    "single": lambda names, answer: [_named(names, answer)],
    "likert": lambda names, answer: [_named(names, answer)],
    "multiple": lambda names, answer: [_named(names, each) for each in answer],
    "ranking": lambda names, answer: [f"{n}. {names[each]}" for n, each in enumerate(answer, 1)],
    "matrix": lambda names, answer: [f"{names[row]}: {names[it]}" for row, it in answer.items()],
    "allocation": lambda names, answer: [f"{names[it]}: {n}" for it, n in answer.items() if n],
    "best-worst": _sets,
    "ballot": _ballot,
}
