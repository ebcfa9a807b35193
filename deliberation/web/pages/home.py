"""The front page: what Openmoot is, shown on what is being decided, and the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from deliberation import drafting
from deliberation.drafting.compose import open_questions
from deliberation.models import Aggregate, Definition, Draft, Phase, StakeholderClass
from deliberation.web import ballots
from deliberation.web.anchors import clause_anchor
from deliberation.web.digest import KEPT_SECONDS, Digest, digests
from deliberation.web.pages.cells import Cell, named
from deliberation.web.pages.runs import SHOWN

LONGEST_ON_PLATE: Final = 260
PLATE: Final = "plate-1"  # counted up when Plate changes
SHOWN_FIRST: Final = ("MUST NOT", "MUST", "SHOULD", "MAY")


@dataclass(frozen=True)
class Listed:
    """A definition with its newest draft and how many took part up to its last run."""

    definition: Definition
    draft: Draft | None
    digest: Digest | None
    run: Aggregate | None


@dataclass(frozen=True)
class Question:
    """An open question of the newest draft, with who is for it and who against."""

    question: dict[str, Any]
    anchor: str
    in_favour: list[Cell]
    against: list[Cell]


@dataclass(frozen=True)
class Plate:
    """What the front page shows of the newest draft: a question that is open, or where none
    is, a clause, to show what a clause is."""

    question: Question | None = None
    clause: dict[str, Any] | None = None

    @property
    def anchor(self) -> str:
        return clause_anchor(self.clause["number"]) if self.clause else ""


@dataclass(frozen=True)
class HomePage:
    """featured: the definition that the front page leads to, the one that changed last."""

    listed: list[Listed]
    featured: Listed | None
    plate: Plate | None
    waiting: int
    classes: list[StakeholderClass]

    @property
    def is_simulated(self) -> bool:
        return self.featured is not None and self.featured.definition.is_simulated


def home_page(user: Any) -> HomePage:
    listed = _listed(list(Definition.objects.visible_to(user)))
    featured = _featured(listed)
    if featured is None:
        return HomePage([], None, None, 0, [])
    classes = featured.definition.stakeholder_classes.filter(is_guest=False).with_numbers()
    return HomePage(
        listed=listed,
        featured=featured,
        plate=_plate(featured.draft) if featured.draft else None,
        waiting=ballots.progress(featured.definition, None).total,
        classes=list(classes),
    )


def _listed(definitions: Sequence[Definition]) -> list[Listed]:
    of_this = {"definition": OuterRef("pk")}
    drafts = Draft.objects.filter(**of_this).latest_first()
    runs = Aggregate.objects.finished().filter(**of_this).order_by("-pk")
    newest = {
        row["pk"]: row
        for row in Definition.objects.filter(pk__in=[each.pk for each in definitions]).values(
            "pk", newest_draft=_first(drafts), newest_run=_first(runs)
        )
    }
    draft_of = Draft.objects.without_text().in_bulk(
        [row["newest_draft"] for row in newest.values() if row["newest_draft"]]
    )
    run_of = Aggregate.objects.only(*SHOWN).in_bulk(
        [row["newest_run"] for row in newest.values() if row["newest_run"]]
    )
    known = digests(list(draft_of.values()))
    found = []
    for definition in definitions:
        row = newest[definition.pk]
        draft = draft_of.get(row["newest_draft"])
        run = run_of.get(row["newest_run"])
        found.append(Listed(definition, draft, known[draft.pk] if draft else None, run))
    return found


def _first(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.values("pk")[:1], output_field=IntegerField())


def _featured(listed: Sequence[Listed]) -> Listed | None:
    """Among those that take votes, else among all: the one whose draft is newest."""
    public = [each for each in listed if each.definition.phase != Phase.SETUP]
    taking = [each for each in public if each.definition.takes_votes] or public
    drafted = [each for each in taking if each.draft]
    if drafted:
        return max(drafted, key=lambda each: each.draft.created_at)  # type: ignore[union-attr]
    return taking[0] if taking else None


def _plate(draft: Draft) -> Plate:
    """Kept in the cache under the content hash: a draft's text never changes."""
    key = f"{PLATE}-{draft.bytes_hash}"
    known: Plate | None = cache.get(key)
    if known is None:
        known = Plate(question=_question(draft.content) or None)
        if known.question is None:
            known = Plate(clause=_clause(draft.content))
        cache.set(key, known, timeout=KEPT_SECONDS)
    return known


def _question(content: dict[str, Any]) -> Question | None:
    """The short open question whose two sides lie furthest apart, by their opinion groups."""
    found = [
        Question(
            question,
            f"oq-{number}",
            named(question["support"], question["in_favour"], "group"),
            named(question["support"], question["against"], "group"),
        )
        for number, question in enumerate(open_questions(content), start=1)
        if len(question["wording"]) <= LONGEST_ON_PLATE
    ]
    two_sided = [each for each in found if each.in_favour and each.against]
    return max(two_sided, key=_distance, default=None)


def _distance(each: Question) -> float:
    shares = [[cell["share"] for cell in side] for side in (each.in_favour, each.against)]
    return float(max(shares[0]) - min(shares[1]))


def _clause(content: dict[str, Any]) -> dict[str, Any] | None:
    """A short clause, by preference a prohibition, then a duty; of these the most voted on."""
    short = (
        clause for clause in drafting.clauses(content) if len(clause["wording"]) <= LONGEST_ON_PLATE
    )
    return min(
        short,
        key=lambda clause: (
            SHOWN_FIRST.index(clause["level"]),
            -clause["support"][0]["votes"],
            clause["proposal"],
        ),
        default=None,
    )
