"""Answers flattened: which columns a question becomes, and what stands in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from surveys.questionnaire import Option, Question, Questionnaire

CODED, NUMBER, DAY, TEXT = "code", "number", "date", "text"


@dataclass(frozen=True)
class Variable:
    """One column. kind: CODED with `codes`, value to label; NUMBER, DAY or TEXT.

    is_personal: what somebody wrote freely may tell who they are.
    """

    name: str
    question: str
    label: str
    kind: str
    codes: Mapping[str, str] = field(default_factory=dict)
    is_personal: bool = False


@dataclass(frozen=True)
class Flat:
    """The columns of one question, and how an answer fills them."""

    key: str
    variables: tuple[Variable, ...]
    cells: Callable[[Any], list[Any]]

    @property
    def blank(self) -> list[Any]:
        return [None] * len(self.variables)


def flatten(asked: Questionnaire, language: str, *, personal: bool = False) -> list[Flat]:
    """How each question is exported. personal: with what people wrote freely."""
    flats = [_FLAT[q.kind](_Names(asked, q, language)) for q in asked.questions.values()]
    if personal:
        return flats
    return [each for each in map(_without_personal, flats) if each.variables]


def _without_personal(flat: Flat) -> Flat:
    kept = [index for index, each in enumerate(flat.variables) if not each.is_personal]
    if len(kept) == len(flat.variables):
        return flat
    return Flat(
        flat.key,
        tuple(flat.variables[index] for index in kept),
        lambda answer: [cells[index] for cells in (flat.cells(answer),) for index in kept],
    )


@dataclass(frozen=True)
class _Names:
    """Names and labels of the columns of a question."""

    asked: Questionnaire
    question: Question
    language: str

    def say(self, texts: Mapping[str, str]) -> str:
        return self.asked.say(texts, self.language)

    @property
    def codes(self) -> dict[str, str]:
        return {each.value: self.say(each.text) for each in self.question.options}

    def variable(self, kind: str, *parts: str, label: str = "", **more: Any) -> Variable:
        """Named after the question and the parts, with two underscores between them."""
        name = "__".join([self.question.key, *parts]).replace("-", "_")
        text = self.say(self.question.text)
        full = f"{text} [{label}]" if label else text
        return Variable(name, self.question.key, full, kind, **more)

    def by_option(self, kind: str, options: tuple[Option, ...], **more: Any) -> list[Variable]:
        return [
            self.variable(kind, each.value, label=self.say(each.text), **more) for each in options
        ]

    def others(self) -> list[Option]:
        return [each for each in self.question.options if each.is_other]

    def other_texts(self) -> list[Variable]:
        return [
            self.variable(TEXT, each.value, "text", label=self.say(each.text), is_personal=True)
            for each in self.others()
        ]


def _single(names: _Names) -> Flat:
    others = [each.value for each in names.others()]
    own = names.variable(CODED, codes=names.codes)

    def cells(answer: Any) -> list[Any]:
        if type(answer) is str:
            return [answer, *[None] * len(others)] if others else [answer]
        texts = [answer["text"] if value == answer["choice"] else None for value in others]
        return [answer["choice"], *texts]

    return Flat(names.question.key, (own, *names.other_texts()), cells)


YES: Final = {"1": "yes", "0": "no"}


def _multiple(names: _Names) -> Flat:
    values = names.question.values
    others = [each.value for each in names.others()]

    def cells(answer: Any) -> list[Any]:
        texts = {each["choice"]: each["text"] for each in answer if type(each) is not str}
        chosen = {each for each in answer if type(each) is str} | set(texts)
        flags = [1 if value in chosen else 0 for value in values]
        return [*flags, *(texts.get(value) for value in others)] if others else flags

    variables = names.by_option(NUMBER, names.question.options, codes=YES)
    return Flat(names.question.key, (*variables, *names.other_texts()), cells)


def _matrix(names: _Names) -> Flat:
    rows = names.question.row_values
    variables = names.by_option(CODED, names.question.rows, codes=names.codes)
    return Flat(names.question.key, tuple(variables), lambda answer: [answer.get(r) for r in rows])


def _ranking(names: _Names) -> Flat:
    values = names.question.values

    def cells(answer: Any) -> list[Any]:
        places = {value: place for place, value in enumerate(answer, start=1)}
        return [places.get(value) for value in values]

    variables = names.by_option(NUMBER, names.question.options)
    return Flat(names.question.key, tuple(variables), cells)


def _plain(kind: str, *, is_personal: bool = False) -> Callable[[_Names], Flat]:
    def flat(names: _Names) -> Flat:
        own = names.variable(kind, is_personal=is_personal)
        return Flat(names.question.key, (own,), lambda answer: [answer])

    return flat


def _allocation(names: _Names) -> Flat:
    values = names.question.values
    variables = names.by_option(NUMBER, names.question.options)
    return Flat(names.question.key, tuple(variables), lambda answer: [answer[v] for v in values])


def _best_worst(names: _Names) -> Flat:
    numbers = [str(number) for number in range(len(names.question.sets))]
    variables = [
        names.variable(CODED, f"{int(number) + 1}", way, label=f"{int(number) + 1}, {way}",
                       codes=names.codes)
        for number in numbers for way in ("best", "worst")
    ]  # fmt: skip

    def cells(answer: Any) -> list[Any]:
        return [each for number in numbers for each in answer.get(number, (None, None))]

    return Flat(names.question.key, tuple(variables), cells)


def _ballot(names: _Names) -> Flat:
    question = names.question
    variables = [
        names.variable(NUMBER, row.value, option.value, codes=YES,
                       label=f"{names.say(row.text)}, {names.say(option.text)}")
        for row in question.rows for option in question.options
    ]  # fmt: skip
    blank = [None] * len(question.options)

    def cells(answer: Any) -> list[Any]:
        filled: list[Any] = []
        for row in question.row_values:
            marked = answer.get(row)
            filled += (
                blank if marked is None else [int(value in marked) for value in question.values]
            )
        return filled

    return Flat(question.key, tuple(variables), cells)


_FLAT: Final[Mapping[str, Callable[[_Names], Flat]]] = {
    "single": _single,
    "likert": _single,
    "multiple": _multiple,
    "matrix": _matrix,
    "ranking": _ranking,
    "number": _plain(NUMBER),
    "short-text": _plain(TEXT, is_personal=True),
    "long-text": _plain(TEXT, is_personal=True),
    "date": _plain(DAY),
    "allocation": _allocation,
    "best-worst": _best_worst,
    "ballot": _ballot,
}


def variables_of(flats: list[Flat]) -> Iterator[Variable]:
    """All columns, in order."""
    for flat in flats:
        yield from flat.variables
