"""Whether some answers lead to a question.

Tried out, with values that stand for all others: each option, and for numbers, dates and texts
those around the ones that conditions name. What takes more than STEPS tries counts as reachable.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

from surveys.questionnaire.answers import check
from surveys.questionnaire.conditions import OPERATORS, holds, leaves, references
from surveys.questionnaire.document import Condition, Question, Questionnaire

STEPS: Final = 20_000
NAMED: Final = 8  # options of multiple choice whose combinations are tried


class _Enough(Exception):
    """The search took too many steps to say."""


def is_reachable(questionnaire: Questionnaire, key: str) -> bool:
    """Whether answers that are taken can lead to the question."""
    needed = _needed(questionnaire, key)
    if needed == {key}:
        return True
    named = _named(questionnaire)
    order = [each for each in questionnaire.questions.values() if each.key in needed]
    steps = [0]

    def search(place: int, answers: dict[str, Any]) -> bool:
        steps[0] += 1
        if steps[0] > STEPS:
            raise _Enough
        question = order[place]
        section = questionnaire.section_of[question.key]
        shown = holds(section.show_if, _before(questionnaire, section.key, answers))
        shown = shown and holds(question.show_if, answers)
        if question.key == key:
            return shown
        if not shown:
            return search(place + 1, answers)
        return any(
            search(place + 1, answers if value is None else {**answers, question.key: value})
            for value in _candidates(question, named.get(question.key, []))
        )

    try:
        return search(0, {})
    except _Enough:
        return True


def _before(
    questionnaire: Questionnaire, section: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers that stand when a section begins."""
    own = {each.key for s in questionnaire.sections if s.key == section for each in s.questions}
    return {key: value for key, value in answers.items() if key not in own}


def _needed(questionnaire: Questionnaire, key: str) -> set[str]:
    """The question, and all whose answers its being shown hangs on, however far back."""
    needed, open_ = {key}, [key]
    while open_:
        current = open_.pop()
        section = questionnaire.section_of[current]
        asked = references(questionnaire.questions[current].show_if) | references(section.show_if)
        open_.extend(asked - needed)
        needed |= asked
    return needed


def _named(questionnaire: Questionnaire) -> dict[str, list[Condition]]:
    """The comparisons that ask about each question."""
    named: dict[str, list[Condition]] = {}
    for section in questionnaire.sections:
        for condition in (section.show_if, *(each.show_if for each in section.questions)):
            for leaf in leaves(condition):
                named.setdefault(leaf["question"], []).append(leaf)
    return named


def _candidates(question: Question, asked: list[Condition]) -> Iterator[Any]:
    """Answers that stand for all others; None, unanswered, where that is allowed."""
    if not question.is_required:
        yield None
    for given in _tried(question, asked):
        value, problem = check(question, given)
        if problem is None and value is not None:
            yield value


def _tried(question: Question, asked: list[Condition]) -> Iterator[Any]:
    constants = [leaf[name] for leaf in asked for name in OPERATORS if name in leaf]
    flat = [one for each in constants for one in (each if isinstance(each, list) else [each])]
    match question.kind:
        case "single" | "likert":
            for option in question.options:
                yield {"choice": option.value, "text": "x"} if option.is_other else option.value
        case "multiple":
            yield from _subsets(question, flat)
        case "ranking":
            yield from ([value] for value in question.values)
            yield list(question.values)
        case "matrix":
            yield from _rows(question, asked)
        case "allocation":
            yield from _shares(question, asked, flat)
        case "number":
            bounds = [each for each in (question.least, question.most) if each is not None]
            around = [*(each for each in flat if not isinstance(each, str)), *bounds, 0]
            step = 1 if question.is_whole else 0.5
            yield from sorted({value + way for value in around for way in (-step, 0, step)})
        case "date":
            yield from _days(question, flat)
        case "best-worst":
            yield {str(n): [each[0], each[1]] for n, each in enumerate(question.sets)}
        case "ballot":
            yield {row: [] for row in question.row_values}
        case _:
            yield from (each for each in flat if isinstance(each, str))
            yield "x" * max(1, int(question.least or 1))


def _subsets(question: Question, flat: list[Any]) -> Iterator[list[Any]]:
    """Subsets of the options that are named, each also filled up to what must be chosen."""
    named = [value for value in question.values if value in flat][:NAMED]
    others = [value for value in question.values if value not in named]
    for size in range(len(named), -1, -1):
        for chosen in combinations(named, size):
            for extra in range(len(others) + 1):
                values = [*chosen, *others[:extra]]
                yield [
                    {"choice": each, "text": "x"} if (o := question.option(each)) and o.is_other
                    else each
                    for each in values
                ]  # fmt: skip
                if extra > (question.least or 1):
                    break
            yield from ([each] for each in others)


def _rows(question: Question, asked: list[Condition]) -> Iterator[dict[str, Any]]:
    """Every combination of the named rows' values would be many: rows vary one with another."""
    named = [row for row in question.row_values if row in {leaf.get("row") for leaf in asked}]
    for first in question.values:
        for second in question.values:
            yield {row: (second if row in named[1:] else first) for row in question.row_values}


def _shares(
    question: Question, asked: list[Condition], flat: list[Any]
) -> Iterator[dict[str, int]]:
    amounts = {0, question.total, question.total // 2}
    for each in flat:
        if isinstance(each, int | float):
            amounts |= {int(each) - 1, int(each), int(each) + 1}
    for row in {leaf.get("row") for leaf in asked} & set(question.values):
        other = next(value for value in question.values if value != row)
        for amount in sorted(amounts):
            yield {str(row): amount, other: question.total - amount}


def _days(question: Question, flat: list[Any]) -> Iterator[str]:
    days = [each for each in (*flat, question.earliest, question.latest) if each]
    for day in days or ["2000-01-01"]:
        try:
            middle = date.fromisoformat(str(day))
        except ValueError:
            continue
        yield from ((middle + timedelta(days=way)).isoformat() for way in (-1, 0, 1))
