"""The page of a definition: where it stands and what is being decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.models import (
    CriterionUse,
    Definition,
    Draft,
    Event,
    Participant,
    Phase,
    PhaseTime,
    Proposal,
    Ruleset,
)
from deliberation.models.votes import OwnVotes, own_votes
from deliberation.permissions import Deed
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.digest import Digest, digests
from deliberation.web.pages.map import NEEDED, MapShown, opinion_map
from deliberation.web.pages.participation import Participation, participation
from deliberation.web.pages.runs import Runs, runs_of
from deliberation.web.pages.told import Told, told_of

RECENT: Final = 5

# What happens in each phase that the public sees, in order.
PHASES: Final = (
    (Phase.GATHERING, _("Proposals come in for each criterion and are voted on")),
    (Phase.DELIBERATION, _("Propose, vote, amend")),
    (Phase.CONVERGENCE, _("No new proposals; votes settle what is open")),
    (Phase.RATIFICATION, _("The text is put up for ratification")),
    (Phase.CLOSED, _("The text stands")),
)


@dataclass(frozen=True)
class Step:
    """state: "done", "now" or "next". opens_at: where that is planned."""

    title: str
    words: str | Promise
    state: str
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A draft as it stands in a list."""

    draft: Draft
    digest: Digest


@dataclass(frozen=True)
class Quorum:
    """What the present ruleset asks of a proposal, and of each cell."""

    votes: int
    cell_votes: int


@dataclass(frozen=True)
class Figures:
    """planned: when phases open, of those that are still to come."""

    criteria: int
    proposals: int
    participants: int
    votes_since: int
    progress: ballots.Progress
    quorum: Quorum
    planned: Mapping[str, datetime]


@dataclass(frozen=True)
class DefinitionPage:
    """latest: the last published draft, or where none is, the last working one."""

    steps: list[Step]
    runs: Runs
    latest: Listed | None
    drafts: list[Listed]
    drafts_in_all: int
    told: Told | None
    map: MapShown | None
    participation: Participation
    quorum: Quorum
    figures: Figures
    is_team: bool
    oversees: bool

    @property
    def newest(self) -> Listed | None:
        """The last draft, whatever its status: what votes have been counted towards."""
        return self.drafts[0] if self.drafts else None


def definition_page(visit: Visit) -> DefinitionPage:
    definition = visit.definition
    runs = runs_of(definition, "report", *NEEDED[visit.participant is not None])
    drafts = list(definition.drafts.latest_first().without_text())
    published = next((each for each in drafts if each.status != Draft.Status.WORKING), None)
    latest = published or (drafts[0] if drafts else None)
    shown = drafts[:RECENT]
    known = digests([*shown, *([latest] if latest and latest not in shown else [])])
    own = own_votes(visit.participant)
    found = figures(definition, own, since=drafts[0].watermark if drafts else 0)
    return DefinitionPage(
        steps=steps(definition.phase, found.planned),
        runs=runs,
        latest=Listed(latest, known[latest.pk]) if latest else None,
        drafts=[Listed(draft, known[draft.pk]) for draft in shown],
        drafts_in_all=len(drafts),
        told=told_of(definition, runs.last.report) if runs.last else None,
        map=opinion_map(runs.last, visit.participant, own),
        participation=participation(definition),
        quorum=found.quorum,
        figures=found,
        is_team=visit.may(Deed.SEE_QUEUE),
        oversees=visit.may(Deed.OVERSEE),
    )


def steps(phase: str, planned: Mapping[str, datetime]) -> list[Step]:
    """The way of a definition, with the present phase marked; none is in setup.

    planned: when phases open, of those that are planned.
    """
    phases = [each for each, _ in PHASES]
    at = phases.index(Phase(phase)) if phase in phases else -1
    return [
        Step(
            str(each.label),
            words,
            "done" if index < at else "now" if index == at else "next",
            planned.get(each),
        )
        for index, (each, words) in enumerate(PHASES)
    ]


def figures(definition: Definition, own: OwnVotes, *, since: int) -> Figures:
    """Counts for the page in one query. own: the visitor's votes; since: the watermark of the
    last draft."""
    of_this = {"definition": OuterRef("pk")}
    later = Q(position=None) | Q(position__gt=since)
    open_now = Proposal.objects.standing().filter(is_closed=False, **of_this)
    ruleset = Ruleset.objects.filter(**of_this).order_by("-number")
    to_come = PhaseTime.objects.to_come().filter(**of_this)
    row = Definition.objects.filter(pk=definition.pk).values_list(
        _number(CriterionUse.objects.filter(**of_this)),
        _number(Proposal.objects.standing().filter(**of_this)),
        _number(Participant.objects.filter(**of_this)),
        _number(Event.objects.filter(later, kind=Event.Kind.VOTE, **of_this)),
        _number(open_now.filter(ballots.voted_by(own))),
        _number(open_now),
        Subquery(ruleset.values("quorum_votes")[:1]),
        Subquery(ruleset.values("quorum_cell_votes")[:1]),
        *(Subquery(to_come.filter(phase=each).values("opens_at")[:1]) for each in Phase),
    )[0]
    criteria, proposals, participants, votes, voted, total, quorum, cell, *opens = row
    return Figures(
        criteria,
        proposals,
        participants,
        votes,
        ballots.Progress(voted, total),
        Quorum(quorum, cell),
        {phase: at for phase, at in zip(Phase, opens, strict=True) if at is not None},
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a subquery of a definition."""
    counted = rows.order_by().values("definition").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
