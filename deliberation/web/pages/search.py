"""Search: what was found, per kind, with the words marked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation import actions
from deliberation.actions.search import MOST, Found, words_of
from deliberation.models import Definition
from deliberation.web.anchors import clause_anchor
from deliberation.web.text import unmarked

FEW: Final = 5  # of each kind, where all kinds are shown
PER_PAGE: Final = 20
EXCERPT: Final = 220  # characters
BEFORE: Final = 60  # characters of it before the first word found

type Part = tuple[str, bool]


@dataclass(frozen=True)
class Hit:
    """Something found. text: an excerpt in parts, each with whether it was looked for."""

    url: str
    title: str
    about: str
    definition: Definition
    text: list[Part]


@dataclass(frozen=True)
class Section:
    """What was found of one kind. hits: those that are shown."""

    kind: str
    title: str | Promise
    found: Found
    hits: list[Hit]

    @property
    def count(self) -> int:
        return len(self.found.rows)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.hits)


@dataclass(frozen=True)
class SearchPage:
    """sections: of every kind, for the counts; shown: those whose hits are listed."""

    query: str
    kind: str
    sections: list[Section]
    most: int = MOST

    @property
    def shown(self) -> list[Section]:
        return [each for each in self.sections if each.hits and self.kind in ("", each.kind)]

    @property
    def count(self) -> int:
        return sum(each.count for each in self.sections)

    @property
    def is_inexact(self) -> bool:
        return any(each.found.is_inexact and each.count for each in self.sections)


@dataclass(frozen=True)
class Shape:
    """How a row of one kind is shown. texts: where its excerpt is from, the first that fits."""

    title: Callable[[Any], str]
    about: Callable[[Any], str]
    url: Callable[[Any], str]
    definition: Callable[[Any], Definition]
    texts: Callable[[Any], Sequence[str]]


def _clause_address(clause: Any) -> str:
    draft = clause.draft
    page = reverse("draft", args=[draft.definition.slug, draft.version])
    return f"{page}#{clause_anchor(clause.number)}"


SHAPES: Final[dict[str, Shape]] = {
    "criteria": Shape(
        title=lambda use: use.criterion.title,
        about=lambda use: use.criterion.category.title,
        url=lambda use: reverse("criterion", args=[use.definition.slug, use.criterion.slug]),
        definition=lambda use: use.definition,
        texts=lambda use: (use.criterion.question, use.criterion.description),
    ),
    "proposals": Shape(
        title=lambda row: _("Proposal {number}").format(number=row.number),
        about=lambda row: row.criterion.title,
        url=lambda row: row.get_absolute_url(),
        definition=lambda row: row.definition,
        texts=lambda row: (row.current.wording, row.current.rationale),
    ),
    "arguments": Shape(
        title=lambda row: (
            _("An argument for proposal {number}")
            if row.side == "for"
            else _("An argument against proposal {number}")
        ).format(number=row.proposal.number),
        about=lambda row: row.proposal.criterion.title,
        url=lambda row: row.get_absolute_url(),
        definition=lambda row: row.proposal.definition,
        texts=lambda row: (row.current.text,),
    ),
    "clauses": Shape(
        title=lambda row: f"{row.number} {row.criterion.title}",
        about=lambda row: _("Draft {version}").format(version=row.draft.version),
        url=_clause_address,
        definition=lambda row: row.draft.definition,
        texts=lambda row: (row.revision.wording,),
    ),
    "systems": Shape(
        title=lambda row: row.name,
        about=lambda row: row.developer or str(_("AI system")),
        url=lambda row: reverse("system", args=[row.definition.slug, row.slug]),
        definition=lambda row: row.definition,
        texts=lambda row: (", ".join(filter(None, (row.version, row.family, row.kind))),),
    ),
}
TITLES: Final = {
    "criteria": _("Criteria"),
    "proposals": _("Proposals"),
    "arguments": _("Arguments"),
    "clauses": _("Clauses"),
    "systems": _("AI systems"),
}


def search_page(definitions: QuerySet[Definition], query: str, kind: str) -> SearchPage:
    """kind: which one to show more of, or empty for a few of each."""
    kind = kind if kind in SHAPES else ""
    query = " ".join(query.split())
    words = words_of(query)
    found = actions.search(definitions=definitions, query=query, kinds=tuple(SHAPES))
    return SearchPage(
        query=query,
        kind=kind,
        sections=[
            Section(
                name,
                TITLES[name],
                found[name],
                [hit(name, row, words) for row in found[name].rows[: MOST if kind else FEW]],
            )
            for name in SHAPES
        ],
    )


def hit(kind: str, row: Any, words: Sequence[str]) -> Hit:
    shape = SHAPES[kind]
    return Hit(
        url=shape.url(row),
        title=shape.title(row),
        about=shape.about(row),
        definition=shape.definition(row),
        text=excerpt([unmarked(text) for text in shape.texts(row)], words),
    )


def excerpt(texts: Sequence[str], words: Sequence[str]) -> list[Part]:
    """The part of the first text with the words in it around the first of them, else its
    beginning."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
    text = next((text for text in texts if pattern.search(text)), texts[0])
    first = pattern.search(text)
    start = max(0, first.start() - BEFORE) if first else 0
    if start:
        start = text.find(" ", start) + 1
    end = len(text) if len(text) - start <= EXCERPT else text.rfind(" ", start, start + EXCERPT)
    cut = text[start : end if end > start else start + EXCERPT]
    parts: list[Part] = [("… ", False)] if start else []
    at = 0
    for match in pattern.finditer(cut):
        parts += [(cut[at : match.start()], False), (match[0], True)]
        at = match.end()
    parts.append((cut[at:] + (" …" if start + len(cut) < len(text) else ""), False))
    return [part for part in parts if part[0]]
