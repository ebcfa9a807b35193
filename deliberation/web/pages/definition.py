"""The page of a definition: where it stands and what is being decided."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from deliberation.models import (
    CriterionUse,
    Definition,
    Draft,
    Event,
    Participant,
    Phase,
    Proposal,
    Ruleset,
    StakeholderClass,
    Tally,
)
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.digest import Digest, digests
from deliberation.web.pages.groups import Groups, opinion_groups
from deliberation.web.pages.map import NEEDED, MapShown, opinion_map
from deliberation.web.pages.now import Decision, decisions
from deliberation.web.pages.runs import Runs, runs_of

RECENT: Final = 5

# What happens in each phase that the public sees, in order.
PHASES: Final = (
    (Phase.GATHERING, "Proposals come in for each criterion and are voted on"),
    (Phase.DELIBERATION, "Propose, vote, amend"),
    (Phase.CONVERGENCE, "No new proposals; votes settle what is open"),
    (Phase.RATIFICATION, "The text is put up for ratification"),
    (Phase.CLOSED, "The text stands"),
)


@dataclass(frozen=True)
class Step:
    """state: "done", "now" or "next"."""

    title: str
    words: str
    state: str


@dataclass(frozen=True)
class Listed:
    """A draft as it stands in a list."""

    draft: Draft
    digest: Digest


@dataclass(frozen=True)
class Figures:
    criteria: int
    proposals: int
    participants: int
    votes_since: int
    progress: ballots.Progress


@dataclass(frozen=True)
class DefinitionPage:
    """latest: the last published draft, or where none is, the last working one."""

    steps: list[Step]
    runs: Runs
    latest: Listed | None
    drafts: list[Listed]
    drafts_in_all: int
    decisions: list[Decision]
    groups: Groups | None
    map: MapShown | None
    classes: list[StakeholderClass]
    ruleset: Ruleset | None
    figures: Figures

    @property
    def newest(self) -> Listed | None:
        """The last draft, whatever its status: what votes have been counted towards."""
        return self.drafts[0] if self.drafts else None


def definition_page(visit: Visit) -> DefinitionPage:
    definition = visit.definition
    runs = runs_of(definition, *NEEDED[visit.participant is not None])
    drafts = list(definition.drafts.latest_first().without_text())
    published = next((each for each in drafts if each.status != Draft.Status.WORKING), None)
    latest = published or (drafts[0] if drafts else None)
    shown = drafts[:RECENT]
    known = digests([*shown, *([latest] if latest and latest not in shown else [])])
    ruleset = definition.rulesets.order_by("number").last()
    tallies = _tallies(runs)
    return DefinitionPage(
        steps=steps(definition.phase),
        runs=runs,
        latest=Listed(latest, known[latest.pk]) if latest else None,
        drafts=[Listed(draft, known[draft.pk]) for draft in shown],
        drafts_in_all=len(drafts),
        decisions=decisions(tallies) if definition.takes_votes else [],
        groups=opinion_groups(runs.last, tallies, ruleset) if runs.last else None,
        map=opinion_map(runs.last, visit.participant),
        classes=_classes(definition),
        ruleset=ruleset,
        figures=figures(definition, visit.participant, since=drafts[0].watermark if drafts else 0),
    )


def steps(phase: str) -> list[Step]:
    """The way of a definition, with the present phase marked; none is in setup."""
    phases = [each for each, _ in PHASES]
    at = phases.index(Phase(phase)) if phase in phases else -1
    return [
        Step(str(each.label), words, "done" if index < at else "now" if index == at else "next")
        for index, (each, words) in enumerate(PHASES)
    ]


def _tallies(runs: Runs) -> list[Tally]:
    if runs.last is None:
        return []
    tallies = runs.last.tallies.exclude(status=Tally.Status.REJECTED)
    return list(
        tallies.select_related("proposal__criterion", "proposal__current").order_by(
            "proposal__number"
        )
    )


def _classes(definition: Definition) -> list[StakeholderClass]:
    """Each with how many joined it and how many of them a steward checked."""
    verified = Q(participants__class_verified_at__isnull=False)
    return list(
        definition.stakeholder_classes.annotate(
            joined=Count("participants"), verified=Count("participants", filter=verified)
        )
    )


def figures(definition: Definition, participant: Participant | None, *, since: int) -> Figures:
    """Counts for the page in one query. since: the watermark of the last draft."""
    of_this = {"definition": OuterRef("pk")}
    later = Q(position=None) | Q(position__gt=since)
    open_now = Proposal.objects.standing().filter(is_closed=False, **of_this)
    mine = ballots.voted_by(participant) if participant else Q(pk=None)
    *counted, voted, total = Definition.objects.filter(pk=definition.pk).values_list(
        _number(CriterionUse.objects.filter(**of_this)),
        _number(Proposal.objects.standing().filter(**of_this)),
        _number(Participant.objects.filter(**of_this)),
        _number(Event.objects.filter(later, kind=Event.Kind.VOTE, **of_this)),
        _number(open_now.filter(mine)),
        _number(open_now),
    )[0]
    return Figures(*counted, ballots.Progress(voted, total))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a subquery of a definition."""
    counted = rows.order_by().values("definition").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
