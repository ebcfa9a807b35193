"""The page of a draft, from its own text and, for the marks of change, the one before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from deliberation import drafting
from deliberation.drafting.outlook import Path
from deliberation.exchange import drafts as exports
from deliberation.exchange import pdf
from deliberation.models import Draft, Ratification
from deliberation.permissions import Deed
from deliberation.web.access import Visit
from deliberation.web.anchors import clause_anchor, criterion_anchor, proposal_anchor
from deliberation.web.charts import title_of
from deliberation.web.digest import digests
from deliberation.web.kept import kept
from deliberation.web.pages.cells import Cell, named
from deliberation.web.pages.definition import Listed
from deliberation.web.pages.would import VerdictsOf, verdicts_of

type Entry = dict[str, Any]

CHANGED: Final = {
    "added": _("added"),
    "reworded": _("reworded"),
    "level-changed": _("level changed"),
}
MOST_VERSIONS: Final = 12
TIMELINE: Final = 5


@dataclass(frozen=True)
class ClauseShown:
    """change: what happened to it in this draft, "" if nothing did. is_alone: whether its
    criterion has no other clause, and is_first: none before it."""

    clause: Entry
    change: "str | Promise"
    is_alone: bool
    is_first: bool

    @property
    def anchor(self) -> str:
        return clause_anchor(self.clause["number"])

    @property
    def by_criterion(self) -> str:
        return criterion_anchor(self.clause["criterion"])

    @property
    def by_proposal(self) -> str:
        return proposal_anchor(self.clause["criterion"], self.clause["proposal"])

    @property
    def permalink(self) -> str:
        return self.by_criterion if self.is_alone else self.by_proposal

    @property
    def votes(self) -> int:
        return int(self.clause["support"][0]["votes"])


@dataclass(frozen=True)
class Side:
    """Who stands on one side of an open question by majority."""

    groups: list[Cell]
    classes: list[Cell]


@dataclass(frozen=True)
class Settling:
    """How many votes of one kind would settle a question; cells: of whom, and how many."""

    vote: str
    votes: int
    cells: list[tuple[str, int]]


@dataclass(frozen=True)
class QuestionShown:
    """adopted, dropped: the votes that would settle it, None where none within reach do."""

    question: Entry
    in_favour: Side
    against: Side
    adopted: "Settling | None"
    dropped: "Settling | None"

    @property
    def anchor(self) -> str:
        return f"oq-{self.question['proposal']}"

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
class Statute:
    """All that the page tells from the draft's text, kept once made.

    text: contents and clauses, as HTML. facts: of the text, without clauses and tallies.
    """

    text: SafeString
    facts: Entry
    clauses: int
    questions: int
    bibtex: str
    cff: str


@dataclass(frozen=True)
class DraftPage:
    """may_publish: whether this user may publish drafts. ratification: the last round of
    voting on this text as a whole, or for 1.0.0, the round that made it."""

    draft: Draft
    statute: Statute
    versions: list[Draft]
    timeline: list[Listed]
    may_publish: bool
    ratification: Ratification | None
    without_pdf: str
    verdicts: VerdictsOf | None

    @property
    def address(self) -> str:
        return exports.address(self.draft)

    @property
    def content(self) -> Entry:
        return self.statute.facts

    @property
    def newest(self) -> Draft:
        return self.versions[0]

    @property
    def is_latest(self) -> bool:
        return self.newest.pk == self.draft.pk

    @property
    def menu(self) -> list[Draft]:
        return self.versions[:MOST_VERSIONS]

    @property
    def formats(self) -> list[exports.Format]:
        return [exports.FORMATS[name] for name in ("json", "md", "csv", "pdf")]

    @property
    def cited_at(self) -> datetime:
        return self.draft.published_at or self.draft.created_at

    @property
    def citable(self) -> Draft | None:
        """The newest published draft, where this one is not."""
        if self.draft.status != Draft.Status.WORKING:
            return None
        return next((each for each in self.versions if each.published_at), None)


def draft_page(visit: Visit, draft: Draft) -> DraftPage:
    versions = list(visit.definition.drafts.latest_first().without_text())
    around = _around(versions, draft)
    known = digests(around)
    unavailable = pdf.why_unavailable()
    return DraftPage(
        draft=draft,
        statute=statute(draft),
        versions=versions,
        timeline=[Listed(each, known[each.pk]) for each in around],
        may_publish=visit.may(Deed.PUBLISH),
        ratification=_ratification(draft),
        without_pdf=unavailable.for_people() if unavailable else "",
        verdicts=verdicts_of(draft),
    )


def _ratification(draft: Draft) -> Ratification | None:
    if draft.status == Draft.Status.WORKING:
        # What is put up is published by it.
        return None
    is_ratified = draft.status == Draft.Status.RATIFIED
    voted_on = draft.previous_id if is_ratified else draft.pk
    return Ratification.objects.filter(draft=voted_on).order_by("-number").first()


def _around(versions: Sequence[Draft], draft: Draft) -> list[Draft]:
    """The versions next to this one, newest first."""
    at = next(i for i, each in enumerate(versions) if each.pk == draft.pk)
    start = max(min(at - TIMELINE // 2, len(versions) - TIMELINE), 0)
    return list(versions[start : start + TIMELINE])


def statute(draft: Draft) -> Statute:
    """Reads the draft's text, and that of the one before, only where nothing is kept."""
    return kept(f"statute-{draft.bytes_hash}-{draft.status}", lambda: _statute(draft))


def _read_texts(draft: Draft) -> None:
    """The text of a draft and of the one before, by one query."""
    wanted = [draft, draft.previous] if draft.previous else [draft]
    texts = Draft.objects.only("canonical").in_bulk([each.pk for each in wanted])
    for each in wanted:
        each.canonical = texts[each.pk].canonical


def _statute(draft: Draft) -> Statute:
    _read_texts(draft)
    content = draft.content
    parts = list(_parts(content, _changes(draft)))
    text = render_to_string(
        "deliberation/components/statute.html",
        {"content": content, "parts": parts, "draft": draft, "slug": content["definition"]["slug"]},
    )
    return Statute(
        text=text,
        facts={key: value for key, value in content.items() if key not in ("parts", "proposals")},
        clauses=sum(len(part.clauses) for part in parts),
        questions=sum(len(part.questions) for part in parts),
        bibtex=exports.bibtex(draft),
        cff=exports.cff(draft),
    )


def _parts(content: Entry, changes: dict[str, Any]) -> Iterator[PartShown]:
    count = Counter(clause["criterion"] for clause in drafting.clauses(content))
    seen: set[str] = set()
    for part in content["parts"]:
        clauses = []
        for clause in part["clauses"]:
            criterion = clause["criterion"]
            change = changes.get(clause["number"], "")
            is_alone, is_first = count[criterion] == 1, criterion not in seen
            clauses.append(ClauseShown(clause, change, is_alone, is_first))
            seen.add(criterion)
        questions = [_question(question, content) for question in part["open_questions"]]
        yield PartShown(part["number"], part["title"], clauses, questions)


def _changes(draft: Draft) -> dict[str, Any]:
    """What happened to each clause since the draft before, by its number."""
    if draft.previous is None:
        return {}
    compared = drafting.compare(draft.previous.content, draft.content)
    return {
        change["number"]: CHANGED[change["kind"]]
        for change in compared["changes"]
        if change["kind"] in CHANGED
    }


def _question(question: Entry, content: Entry) -> QuestionShown:
    outlook = drafting.outlook_of(question, content)
    return QuestionShown(
        question=question,
        in_favour=_side(question, question["in_favour"]),
        against=_side(question, question["against"]),
        adopted=_settling(outlook.adopted),
        dropped=_settling(outlook.dropped),
    )


def _settling(path: Path | None) -> Settling | None:
    if path is None:
        return None
    return Settling(
        path.vote, path.votes, [(title_of(asdict(cell)), votes) for cell, votes in path.cells]
    )


def _side(question: Entry, keys: Iterable[str]) -> Side:
    cells, wanted = question["support"], list(keys)
    return Side(named(cells, wanted, "group"), named(cells, wanted, "class"))
