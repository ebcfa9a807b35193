"""All criteria of a definition, by category, with where each stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, F

from deliberation.models import Category, Criterion, CriterionUse, Tally
from deliberation.web.access import Visit
from deliberation.web.pages.runs import runs_of

# The first that any proposal of a criterion has tells where the criterion stands.
TELLING: Final = (
    Tally.Status.ADOPTED,
    Tally.Status.OPEN_QUESTION,
    Tally.Status.UNDECIDED,
    Tally.Status.OUTSCORED,
    Tally.Status.DECLINED,
)


@dataclass
class Row:
    """status: "" where no vote has been counted yet."""

    criterion: Criterion
    proposals: int
    status: str
    votes: int


@dataclass
class Part:
    category: Category
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class CriteriaPage:
    """competing: whether proposals compete for each criterion."""

    parts: list[Part]
    competing: bool

    @property
    def number(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def criteria_page(visit: Visit) -> CriteriaPage:
    uses = visit.definition.criterion_uses.select_related("criterion__category").order_by(
        "criterion__category__position", "position"
    )
    proposals = dict(
        visit.definition.proposals.standing()
        .order_by()
        .values_list("criterion")
        .annotate(number=Count("pk"))
    )
    run = runs_of(visit.definition).last
    counted: dict[int, list[tuple[str, int]]] = {}
    if run is not None:
        votes = F("agrees") + F("disagrees") + F("passes")
        for criterion, status, number in run.tallies.values_list(
            "proposal__criterion", "status", votes
        ):
            counted.setdefault(criterion, []).append((status, number))
    parts = _parts(uses, proposals, counted)
    return CriteriaPage(parts, competing=all(use.competing for use in uses))


def _parts(
    uses: Iterable[CriterionUse],
    proposals: dict[int, int],
    counted: dict[int, list[tuple[str, int]]],
) -> list[Part]:
    parts: dict[int, Part] = {}
    for use in uses:
        criterion = use.criterion
        tallies = counted.get(criterion.pk, [])
        parts.setdefault(criterion.category_id, Part(criterion.category)).rows.append(
            Row(
                criterion=criterion,
                proposals=proposals.get(criterion.pk, 0),
                status=status_among({status for status, _ in tallies}),
                votes=sum(number for _, number in tallies),
            )
        )
    return list(parts.values())


def status_among(present: Collection[str]) -> str:
    """Where a criterion stands, by the states of its proposals."""
    return next((status for status in TELLING if status in present), "")
