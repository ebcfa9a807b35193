"""What is wrong with a questionnaire, asked before it is published."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from surveys.questionnaire.conditions import OPERATORS, leaves, references
from surveys.questionnaire.document import OUTCOMES, Condition, Option, Question, Questionnaire
from surveys.questionnaire.reaching import is_reachable

CHOICES: Final = {"single", "multiple", "likert", "matrix", "ranking", "allocation", "best-worst",
                  "ballot"}  # fmt: skip
WITH_ROWS: Final = {"matrix", "ballot"}
ROWS_IN_CONDITIONS: Final = {"matrix", "allocation"}
# Kinds of question that each use can draw on.
USES: Final[Mapping[str, Collection[str]]] = {
    "class": {"single", "likert"},
    "fact": {"single", "likert", "multiple", "number", "date", "short-text"},
    "targets": {"allocation"},
    "priorities": {"ranking", "best-worst", "allocation", "multiple"},
    "ideas": {"short-text", "long-text"},
    "ballot": {"ballot"},
}


@dataclass(frozen=True)
class Finding:
    """One fault. where: the key of a section or question ("" for the whole); code and facts:
    of surveys/sentences.py."""

    where: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def check_questionnaire(questionnaire: Questionnaire) -> list[Finding]:
    """Everything that keeps it from being published, in the order of the questionnaire."""
    found = [*_keys(questionnaire), *_texts(questionnaire)]
    for question in questionnaire.questions.values():
        found.extend(_question(question))
    found.extend(_references(questionnaire))
    found.extend(_cycles(questionnaire))
    if not found:
        found.extend(
            Finding(question.key, "never-shown")
            for question in questionnaire.questions.values()
            if not is_reachable(questionnaire, question.key)
        )
    return found


def _keys(questionnaire: Questionnaire) -> Iterator[Finding]:
    if not questionnaire.questions:
        yield Finding("", "no-questions")
    seen: set[str] = set()
    for section in questionnaire.sections:
        for key in (f"section {section.key}", *(each.key for each in section.questions)):
            if key in seen:
                yield Finding(key.removeprefix("section "), "key-twice")
            seen.add(key)
        if not section.questions:
            yield Finding(section.key, "empty-section")


def _texts(questionnaire: Questionnaire) -> Iterator[Finding]:
    language = questionnaire.language
    if not questionnaire.title.get(language, "").strip():
        yield Finding("", "no-title", {"language": language})
    for section in questionnaire.sections:
        if not section.title.get(language, "").strip():
            yield Finding(section.key, "no-text", {"language": language})
        for question in section.questions:
            wanted = [question.text, *(each.text for each in (*question.options, *question.rows))]
            if not all(texts.get(language, "").strip() for texts in wanted):
                yield Finding(question.key, "no-text", {"language": language})


def _question(question: Question) -> Iterator[Finding]:
    for options, needed in (
        (question.options, 2 if question.kind in CHOICES - {"ballot"} else 1),
        (question.rows, 1 if question.kind in WITH_ROWS else 0),
    ):
        yield from _options(question, options, needed)
    if question.least is not None and question.most is not None and question.least > question.most:
        yield Finding(question.key, "bounds-crossed")
    if question.earliest and question.latest and question.earliest > question.latest:
        yield Finding(question.key, "bounds-crossed")
    if question.kind == "best-worst":
        yield from _sets(question)
    multiples = [question.rubric[each] for each in OUTCOMES if each in question.rubric]
    if any(low >= high for high, low in pairwise(multiples)):
        yield Finding(question.key, "rubric-rises")
    if question.use and question.kind not in USES[question.use]:
        yield Finding(question.key, "use-of-other-kind", {"use": question.use})
    elif question.use in ("class", "targets", "priorities") and not all(
        each.link or each.is_other for each in question.options
    ):
        yield Finding(question.key, "use-without-links", {"use": question.use})


def _options(question: Question, options: tuple[Option, ...], needed: int) -> Iterator[Finding]:
    takes = question.kind in CHOICES
    if takes and len(options) < needed:
        yield Finding(question.key, "too-few-options", {"number": needed})
    values = [each.value for each in options]
    if len(set(values)) < len(values):
        yield Finding(question.key, "option-twice")
    if options and not takes:
        yield Finding(question.key, "takes-no-options")
    if any(each.is_other for each in options) and question.kind not in ("single", "multiple"):
        yield Finding(question.key, "takes-no-other")


def _sets(question: Question) -> Iterator[Finding]:
    if not question.sets and not 2 <= question.set_size <= len(question.options):
        yield Finding(question.key, "sets-impossible")
    known = set(question.values)
    if any(not set(each) <= known for each in question.sets):
        yield Finding(question.key, "sets-of-unknown")


def _conditions(questionnaire: Questionnaire) -> Iterator[tuple[str, Condition, int]]:
    """Whose condition it is, the condition, and the place of the question that it stands before."""
    place = 0
    for section in questionnaire.sections:
        if section.show_if is not None:
            yield section.key, section.show_if, place
        for question in section.questions:
            if question.show_if is not None:
                yield question.key, question.show_if, place
            place += 1


def _references(questionnaire: Questionnaire) -> Iterator[Finding]:
    order = {key: place for place, key in enumerate(questionnaire.questions)}
    circles = {finding.where for finding in _cycles(questionnaire)}
    # A section's condition is told of with the question that stands in the circle.
    cyclic = circles | {questionnaire.section_of[key].key for key in circles}
    for where, condition, place in _conditions(questionnaire):
        for leaf in leaves(condition):
            asked = leaf["question"]
            if asked not in order:
                yield Finding(where, "asks-unknown-question", {"question": asked})
            elif order[asked] >= place and where not in cyclic:
                yield Finding(where, "asks-later-question", {"question": asked})
            else:
                yield from _leaf(where, leaf, questionnaire.questions[asked])


def _leaf(where: str, leaf: Condition, asked: Question) -> Iterator[Finding]:
    row = leaf.get("row")
    rows = asked.row_values if asked.kind == "matrix" else asked.values
    if (asked.kind in ROWS_IN_CONDITIONS) != (row is not None) or (row and row not in rows):
        yield Finding(where, "asks-unknown-row", {"question": asked.key, "row": row or "—"})
    elif asked.kind in ("single", "multiple", "likert", "matrix", "ranking"):
        named = [leaf[name] for name in ("is", "is_not") if name in leaf]
        for value in [*named, *leaf.get("one_of", ())]:
            if value not in asked.values:
                facts = {"question": asked.key, "option": str(value)}
                yield Finding(where, "asks-unknown-option", facts)
    elif asked.kind in ("number", "allocation"):
        wanted = [leaf[name] for name in OPERATORS if name in leaf and name != "one_of"]
        if any(isinstance(each, bool | str) for each in [*wanted, *leaf.get("one_of", ())]):
            yield Finding(where, "asks-no-number", {"question": asked.key})


def _cycles(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Questions whose being shown hangs on itself, each circle told once."""
    asks = {
        question.key: (references(question.show_if) | references(section.show_if))
        & set(questionnaire.questions)
        for section in questionnaire.sections
        for question in section.questions
    }
    told: set[frozenset[str]] = set()
    for start in asks:
        circle = _circle(start, asks)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield Finding(start, "circle", {"questions": " → ".join([*circle, start])})


def _circle(start: str, asks: Mapping[str, set[str]]) -> list[str]:
    """The shortest way from a question by what it asks back to itself; empty if there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        for asked in sorted(asks[way[-1]]):
            if asked == start:
                return way
            if asked not in seen:
                seen.add(asked)
                ways.append([*way, asked])
    return []
