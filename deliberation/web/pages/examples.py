"""AI systems beside a criterion: examples that tell its levels apart, and how many reach one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Value, When, Window
from django.db.models.expressions import BaseExpression
from django.db.models.functions import RowNumber

from deliberation.assessment import result
from deliberation.models import Criterion, Evidence

MOST: Final = 2
SUREST: Final = (Evidence.Confidence.HIGH, Evidence.Confidence.MEDIUM, Evidence.Confidence.LOW)
NEAREST: Final = (
    Evidence.Basis.SOURCE_READ,
    Evidence.Basis.SECONDARY,
    Evidence.Basis.GENERAL_KNOWLEDGE,
)


@dataclass(frozen=True)
class Example:
    """What is known of one system, and whether that reaches the needed level."""

    evidence: Evidence
    reaches: bool

    @property
    def seen(self) -> date | None:
        """The month in which the source was looked at, as its first day."""
        seen = self.evidence.seen
        return date.fromisoformat(f"{seen}-01") if seen else None


@dataclass(frozen=True)
class Examples:
    """shown: the most open first. The rest: how many systems with a record reach the needed
    level, do not, or are not known about."""

    needed: str
    shown: list[Example]
    reaching: int
    short: int
    unknown: int

    @property
    def systems(self) -> int:
        return self.reaching + self.short + self.unknown


def examples(criterion: Criterion, needed: str) -> Examples | None:
    """What real AI systems do about a criterion; None where nothing is recorded.

    Shows up to two: of the level that is needed and of the next one to it, in each the
    surest record, then the latest release. One query, whatever the number of systems.
    """
    scale = criterion.levels
    best = list(_best_of_each_level(criterion))
    if not best:
        return None
    told = {each.counts_as: result(each.counts_as, needed=needed, scale=scale) for each in best}
    tally = Counter[str]()
    for each in best:
        tally[told[each.counts_as]] += each.of_level
    chosen = sorted(
        (each for each in best if each.counts_as in scale), key=_nearness(scale, needed)
    )
    chosen = sorted(chosen[:MOST], key=lambda each: -scale.index(each.level))
    return Examples(
        needed=needed,
        shown=[Example(each, told[each.counts_as] == "pass") for each in chosen],
        reaching=tally["pass"],
        short=tally["fail"],
        unknown=tally["unknown"],
    )


def _best_of_each_level(criterion: Criterion) -> Iterable[Any]:
    """The first record of each level, annotated with the number `of_level`. What is contested
    counts as unknown."""
    order: list[BaseExpression | F | str] = [
        _rank("confidence", SUREST),
        _rank("basis", NEAREST),
        "-system__released",
        "system",
    ]
    return (
        Evidence.objects.current()
        .filter(criterion=criterion)
        .with_counting()
        .annotate(
            place=Window(RowNumber(), partition_by="counts_as", order_by=order),
            of_level=Window(Count("pk"), partition_by="counts_as"),
        )
        .filter(place=1)
        .select_related("system")
    )


def _rank(field: str, values: Iterable[str]) -> Case:
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, output_field=IntegerField())


def _nearness(scale: Sequence[str], needed: str) -> Callable[[Evidence], tuple[int, int]]:
    """Levels by their distance from the needed one; of two equally far, the less open."""
    here = scale.index(needed) if needed in scale else len(scale) - 1
    return lambda each: (abs(scale.index(each.level) - here), scale.index(each.level))
