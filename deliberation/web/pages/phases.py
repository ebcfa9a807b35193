"""When a definition passes which phase, and what can be done in each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deliberation.models import Definition, Event, Phase, PhaseTime
from deliberation.permissions import TABLE, Deed, Who, can_be_done
from deliberation.web.access import Visit
from deliberation.web.pages.definition import PHASES

LATEST: Final = 50
# What the table of the page tells: what participants and guests do.
TOLD: Final = (
    Deed.JOIN,
    Deed.VOTE,
    Deed.PROPOSE,
    Deed.AMEND_OWN,
    Deed.ARGUE,
    Deed.ASK_VERIFICATION,
    Deed.FLAG,
    Deed.APPEAL,
    Deed.RATIFY,
)


@dataclass(frozen=True)
class PhaseShown:
    """state: "done", "now" or "next". opens_at, closes_at: as far as they are known."""

    phase: str
    title: str
    words: str | Promise
    state: str
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class Allowed:
    """Whether a deed can be done, phase by phase."""

    deed: str
    cells: list[bool]
    with_guests: bool


@dataclass(frozen=True)
class PhaseChange:
    """What was planned or done about phases, and why. by: a handle, or empty for by itself."""

    title: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class PhasesPage:
    phases: list[PhaseShown]
    table: list[Allowed]
    changes: list[PhaseChange]
    refused: str
    may_plan: bool


def phases_page(visit: Visit) -> PhasesPage:
    definition = visit.definition
    events = list(definition.events.filter(kind=Event.Kind.PHASED).order_by("-pk")[:LATEST])
    times = list(definition.schedule.all())
    carried_out = [each for each in times if each.carried_out_at]
    last = max(carried_out, key=lambda each: each.pk) if carried_out else None
    return PhasesPage(
        phases=phases_shown(definition, times, events),
        table=[_allowed(deed) for deed in TOLD],
        changes=[_change(event) for event in events],
        refused=last.refused if last else "",
        may_plan=visit.may(Deed.SCHEDULE),
    )


def phases_shown(
    definition: Definition, times: list[PhaseTime], events: list[Event]
) -> list[PhaseShown]:
    """The phases that the public sees, with when each opened or will.

    events: of phases, the newest first.
    """
    opened: dict[str, datetime] = {}
    for event in reversed(events):
        if event.payload and "planned" not in event.payload:
            opened[event.payload["phase"]] = event.at
    planned = {each.phase: each.opens_at for each in times if each.carried_out_at is None}
    phases = [each for each, _words in PHASES]
    at = phases.index(Phase(definition.phase)) if definition.phase in phases else -1
    opens = [
        opened.get(phase) if index <= at else planned.get(phase)
        for index, phase in enumerate(phases)
    ]
    return [
        PhaseShown(
            phase=phase,
            title=str(phase.label),
            words=words,
            state="done" if index < at else "now" if index == at else "next",
            opens_at=opens[index],
            closes_at=next((each for each in opens[index + 1 :] if each), None),
        )
        for index, (phase, words) in enumerate(PHASES)
    ]


def _allowed(deed: Deed) -> Allowed:
    cells = [can_be_done(deed, phase) for phase, _words in PHASES]
    return Allowed(str(deed.label), cells, Who.GUEST in TABLE[deed].who)


def _change(event: Event) -> PhaseChange:
    told = event.payload or {}
    phase = str(Phase(told["phase"]).label)
    title = _("New schedule, made in the phase {phase}") if "planned" in told else "{phase}"
    return PhaseChange(
        title.format(phase=phase), told.get("by", ""), told.get("reason", ""), event.at
    )
