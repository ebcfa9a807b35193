"""Responses as files: CSV wide and tidy with a codebook, and JSON Lines.

They are written while they are read, so that memory does not grow with responses.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final, NamedTuple

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from deliberation.spreadsheets import defused
from surveys.exchange.safe_csv import BLOCK, csv_blocks
from surveys.exchange.variables import TEXT, Flat, flatten, variables_of
from surveys.models import Response, Version

CHUNK: Final = 2000
ABOUT: Final = ("response", "version", "class", "language", "sent_on")


class Sent(NamedTuple):
    """One response as it is exported."""

    key: str
    version: int
    stakeholder_class: str
    language: str
    sent_on: str
    pseudonym: str
    answers: Mapping[str, Any]

    def about(self, *, personal: bool) -> list[Any]:
        told = [self.key, self.version, self.stakeholder_class, self.language, self.sent_on]
        return [*told, self.pseudonym] if personal else told


def sent_responses(version: Version, *, personal: bool) -> Iterator[Sent]:
    """The sent responses of a version, oldest first, in chunks. Pseudonyms if personal."""
    rows = Response.objects.sent().of_version(version).order_by("pk")
    text = Cast("answers", TextField())
    fields: list[Any] = ["key", "stakeholder_class__slug", "language", "sent_at", text]
    if personal:
        fields.append("participant__pseudonym")
    for key, slug, language, at, answers, *rest in rows.values_list(*fields).iterator(CHUNK):
        yield Sent(
            str(key), version.number, slug or "", language, at.date().isoformat(),
            rest[0] or "" if rest else "", orjson.loads(answers),
        )  # fmt: skip


def wide(version: Version, language: str, *, personal: bool = False) -> Iterator[str]:
    """One row a response, one column a variable."""
    flats = flatten(version.questionnaire, language, personal=personal)
    head = [*_head(personal), *(each.name for each in variables_of(flats))]
    return csv_blocks(_wide_rows(version, flats, head, personal=personal), is_safe=True)


def _head(personal: bool) -> list[str]:
    return [*ABOUT, "pseudonym"] if personal else list(ABOUT)


def _wide_rows(
    version: Version, flats: list[Flat], head: list[str], *, personal: bool
) -> Iterator[list[Any]]:
    yield head
    plan = [(each.key, each.cells, each.blank, _has_text(each)) for each in flats]
    for sent in sent_responses(version, personal=personal):
        row = [defused(each) for each in sent.about(personal=personal)]
        answers = sent.answers
        for key, cells, blank, has_text in plan:
            answer = answers.get(key)
            if answer is None:
                row += blank
            elif has_text:
                row += [defused(each) for each in cells(answer)]
            else:
                row += cells(answer)
        yield row


def _has_text(flat: Flat) -> bool:
    return any(each.kind == TEXT for each in flat.variables)


def tidy(version: Version, language: str, *, personal: bool = False) -> Iterator[str]:
    """One row a value: response, variable, value. What is not answered has no row."""
    flats = flatten(version.questionnaire, language, personal=personal)

    def rows() -> Iterator[list[Any]]:
        yield [*_head(personal), "question", "variable", "value"]
        for sent in sent_responses(version, personal=personal):
            about = sent.about(personal=personal)
            for flat in flats:
                answer = sent.answers.get(flat.key)
                if answer is None:
                    continue
                for variable, value in zip(flat.variables, flat.cells(answer), strict=True):
                    if value is not None:
                        yield [*about, flat.key, variable.name, value]

    return csv_blocks(rows())


def codebook(version: Version, language: str, *, personal: bool = False) -> Iterator[str]:
    """What each variable means: one row for each, and one for each of its values."""
    flats = flatten(version.questionnaire, language, personal=personal)

    def rows() -> Iterator[list[Any]]:
        yield ["variable", "question", "kind", "label", "value", "value_label"]
        for each in variables_of(flats):
            yield [each.name, each.question, each.kind, each.label, "", ""]
            for value, label in each.codes.items():
                yield [each.name, each.question, each.kind, each.label, value, label]

    return csv_blocks(rows())


def json_lines(version: Version, language: str, *, personal: bool = False) -> Iterator[str]:
    """One JSON object a response, with the answers as they are kept."""
    asked = version.questionnaire
    texts = {key for key, each in asked.questions.items() if each.kind.endswith("-text")}

    def lines() -> Iterator[str]:
        for sent in sent_responses(version, personal=personal):
            answers = sent.answers
            if not personal:
                answers = {
                    key: _without_text(value) for key, value in answers.items() if key not in texts
                }
            told = dict(zip(_head(personal), sent.about(personal=personal), strict=True))
            yield json.dumps({**told, "answers": answers}, ensure_ascii=False) + "\n"

    return _blocks(lines())


def _without_text(answer: Any) -> Any:
    """An answer without the words of somebody's own."""
    if isinstance(answer, list):
        return [_without_text(each) for each in answer]
    if isinstance(answer, dict) and "choice" in answer:
        return answer["choice"]
    return answer


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    for block in batched(lines, BLOCK, strict=False):
        yield "".join(block)


type Writer = Callable[..., Iterator[str]]
FORMATS: Final[Mapping[str, tuple[Writer, str, str]]] = {
    "csv": (wide, "text/csv; charset=utf-8", "responses.csv"),
    "tidy": (tidy, "text/csv; charset=utf-8", "responses-tidy.csv"),
    "codebook": (codebook, "text/csv; charset=utf-8", "codebook.csv"),
    "jsonl": (json_lines, "application/jsonl; charset=utf-8", "responses.jsonl"),
}
SPSS: Final = "sav"
