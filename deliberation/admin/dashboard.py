"""The overview: what waits and since when, who takes part, and whether everything runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deliberation import health
from deliberation.admin.base import own_definitions
from deliberation.admin.queue.cases import KINDS
from deliberation.models import (
    Aggregate,
    Appeal,
    Definition,
    Dispute,
    Event,
    Flag,
    HeldAmendment,
    Phase,
    Proposal,
    ProposedEvidence,
    StakeholderClass,
    Suspicion,
    Verification,
)

ACCEPTED: Final = Q(moderation=Proposal.Moderation.ACCEPTED)


@dataclass(frozen=True)
class Waits:
    """So many cases of a kind, the oldest since then."""

    kind: str
    title: str | Promise
    number: int
    since: datetime
    link: str


@dataclass(frozen=True)
class OfClass:
    """share, target: per cent of those who joined; target None where none is wished for."""

    title: str
    joined: int
    share: int
    target: int | None

    @property
    def is_short(self) -> bool:
        return self.target is not None and self.share < self.target


@dataclass
class Overview:
    """One definition. uncounted: events that no run has counted yet."""

    definition: Definition
    waits: list[Waits] = field(default_factory=list)
    classes: list[OfClass] = field(default_factory=list)
    last: Aggregate | None = None
    uncounted: int = 0

    @property
    def total(self) -> int:
        return sum(each.number for each in self.waits)


@dataclass(frozen=True)
class Part:
    """A part of the installation, and whether it works."""

    name: str
    state: str

    @property
    def is_fine(self) -> bool:
        return self.state == health.OK


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """For unfold: the context of the first page. As many queries for one definition as for all."""
    definitions = own_definitions(request)
    overviews = {each.pk: Overview(each) for each in definitions}
    for pk, waits in _waiting(overviews):
        overviews[pk].waits.append(waits)
    for pk, classes in _classes(list(overviews)).items():
        overviews[pk].classes = classes
    for run in _last_runs(definitions):
        overviews[run.definition_id].last = run
    uncounted = Event.objects.waiting().filter(definition__in=overviews).order_by()
    for pk, number in uncounted.values_list("definition").annotate(Count("pk")):
        overviews[pk].uncounted = number
    busiest = sorted(overviews.values(), key=lambda each: -each.total)
    return context | {
        "title": _("What waits"),
        "overviews": busiest,
        "total": sum(each.total for each in busiest),
        "parts": [
            Part(_("Database"), health.database()),
            Part(_("Broker"), health.broker()),
            Part(_("Worker and scheduler"), health.worker()),
        ],
    }


def _waiting(overviews: dict[int, Overview]) -> Iterator[tuple[int, Waits]]:
    keys = list(overviews)
    unseen = Proposal.objects.unseen().filter(definition__in=keys)
    asked = {
        "proposal": _counted(unseen.exclude(ACCEPTED), "definition", "created_at"),
        "amendment": _counted(unseen.filter(ACCEPTED), "definition", "current__created_at"),
        "held": _counted(
            HeldAmendment.objects.decidable().filter(proposal__definition__in=keys),
            "proposal__definition", "at",
        ),
        "flag": _counted(Flag.objects.waiting().filter(definition__in=keys), "definition", "at"),
        "appeal": _counted(
            Appeal.objects.waiting().filter(decision__definition__in=keys),
            "decision__definition", "at",
        ),
        "verification": _counted(
            Verification.objects.waiting().filter(definition__in=keys), "definition", "asked_at"
        ),
        "votes": _counted(
            Suspicion.objects.waiting().filter(definition__in=keys), "definition", "found_at"
        ),
        "evidence": _of_criteria(
            ProposedEvidence.objects.waiting(), keys, "criterion", "proposed_at"
        ),
        "dispute": _of_criteria(
            Dispute.objects.open(), keys, "evidence__criterion", "opened_at"
        ),
    }  # fmt: skip
    for kind, rows in asked.items():
        for pk, number, since in rows:
            link = f"{reverse('admin:queue', args=[overviews[pk].definition.slug])}?kind={kind}"
            yield pk, Waits(kind, KINDS[kind], number, since, link)


def _of_criteria(
    rows: QuerySet[Any], keys: list[int], criterion: str, since: str
) -> Iterable[tuple[Any, ...]]:
    """Evidence waits with every public definition that uses its criterion."""
    definition = f"{criterion}__definitions"
    ours = {f"{definition}__in": keys}
    setup = {f"{definition}__phase": Phase.SETUP}
    return _counted(rows.filter(~Q(**setup), **ours), definition, since)


def _counted(rows: QuerySet[Any], definition: str, since: str) -> Iterable[tuple[Any, ...]]:
    """(definition, how many, the oldest) of rows that wait."""
    grouped = rows.order_by().values_list(definition)
    return grouped.annotate(number=Count("pk"), since=Min(since))


def _classes(keys: list[int]) -> dict[int, list[OfClass]]:
    classes = StakeholderClass.objects.filter(definition__in=keys, is_guest=False).with_numbers()
    rows = list(classes.values("definition", "title", "joined", "target_share"))
    joined: dict[int, int] = {}
    for row in rows:
        joined[row["definition"]] = joined.get(row["definition"], 0) + row["joined"]
    found: dict[int, list[OfClass]] = {}
    for row in rows:
        total, target = joined[row["definition"]], row["target_share"]
        found.setdefault(row["definition"], []).append(
            OfClass(
                title=row["title"],
                joined=row["joined"],
                share=round(100 * row["joined"] / total) if total else 0,
                target=None if target is None else round(100 * float(target)),
            )
        )
    return found


def _last_runs(definitions: QuerySet[Definition]) -> Iterable[Aggregate]:
    """The last run of each definition, finished or not."""
    last = Aggregate.objects.filter(definition=OuterRef("definition")).order_by("-pk")
    packed = ("carried", "routing", "sums", "space")
    runs = Aggregate.objects.filter(definition__in=definitions)
    return runs.filter(pk=Subquery(last.values("pk")[:1])).defer(*packed).order_by(F("pk"))
