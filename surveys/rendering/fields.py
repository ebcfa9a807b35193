"""A question as a field of a page: its texts in the reader's language, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from surveys.questionnaire import NONE, Option, Problem, Question, Questionnaire, shown_order
from surveys.rendering.reading import name_of, ranks, read_answer
from surveys.sentences import problem_in_words


@dataclass(frozen=True)
class Choice:
    """Something to choose. other: the text of its own, where is_other."""

    value: str
    text: str
    help: str
    id: str
    is_chosen: bool = False
    is_other: bool = False
    other: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a matrix, a choice set, or a component; name: of its inputs."""

    text: str
    help: str
    name: str
    id: str
    choices: list[Choice]
    worst: list[Choice] = field(default_factory=list)
    is_none: bool = False


@dataclass(frozen=True)
class Field:
    """described: ids of what stands beside it for assistive technology."""

    question: Question
    name: str
    id: str
    text: str
    help: str
    unit: str
    problem: str
    choices: list[Choice]
    rows: list[Row]
    value: str = ""
    ranks: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def template(self) -> str:
        return f"surveys/components/{TEMPLATES[self.kind]}.html"

    @property
    def first(self) -> str:
        """The id of its first input, where a list of errors leads."""
        if self.rows:
            return self.rows[0].choices[0].id
        return self.choices[0].id if self.choices else self.id

    @property
    def described(self) -> str:
        parts = (self.help and f"{self.id}-help", self.problem and f"{self.id}-problem")
        return " ".join(part for part in parts if part)

    @property
    def keyboard(self) -> str:
        """Which keys a phone offers."""
        return "numeric" if self.question.is_whole else "decimal"


TEMPLATES: Final = {
    "single": "choices", "likert": "likert", "multiple": "choices", "matrix": "matrix",
    "ranking": "ranking", "number": "line", "short-text": "line", "long-text": "text",
    "date": "line", "allocation": "allocation", "best-worst": "best_worst", "ballot": "ballot",
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """How fields are made: for whom, and from a form that was sent or what is stored."""

    asked: Questionnaire
    language: str
    seed: str
    answers: Mapping[str, Any]
    sent: QueryDict | None = None

    def field(self, question: Question, problem: Problem | None = None) -> Field:
        """problem: with the answer that was sent."""
        answer = self._answer(question)
        name = name_of(question)
        return Field(
            question=question,
            name=name,
            id=name,
            text=self.say(question.text),
            help=self.say(question.help),
            unit=self.say(question.unit),
            problem=problem_in_words(problem) if problem else "",
            choices=self._choices(question, answer, name),
            rows=self._rows(question, answer, name),
            value=self._typed(question, answer),
            ranks=tuple(range(1, len(question.options) + 1)),
        )

    def say(self, texts: Mapping[str, str]) -> str:
        return self.asked.say(texts, self.language)

    def _answer(self, question: Question) -> Any:
        if self.sent is None:
            return self.answers.get(question.key)
        return read_answer(question, self.sent)

    def _typed(self, question: Question, answer: Any) -> str:
        if self.sent is not None:
            return str(self.sent.get(name_of(question), ""))
        return "" if answer is None or isinstance(answer, list | dict) else str(answer)

    def _choices(self, question: Question, answer: Any, name: str) -> list[Choice]:
        if question.kind in ("matrix", "best-worst", "ballot"):
            return []
        chosen, others = _chosen(answer)
        typed = self._typed_by_option(question, answer)
        return [
            self._choice(
                option,
                f"{name}-{option.value}",
                is_chosen=option.value in chosen,
                other=others.get(option.value, ""),
                typed=typed.get(option.value, ""),
            )
            for option in shown_order(question, question.options, self.seed)
        ]

    def _typed_by_option(self, question: Question, answer: Any) -> dict[str, str]:
        """Ranks and points as they stand in the form."""
        if question.kind == "ranking":
            if self.sent is not None:
                return ranks(question, self.sent)
            return {value: str(place) for place, value in enumerate(answer or (), start=1)}
        if question.kind == "allocation" and isinstance(answer, Mapping):
            return {value: str(points) for value, points in answer.items()}
        return {}

    def _choice(self, option: Option, id: str, **more: Any) -> Choice:
        return Choice(
            value=option.value, text=self.say(option.text), help=self.say(option.help), id=id,
            is_other=option.is_other, **more,
        )  # fmt: skip

    def _rows(self, question: Question, answer: Any, name: str) -> list[Row]:
        given = answer if isinstance(answer, Mapping) else {}
        if question.kind == "best-worst":
            return [
                self._set(question, number, items, given.get(str(number)) or ["", ""], name)
                for number, items in enumerate(question.sets)
            ]
        if question.kind not in ("matrix", "ballot"):
            return []
        return [
            self._row(question, row, given.get(row.value), f"{name}-{row.value}")
            for row in shown_order(question, question.rows, self.seed)
        ]

    def _row(self, question: Question, row: Option, answer: Any, name: str) -> Row:
        chosen = answer if isinstance(answer, list) else [answer]
        return Row(
            text=self.say(row.text),
            help=self.say(row.help),
            name=name,
            id=name,
            choices=[
                self._choice(option, f"{name}-{option.value}", is_chosen=option.value in chosen)
                for option in question.options
            ],
            is_none=answer == [] or NONE in chosen,
        )

    def _set(
        self, question: Question, number: int, items: tuple[str, ...], pair: list[str], name: str
    ) -> Row:
        options = [option for option in question.options if option.value in items]
        best, worst = (
            [
                self._choice(o, f"{name}-{number}-{way}-{o.value}", is_chosen=o.value == picked)
                for o in options
            ]
            for way, picked in zip(("best", "worst"), pair, strict=True)
        )
        own = f"{name}-{number}"
        return Row(text="", help="", name=own, id=own, choices=best, worst=worst)


def _chosen(answer: Any) -> tuple[set[str], dict[str, str]]:
    """The values that are chosen, and the texts of those that have one."""
    chosen, others = set(), {}
    for each in answer if isinstance(answer, list) else [answer]:
        if isinstance(each, Mapping) and "choice" in each:
            others[each["choice"]] = each.get("text", "")
            chosen.add(each["choice"])
        elif isinstance(each, str):
            chosen.add(each)
    return chosen, others
