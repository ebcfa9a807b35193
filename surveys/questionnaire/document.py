"""A questionnaire as data: sections of questions, and how it is read and written as JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

FORMAT: Final = "openmoot-survey/1"
LARGEST: Final = 1_000_000  # characters of a document
# Of a ballot's components, the strongest first; what reaches none is not required.
OUTCOMES: Final = ("required", "likely-required", "maybe-required", "likely-not-required")

type Texts = Mapping[str, str]  # by language
type Condition = Mapping[str, Any]


class Malformed(ValueError):
    """The document is no questionnaire. where: the path to what is wrong; reason: in English."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}" if where else reason)


@dataclass(frozen=True)
class Option:
    """Something to choose, rate, rank or share points among.

    is_other: it comes with a text of the answerer's own. is_exclusive: it stands alone among
    the answers to a question of multiple choice. link: the slug of a criterion or class.
    """

    value: str
    text: Texts
    help: Texts = field(default_factory=dict)
    is_other: bool = False
    is_exclusive: bool = False
    link: str = ""


@dataclass(frozen=True)
class Question:
    """One question. Which of the fields a kind uses, docs/surveys.md tells.

    least, most: bounds of a number, of how many are chosen or ranked, or of a text's length;
    earliest, latest: of a date. rows: of a matrix, or the components of a ballot, whose
    options are the freedoms. sets: the choice sets of best–worst scaling, by option value.
    rubric: of a ballot, from which multiple of the mean votes on each outcome is reached.
    use: what the answers are for, beyond being counted.
    """

    key: str
    kind: str
    text: Texts
    help: Texts = field(default_factory=dict)
    is_required: bool = False
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    is_random: bool = False
    least: float | None = None
    most: float | None = None
    is_whole: bool = False
    unit: Texts = field(default_factory=dict)
    earliest: str = ""
    latest: str = ""
    total: int = 100
    set_size: int = 4
    sets: tuple[tuple[str, ...], ...] = ()
    rubric: Mapping[str, float] = field(default_factory=dict)
    use: str = ""

    @cached_property
    def values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)

    @cached_property
    def row_values(self) -> tuple[str, ...]:
        return tuple(row.value for row in self.rows)

    def option(self, value: str) -> Option | None:
        return next((each for each in self.options if each.value == value), None)


@dataclass(frozen=True)
class Section:
    """One page of a questionnaire."""

    key: str
    title: Texts
    text: Texts = field(default_factory=dict)
    show_if: Condition | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """All that is asked. language: the one that every text has."""

    language: str
    languages: tuple[str, ...]
    title: Texts
    introduction: Texts = field(default_factory=dict)
    consent: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """By key, in the order in which they are asked."""
        return {each.key: each for section in self.sections for each in section.questions}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each question, by its key."""
        return {each.key: section for section in self.sections for each in section.questions}

    def used_for(self, use: str) -> Iterator[Question]:
        return (each for each in self.questions.values() if each.use == use)

    def say(self, texts: Texts, language: str) -> str:
        """A text in the language wished for, or else in the questionnaire's own."""
        short = language.partition("-")[0]
        found = texts.get(language) or texts.get(short) or texts.get(self.language)
        return found or next(iter(texts.values()), "")


@cache
def _validator() -> Draft202012Validator:
    schema = (files("surveys.questionnaire") / "document.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(schema))


def read(document: Any) -> Questionnaire:
    """The questionnaire that a JSON document holds. Raises Malformed, with the first fault."""
    for error in _validator().iter_errors(document):
        raise Malformed("/".join(str(step) for step in error.absolute_path), error.message[:300])
    return known(document)


def known(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a document that is known to be well-formed, as stored ones are."""
    languages = tuple(document.get("languages") or [document["language"]])
    if document["language"] not in languages:
        languages = (document["language"], *languages)
    return Questionnaire(
        language=document["language"],
        languages=languages,
        title=document["title"],
        introduction=document.get("introduction", {}),
        consent=document.get("consent", {}),
        thanks=document.get("thanks", {}),
        sections=tuple(_section(each) for each in document["sections"]),
    )


def _section(given: Mapping[str, Any]) -> Section:
    return Section(
        key=given["key"],
        title=given["title"],
        text=given.get("text", {}),
        show_if=given.get("show_if"),
        questions=tuple(read_question(each) for each in given["questions"]),
    )


def read_question(given: Mapping[str, Any]) -> Question:
    """A question of a document that is known to be well-formed."""
    plain = {
        name: given[name]
        for name in ("key", "kind", "text", "help", "show_if", "least", "most", "unit", "earliest",
                     "latest", "total", "set_size", "rubric", "use")
        if name in given
    }  # fmt: skip
    return Question(
        **plain,
        is_required=given.get("required", False),
        is_random=given.get("random", False),
        is_whole=given.get("whole", False),
        options=tuple(_option(each) for each in given.get("options", ())),
        rows=tuple(_option(each) for each in given.get("rows", ())),
        sets=tuple(tuple(each) for each in given.get("sets", ())),
    )


def _option(given: Mapping[str, Any]) -> Option:
    return Option(
        value=given["value"],
        text=given["text"],
        help=given.get("help", {}),
        is_other=given.get("other", False),
        is_exclusive=given.get("exclusive", False),
        link=given.get("link", ""),
    )


def write(questionnaire: Questionnaire) -> dict[str, Any]:
    """The document of a questionnaire; `read` gives the same questionnaire back."""
    texts = ("introduction", "consent", "thanks")
    return {
        "format": FORMAT,
        "language": questionnaire.language,
        "languages": list(questionnaire.languages),
        "title": dict(questionnaire.title),
        **{name: dict(given) for name in texts if (given := getattr(questionnaire, name))},
        "sections": [_write_section(each) for each in questionnaire.sections],
    }


def _write_section(section: Section) -> dict[str, Any]:
    written: dict[str, Any] = {"key": section.key, "title": dict(section.title)}
    if section.text:
        written["text"] = dict(section.text)
    if section.show_if is not None:
        written["show_if"] = dict(section.show_if)
    return written | {"questions": [write_question(each) for each in section.questions]}


def write_question(question: Question) -> dict[str, Any]:
    """A question as it stands in a document; what is as by default is left out."""
    blank = Question(key="", kind="", text={})
    written: dict[str, Any] = {
        "key": question.key, "kind": question.kind, "text": dict(question.text)
    }  # fmt: skip
    flags = {"is_required": "required", "is_random": "random", "is_whole": "whole"}
    written |= {name: True for flag, name in flags.items() if getattr(question, flag)}
    for name in ("help", "show_if", "least", "most", "unit", "earliest", "latest", "total",
                 "set_size", "rubric", "use"):  # fmt: skip
        value = getattr(question, name)
        if value != getattr(blank, name):
            written[name] = dict(value) if isinstance(value, Mapping) else value
    for name in ("options", "rows"):
        if getattr(question, name):
            written[name] = [_write_option(each) for each in getattr(question, name)]
    if question.sets:
        written["sets"] = [list(each) for each in question.sets]
    return written


def _write_option(option: Option) -> dict[str, Any]:
    written: dict[str, Any] = {"value": option.value, "text": dict(option.text)}
    if option.help:
        written["help"] = dict(option.help)
    flags = {"is_other": "other", "is_exclusive": "exclusive"}
    written |= {name: True for flag, name in flags.items() if getattr(option, flag)}
    if option.link:
        written["link"] = option.link
    return written
