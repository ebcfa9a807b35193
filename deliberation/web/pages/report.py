"""The report on a draft: read alone, printed, all of it generated."""

from dataclasses import dataclass
from typing import Any

from deliberation.drafting.compose import clauses, open_questions
from deliberation.models import Draft
from deliberation.web.access import Visit
from deliberation.web.digest import Digest, digest
from deliberation.web.pages import map as maps
from deliberation.web.pages import participation
from deliberation.web.pages.cells import Cell, parts
from deliberation.web.pages.told import Told, told_of


@dataclass(frozen=True)
class Question:
    """An open question of the draft. in_favour, against: the groups and classes on each side."""

    question: dict[str, Any]
    anchor: str
    in_favour: list[Cell]
    against: list[Cell]

    @property
    def everybody(self) -> Cell:
        everybody: Cell = self.question["support"][0]
        return everybody


@dataclass(frozen=True)
class ReportPage:
    """told, map, participation: None where the draft was cut before reports were kept.

    clauses: of the draft, in order; outline: how many of each level, and what changed.
    """

    draft: Draft
    content: dict[str, Any]
    outline: Digest
    clauses: list[dict[str, Any]]
    questions: list[Question]
    told: Told | None
    map: maps.MapShown | None
    participation: participation.Participation | None


def report_page(visit: Visit, draft: Draft) -> ReportPage:
    content, kept = draft.content, draft.report
    told = told_of(visit.definition, kept)
    return ReportPage(
        draft=draft,
        content=content,
        outline=digest(draft),
        clauses=list(clauses(content)),
        questions=[
            Question(
                question,
                f"oq-{number}",
                _sided(question, question["in_favour"]),
                _sided(question, question["against"]),
            )
            for number, question in enumerate(open_questions(content), start=1)
        ],
        told=told,
        map=maps.shown(kept["map"]) if told else None,
        participation=participation.shown(kept["participation"]) if told else None,
    )


def _sided(question: dict[str, Any], keys: list[str]) -> list[Cell]:
    return [cell for cell in parts(question["support"]) if cell["key"] in keys]
