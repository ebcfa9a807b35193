"""A text applied to a system, as files: JSON, Markdown and an in-toto statement.

All three are functions of the text and of what is known of the system: no clock is in them,
so whoever has one can compare it with another. docs/formats.md describes them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from deliberation import actions
from deliberation.actions.known import AnyText
from deliberation.actions.matrix import AnyClause, clauses_of
from deliberation.assessment import Answer, Change, render
from deliberation.drafting import canonical
from deliberation.exchange.attribution import attribution
from deliberation.models import (
    AISystem,
    Clause,
    Draft,
    Evidence,
    Licence,
    ReferenceClause,
    ReferenceDefinition,
)
from deliberation.site import absolute, tag

FORMAT: Final = "openmoot-assessment/1"
type Told = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """A file that an assessment comes as."""

    name: str
    media_type: str
    ending: str
    write: Callable[[Told], bytes]


def assessment(text: AnyText, system: AISystem) -> Told:
    """What a text says of a system, clause by clause, with evidence and reasons. Ten queries.

    system: with the licences of its components prefetched, or they are read.
    """
    explained = actions.explain(system, text)
    rows = clauses_of(text)
    wordings = _wordings(text)
    records = _records(system)
    licences = {each.licence.name: each.licence for each in system.component_licences.all()}
    titles = {row.criterion.slug: row.criterion.title for row in rows}
    return {
        "format": FORMAT,
        "text": text_told(text),
        "system": system_told(system),
        "verdict": explained.verdict,
        "on_other_terms": explained.on_other_terms,
        "sentence": explained.reason.text,
        "score": {"passed": explained.should_passed, "clauses": explained.should_clauses},
        "distance": {
            "components": [_change(each, titles) for each in explained.distance.components],
            "terms": [_change(each, titles) for each in explained.distance.terms],
            "to_show": [_change(each, titles) for each in explained.distance.to_show],
        },
        "clauses": [
            _clause(row, answer, wordings, records, licences)
            for row, answer in zip(rows, explained.answers, strict=True)
        ],
        "attribution": attribution(),
    }


def text_told(text: AnyText) -> Told:
    """Which text it is, and as what it may be named: a working draft is no more than that."""
    if isinstance(text, Draft):
        definition = text.definition
        return {
            "kind": "draft",
            "definition": definition.slug,
            "title": definition.title,
            "version": text.version,
            "status": text.status,
            "content_hash": text.content_hash,
            "url": absolute(reverse("draft", args=[definition.slug, text.version])),
        }
    return {
        "kind": "reference",
        "definition": text.slug,
        "title": text.title,
        "version": "",
        "status": text.status,
        "content_hash": text.fingerprint,
        "url": text.source.get("url", ""),
    }


def system_told(system: AISystem) -> Told:
    names = ("slug", "name", "version", "developer", "family", "kind")
    return {name: getattr(system, name) for name in names}


def as_json(told: Told) -> bytes:
    return canonical(told)


def as_markdown(told: Told) -> bytes:
    return render.markdown(told).encode()


def as_statement(told: Told) -> bytes:
    """An in-toto Statement v1, unsigned. Its subject is what is known of the system."""
    subject = tag("systems", told["system"]["slug"])
    return canonical(render.statement(told, tag("formats", FORMAT), subject))


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("json", "application/json", "json", as_json),
        Format("md", "text/markdown", "md", as_markdown),
        Format("intoto", "application/vnd.in-toto+json", "intoto.json", as_statement),
    )
}


def file_name(told: Told, name: str) -> str:
    parts = (told["system"]["slug"], told["text"]["definition"], told["text"]["version"])
    return f"{'-'.join(each for each in parts if each)}.{FORMATS[name].ending}"


# --- Parts ------------------------------------------------------------------------------


def _clause(
    row: AnyClause,
    answer: Answer,
    wordings: Mapping[int, str],
    records: Mapping[int, Evidence],
    licences: Mapping[str, Licence],
) -> Told:
    known = answer.known
    record = records.get(known.record) if known is not None and known.record else None
    licence = licences.get(known.licence) if known is not None and known.licence else None
    return {
        "number": str(row.number),
        "criterion": row.criterion.slug,
        "title": row.criterion.title,
        "level": row.level,
        "requires": row.requires,
        "wording": wordings[row.pk],
        "section": row.section if isinstance(row, ReferenceClause) else "",
        "result": answer.result,
        "reason": {
            "code": answer.reason.code,
            "facts": dict(answer.reason.facts),
            "text": answer.reason.text,
        },
        "contested": known is not None and known.is_contested,
        "evidence": _record(record) if record is not None else None,
        "licence": _licence(licence, answer) if licence is not None else None,
    }


def _record(record: Evidence) -> Told:
    return {
        "number": record.pk,
        "level": record.level,
        "note": record.note,
        "source": {
            "title": record.source_title,
            "section": record.source_section,
            "version": record.source_version,
            "url": record.source_url,
            "seen": record.seen,
        },
        "confidence": record.confidence,
        "basis": record.basis,
        "licence": record.licence.key if record.licence is not None else None,
    }


def _licence(licence: Licence, answer: Answer) -> Told:
    assert answer.known is not None
    return {
        "key": licence.key,
        "name": licence.name,
        "spdx": licence.spdx,
        "url": licence.url,
        "section": answer.known.section,
        "note": answer.known.note,
    }


def _change(change: Change, titles: Mapping[str, str]) -> Told:
    return {
        "criterion": change.criterion,
        "title": titles[change.criterion],
        "level": change.level,
        "needed": change.needed,
        "clauses": list(change.clauses),
    }


def _records(system: AISystem) -> dict[int, Evidence]:
    current = Evidence.objects.current().filter(system=system).select_related("licence")
    return {each.pk: each for each in current}


def _wordings(text: AnyText) -> dict[int, str]:
    """By the key of the clause."""
    if isinstance(text, ReferenceDefinition):
        return dict(ReferenceClause.objects.filter(reference=text).values_list("pk", "wording"))
    return dict(Clause.objects.filter(draft=text).values_list("pk", "revision__wording"))
