"""Whether an answer is one that its question takes, and the one way in which it is kept.

| kind | kept as |
| --- | --- |
| single, likert | "value", or {"choice": "value", "text": "…"} for one with a text |
| multiple | a list of the same, in the order of the options |
| matrix | {row: value} |
| ranking | a list of values, the first preferred most |
| number | 3 or 2.5 |
| short-text, long-text, date | "…", a date as 2026-01-31 |
| allocation | {value: whole number}; they add up to the total |
| best-worst | {"0": [best, worst], …} by number of the choice set |
| ballot | {component: [freedom, …]}; an empty list says: required for none |
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from surveys.questionnaire.document import Option, Question

SHORT, LONG, OTHER = 200, 5000, 200  # characters of texts, where a question says nothing
LARGEST_NUMBER: Final = 1e15
NONE: Final = "none"  # in a form: a component is required for nothing


@dataclass(frozen=True)
class Problem:
    """What keeps an answer from being taken: a code of surveys/sentences.py and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class NotTaken(Exception):
    """Raised inside this module with the problem."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.problem = Problem(code, facts)
        super().__init__(code)


def check(question: Question, given: Any) -> tuple[Any, Problem | None]:
    """The answer as it is kept, or the problem with it. None: not answered.

    Nothing given is no problem here; whether a question must be answered is for the path.
    """
    if given is None or given in ("", [], {}):
        return None, None
    try:
        return _TAKEN[question.kind](question, given), None
    except NotTaken as error:
        return None, error.problem


def _plain(given: Any) -> str:
    if not isinstance(given, str):
        raise NotTaken("not-a-text")
    text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise NotTaken("not-a-text")
    return text


def _known(options: tuple[Option, ...], given: Any) -> Option:
    found = next((each for each in options if each.value == given), None)
    if found is None:
        raise NotTaken("not-an-option", given=str(given)[:60])
    return found


def _choice(question: Question, given: Any) -> Any:
    """One option, with the text of its own where it has one."""
    value, text = given, ""
    if isinstance(given, Mapping):
        if not set(given) <= {"choice", "text"}:
            raise NotTaken("wrong-shape")
        value, text = given.get("choice"), _plain(given.get("text") or "")
    option = _known(question.options, value)
    if not option.is_other:
        return option.value
    if not text:
        raise NotTaken("say-what-else")
    if len(text) > OTHER:
        raise NotTaken("too-long", length=len(text), most=OTHER)
    return {"choice": option.value, "text": text}


def _value_of(kept: Any) -> str:
    return str(kept["choice"] if isinstance(kept, Mapping) else kept)


def _multiple(question: Question, given: Any) -> Any:
    if not isinstance(given, list) or len(given) > len(question.options):
        raise NotTaken("wrong-shape")
    kept = {_value_of(each): each for each in (_choice(question, one) for one in given)}
    if len(kept) > 1 and any(o.is_exclusive for o in question.options if o.value in kept):
        raise NotTaken("stands-alone")
    alone = any(o.is_exclusive for o in question.options if o.value in kept)
    if not alone:
        _bound_number_chosen(question, len(kept))
    return [kept[value] for value in question.values if value in kept]


def _bound_number_chosen(question: Question, number: int) -> None:
    if question.least is not None and number < question.least:
        raise NotTaken("too-few", number=number, least=int(question.least))
    if question.most is not None and number > question.most:
        raise NotTaken("too-many", number=number, most=int(question.most))


def _matrix(question: Question, given: Any) -> Any:
    rows = _by_row(question.row_values, given)
    kept = {row: _known(question.options, value).value for row, value in rows.items() if value}
    if question.is_required and len(kept) < len(question.rows):
        raise NotTaken("rows-missing", number=len(question.rows) - len(kept))
    return kept or None


def _by_row(known: tuple[str, ...], given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping) or len(given) > len(known):
        raise NotTaken("wrong-shape")
    if unknown := next((row for row in given if row not in known), None):
        raise NotTaken("not-an-option", given=str(unknown)[:60])
    return {row: given[row] for row in known if row in given}


def _ranking(question: Question, given: Any) -> Any:
    if not isinstance(given, list) or len(given) > len(question.options):
        raise NotTaken("wrong-shape")
    kept = [_known(question.options, value).value for value in given]
    if len(set(kept)) < len(kept):
        raise NotTaken("ranked-twice")
    _bound_number_chosen(question, len(kept))
    return kept


def _number(question: Question, given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise NotTaken("not-a-number")
    if not math.isfinite(given) or abs(given) > LARGEST_NUMBER:
        raise NotTaken("not-a-number")
    if question.is_whole and given != int(given):
        raise NotTaken("not-whole")
    if question.least is not None and given < question.least:
        raise NotTaken("too-small", least=question.least)
    if question.most is not None and given > question.most:
        raise NotTaken("too-large", most=question.most)
    return int(given) if given == int(given) else float(given)


def _text(question: Question, given: Any) -> Any:
    text = _plain(given)
    default = SHORT if question.kind == "short-text" else LONG
    most = min(int(question.most), LONG) if question.most is not None else default
    if len(text) > most:
        raise NotTaken("too-long", length=len(text), most=most)
    if text and question.least is not None and len(text) < question.least:
        raise NotTaken("too-short", length=len(text), least=int(question.least))
    if question.kind == "short-text" and "\n" in text:
        text = " ".join(text.split())
    return text or None


def _date(question: Question, given: Any) -> Any:
    try:
        day = date.fromisoformat(_plain(given)).isoformat()
    except ValueError as error:
        raise NotTaken("not-a-date") from error
    if question.earliest and day < question.earliest:
        raise NotTaken("too-early", earliest=question.earliest)
    if question.latest and day > question.latest:
        raise NotTaken("too-late", latest=question.latest)
    return day


def _allocation(question: Question, given: Any) -> Any:
    points = _by_row(question.values, given)
    for value in points.values():
        whole = isinstance(value, int | float) and not isinstance(value, bool)
        if not whole or not 0 <= value <= question.total or value != int(value):
            raise NotTaken("not-points", total=question.total)
    kept = {value: int(points.get(value, 0)) for value in question.values}
    if (given_out := sum(kept.values())) != question.total:
        raise NotTaken("not-the-total", given=given_out, total=question.total,
                       left=question.total - given_out)  # fmt: skip
    return kept


def _best_worst(question: Question, given: Any) -> Any:
    sets = _by_row(tuple(str(number) for number in range(len(question.sets))), given)
    kept = {}
    for number, pair in sets.items():
        if not isinstance(pair, list) or len(pair) != 2:
            raise NotTaken("wrong-shape")
        best, worst = pair
        if not best and not worst:
            continue
        if not {best, worst} <= set(question.sets[int(number)]):
            raise NotTaken("both-of-a-set", number=int(number) + 1)
        if best == worst:
            raise NotTaken("best-is-worst", number=int(number) + 1)
        kept[number] = [best, worst]
    if question.is_required and len(kept) < len(question.sets):
        raise NotTaken("sets-missing", number=len(question.sets) - len(kept))
    return kept or None


def _ballot(question: Question, given: Any) -> Any:
    kept = {}
    for row, freedoms in _by_row(question.row_values, given).items():
        if freedoms is None:
            continue
        if isinstance(freedoms, list) and NONE in freedoms and freedoms[1:]:
            raise NotTaken("required-and-not", number=question.row_values.index(row) + 1)
        if not isinstance(freedoms, list) or len(freedoms) > len(question.options):
            raise NotTaken("wrong-shape")
        chosen = {_known(question.options, each).value for each in freedoms}
        kept[row] = [value for value in question.values if value in chosen]
    if question.is_required and len(kept) < len(question.rows):
        raise NotTaken("rows-missing", number=len(question.rows) - len(kept))
    return kept or None


_TAKEN: Final[Mapping[str, Callable[[Question, Any], Any]]] = {
    "single": _choice,
    "likert": _choice,
    "multiple": _multiple,
    "matrix": _matrix,
    "ranking": _ranking,
    "number": _number,
    "short-text": _text,
    "long-text": _text,
    "date": _date,
    "allocation": _allocation,
    "best-worst": _best_worst,
    "ballot": _ballot,
}
KINDS: Final = tuple(_TAKEN)
