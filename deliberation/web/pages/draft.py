"""The page of a draft, from its own text and, for the marks of change, the one before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deliberation import drafting
from deliberation.models import Draft
from deliberation.web.access import Visit
from deliberation.web.anchors import clause_anchor
from deliberation.web.pages.cells import Cell, named

type Entry = dict[str, Any]

CHANGED = {"added": "added", "reworded": "reworded", "level-changed": "level changed"}


@dataclass(frozen=True)
class ClauseShown:
    """change: what happened to it in this draft, "" if nothing did."""

    clause: Entry
    change: str

    @property
    def anchor(self) -> str:
        return clause_anchor(self.clause["number"])

    @property
    def votes(self) -> int:
        return int(self.clause["support"][0]["votes"])


@dataclass(frozen=True)
class Side:
    """Who stands on one side of an open question by majority."""

    groups: list[Cell]
    classes: list[Cell]


@dataclass(frozen=True)
class QuestionShown:
    question: Entry
    anchor: str
    in_favour: Side
    against: Side

    @property
    def everybody(self) -> Cell:
        everybody: Cell = self.question["support"][0]
        return everybody


@dataclass(frozen=True)
class PartShown:
    number: int
    title: str
    clauses: list[ClauseShown]
    questions: list[QuestionShown]


@dataclass(frozen=True)
class DraftPage:
    """may_publish: whether this user may publish it now."""

    draft: Draft
    content: Entry
    parts: list[PartShown]
    versions: list[Draft]
    may_publish: bool
    address: str

    @property
    def clauses(self) -> int:
        return sum(len(part.clauses) for part in self.parts)

    @property
    def questions(self) -> int:
        return sum(len(part.questions) for part in self.parts)

    @property
    def is_latest(self) -> bool:
        return self.versions[0].pk == self.draft.pk

    @property
    def cited_at(self) -> datetime:
        return self.draft.published_at or self.draft.created_at

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX; months are macros there, so they stand without braces."""
        slug = self.content["definition"]["slug"]
        title = _tex(self.content["definition"]["title"])
        when = self.cited_at
        month = f"{when:%b}".lower()
        return "\n".join(
            [
                f"@misc{{openmoot-{slug}-{self.draft.version},",
                f"  title  = {{{title}, draft definition {self.draft.version}}},",
                "  author = {{Openmoot participants}},",
                f"  year   = {{{when.year}}}, month = {month},",
                f"  url    = {{{self.address}}},",
                f"  note   = {{SHA-256 {self.draft.content_hash}}}",
                "}",
            ]
        )


def draft_page(visit: Visit, draft: Draft, address: str) -> DraftPage:
    """address: of the draft, as it is cited."""
    content = draft.content
    changes = _changes(draft)
    questions = 0
    parts = []
    for part in content["parts"]:
        shown = PartShown(
            number=part["number"],
            title=part["title"],
            clauses=[
                ClauseShown(clause, changes.get(clause["number"], "")) for clause in part["clauses"]
            ],
            questions=_questions(part["open_questions"], questions),
        )
        questions += len(shown.questions)
        parts.append(shown)
    return DraftPage(
        draft=draft,
        content=content,
        parts=parts,
        versions=list(visit.definition.drafts.latest_first().without_text()),
        may_publish=draft.status == Draft.Status.WORKING and visit.is_steward,
        address=address,
    )


def _changes(draft: Draft) -> dict[str, str]:
    """What happened to each clause since the draft before, by its number."""
    if draft.previous is None:
        return {}
    compared = drafting.compare(draft.previous.content, draft.content)
    return {
        change["number"]: CHANGED[change["kind"]]
        for change in compared["changes"]
        if change["kind"] in CHANGED
    }


def _questions(questions: Sequence[Entry], before: int) -> list[QuestionShown]:
    """before: how many open questions stand above them in the draft."""
    return [
        QuestionShown(
            question=question,
            anchor=f"oq-{number}",
            in_favour=_side(question, question["in_favour"]),
            against=_side(question, question["against"]),
        )
        for number, question in enumerate(questions, start=before + 1)
    ]


def _side(question: Entry, keys: Iterable[str]) -> Side:
    cells, wanted = question["support"], list(keys)
    return Side(named(cells, wanted, "group"), named(cells, wanted, "class"))


def _tex(text: str) -> str:
    """Text that stands in a TeX file as it is: its own signs are escaped."""
    plain = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(plain.get(sign) or (f"\\{sign}" if sign in "&%$#_{}" else sign) for sign in text)
