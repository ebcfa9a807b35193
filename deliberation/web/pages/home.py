"""The front page: what Openmoot is, shown on a clause that stands, and the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from deliberation import drafting
from deliberation.models import Aggregate, Definition, Draft, Phase, StakeholderClass
from deliberation.web import ballots
from deliberation.web.anchors import clause_anchor
from deliberation.web.digest import Digest, digests
from deliberation.web.pages.runs import SHOWN

LONGEST_ON_PLATE: Final = 260
SHOWN_FIRST: Final = ("MUST NOT", "MUST", "SHOULD", "MAY")


@dataclass(frozen=True)
class Listed:
    """A definition with its newest draft and how many took part up to its last run."""

    definition: Definition
    draft: Draft | None
    digest: Digest | None
    run: Aggregate | None


@dataclass(frozen=True)
class Plate:
    """A clause of the newest draft, to show what a clause is."""

    definition: Definition
    draft: Draft
    clause: dict[str, Any]

    @property
    def anchor(self) -> str:
        return clause_anchor(self.clause["number"])


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
    classes = featured.definition.stakeholder_classes.annotate(joined=Count("participants"))
    return HomePage(
        listed=listed,
        featured=featured,
        plate=_plate(featured),
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


def _plate(featured: Listed) -> Plate | None:
    """A short clause, by preference a prohibition, then a duty; of these the most voted on."""
    if featured.draft is None:
        return None
    clauses = [
        clause
        for clause in drafting.clauses(featured.draft.content)
        if len(clause["wording"]) <= LONGEST_ON_PLATE
    ]
    if not clauses:
        return None
    best = min(
        clauses,
        key=lambda clause: (
            SHOWN_FIRST.index(clause["level"]),
            -clause["support"][0]["votes"],
            clause["proposal"],
        ),
    )
    return Plate(featured.definition, featured.draft, best)
