"""When a question or section is shown: conditions on earlier answers, as data.

    {"all": […]}  {"any": […]}  {"not": …}
    {"question": "role", "is": "developer"}          also is_not, one_of,
    {"question": "years", "at_least": 3}             less, at_most, more, at_least
    {"question": "shares", "row": "data", "more": 30}   one row of a matrix or allocation
    {"question": "role", "answered": false}

Whatever is asked of an unanswered question is false, but that it is not answered.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from surveys.questionnaire.document import Condition, Questionnaire

OPERATORS: Final = ("is", "is_not", "one_of", "less", "at_most", "more", "at_least")


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether the condition holds; None always does."""
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(each, answers) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, answers) for each in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    return _compare(condition, answers.get(condition["question"]))


def leaves(condition: Condition | None) -> Iterator[Condition]:
    """The comparisons of a condition, in the order in which they stand."""
    if condition is None:
        return
    for joined in ("all", "any"):
        for each in condition.get(joined, ()):
            yield from leaves(each)
    if "not" in condition:
        yield from leaves(condition["not"])
    if "question" in condition:
        yield condition


def references(condition: Condition | None) -> set[str]:
    """The keys of the questions that a condition asks about."""
    return {leaf["question"] for leaf in leaves(condition)}


def conditions_of(asked: Questionnaire, key: str) -> list[Condition]:
    """Those of a question and of its section; all must hold for it to be shown."""
    both = asked.section_of[key].show_if, asked.questions[key].show_if
    return [each for each in both if each is not None]


def asks_about(asked: Questionnaire, key: str) -> set[str]:
    """The questions whose answers decide whether this one is shown."""
    return set().union(*(references(each) for each in conditions_of(asked, key)))


def _compare(leaf: Condition, answer: Any) -> bool:
    found = _items(answer, leaf.get("row"))
    if "answered" in leaf and bool(found) != leaf["answered"]:
        return False
    wanted = [name for name in OPERATORS if name in leaf]
    return not wanted or (bool(found) and all(_TESTS[name](found, leaf[name]) for name in wanted))


def _items(answer: Any, row: str | None) -> list[Any]:
    """What was answered, as a list of plain values: none, one, or several."""
    if isinstance(answer, Mapping) and "choice" not in answer:
        answer = answer.get(row) if row else list(answer)
    if answer is None:
        return []
    given = answer if isinstance(answer, list) else [answer]
    return [each["choice"] if isinstance(each, Mapping) else each for each in given]


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[list[Any], Any], bool]:
    def against(found: list[Any], wanted: Any) -> bool:
        return any(_comparable(each, wanted) and test(each, wanted) for each in found)

    return against


def _comparable(one: Any, other: Any) -> bool:
    """Numbers with numbers; texts with texts, as dates are written."""
    return isinstance(one, str) == isinstance(other, str)


_TESTS: Final[Mapping[str, Callable[[list[Any], Any], bool]]] = {
    "is": lambda found, wanted: wanted in found,
    "is_not": lambda found, wanted: wanted not in found,
    "one_of": lambda found, wanted: any(each in wanted for each in found),
    "less": _ordered(lambda one, other: one < other),
    "at_most": _ordered(lambda one, other: one <= other),
    "more": _ordered(lambda one, other: one > other),
    "at_least": _ordered(lambda one, other: one >= other),
}
