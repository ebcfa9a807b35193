"""From a posted form to answers, question by question. Whether they are taken, others say."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import QueryDict

from surveys.questionnaire import NONE, Question

NUMBER: Final = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?\Z")


def name_of(question: Question) -> str:
    """Of its field in the form."""
    return f"q-{question.key}"


def read_answer(question: Question, sent: QueryDict) -> Any:
    """What the form says of a question, in the shape that `questionnaire.check` takes."""
    return _READERS[question.kind](question, name_of(question), sent)


def _choice(question: Question, value: str, name: str, sent: QueryDict) -> Any:
    option = question.option(value)
    if option is None or not option.is_other:
        return value
    return {"choice": value, "text": sent.get(f"{name}-{value}-text", "")}


def _one(question: Question, name: str, sent: QueryDict) -> Any:
    value = sent.get(name, "")
    return _choice(question, value, name, sent) if value else None


def _many(question: Question, name: str, sent: QueryDict) -> Any:
    return [_choice(question, value, name, sent) for value in sent.getlist(name) if value]


def _by_row(question: Question, name: str, sent: QueryDict) -> Any:
    rows = {row: sent.get(f"{name}-{row}", "") for row in question.row_values}
    return {row: value for row, value in rows.items() if value}


def ranks(question: Question, sent: QueryDict) -> dict[str, str]:
    """The rank chosen for each option, as it was sent."""
    name = name_of(question)
    return {value: sent.get(f"{name}-{value}", "") for value in question.values}


def _ranking(question: Question, name: str, sent: QueryDict) -> Any:
    """The options by rank. Ranks that are given twice or left out give what cannot be taken."""
    given = {
        value: int(rank)
        for value, rank in ranks(question, sent).items()
        if rank.isascii() and rank.isdecimal() and len(rank) < 4
    }
    ordered = sorted(given, key=lambda value: given[value])
    if sorted(given.values()) != list(range(1, len(given) + 1)):
        return [ordered[0], ordered[0]]
    return ordered


def _number(question: Question, name: str, sent: QueryDict) -> Any:
    text = sent.get(name, "").strip().replace(" ", "").replace("−", "-")
    if not text:
        return None
    return _parsed(text)


def _parsed(text: str) -> Any:
    """A number where it is one, else the text, which will be refused."""
    if not NUMBER.match(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _text(question: Question, name: str, sent: QueryDict) -> Any:
    return sent.get(name, "")


def _points(question: Question, name: str, sent: QueryDict) -> Any:
    typed = {value: sent.get(f"{name}-{value}", "").strip() for value in question.values}
    given = {value: _parsed(text) for value, text in typed.items() if text}
    return given if any(each not in (0, "0") for each in given.values()) else None


def _best_worst(question: Question, name: str, sent: QueryDict) -> Any:
    return {
        str(number): [sent.get(f"{name}-{number}-best", ""), sent.get(f"{name}-{number}-worst", "")]
        for number in range(len(question.sets))
        if sent.get(f"{name}-{number}-best") or sent.get(f"{name}-{number}-worst")
    }


def _ballot(question: Question, name: str, sent: QueryDict) -> Any:
    marked = {row: sent.getlist(f"{name}-{row}") for row in question.row_values}
    return {
        row: [] if freedoms == [NONE] else freedoms for row, freedoms in marked.items() if freedoms
    }


_READERS: Final[Mapping[str, Callable[[Question, str, QueryDict], Any]]] = {
    "single": _one,
    "likert": _one,
    "multiple": _many,
    "matrix": _by_row,
    "ranking": _ranking,
    "number": _number,
    "short-text": _text,
    "long-text": _text,
    "date": _text,
    "allocation": _points,
    "best-worst": _best_worst,
    "ballot": _ballot,
}
