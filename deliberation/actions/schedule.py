"""Phases that pass by themselves, and stewards who plan them or move on by hand.

Times are UTC. `carry_out` may be called at any time, twice at once, and after any downtime:
what is due is done once, in order.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deliberation.actions import news, ratification
from deliberation.actions.definitions import change_phase
from deliberation.actions.roles import decider
from deliberation.models import Definition, Event, News, Phase, PhaseTime, User
from deliberation.permissions import Deed, require
from deliberation.refusals import Refusal
from deliberation.refusals_governance import (
    EndOfRatificationNeeded,
    PhaseStands,
    ReasonNeeded,
    ScheduleInPast,
    ScheduleOutOfOrder,
)

logger = logging.getLogger(__name__)

ORDER = list(Phase)


@transaction.atomic
def plan_phases(
    *, definition: Definition, by: User, times: Mapping[str, datetime], reason: str
) -> list[PhaseTime]:
    """Plan when the coming phases open, instead of what was planned.

    A phase closes when the next one planned opens. Times that stay as they were are not
    announced again. Raises RoleNeeded, ReasonNeeded, ScheduleInPast, ScheduleOutOfOrder, or
    EndOfRatificationNeeded where ratification would have no end.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.SCHEDULE, definition)
    if not reason.strip():
        raise ReasonNeeded
    _check(definition, times)
    unchanged = {
        each.phase: each
        for each in definition.schedule.to_come()
        if times.get(each.phase) == each.opens_at
    }
    definition.schedule.to_come().exclude(pk__in=[each.pk for each in unchanged.values()]).delete()
    for phase, opens_at in times.items():
        if phase not in unchanged:
            definition.schedule.create(phase=phase, opens_at=opens_at)
    planned = list(definition.schedule.to_come())
    _log(definition, by, reason, planned)
    return planned


@transaction.atomic
def move_phase(*, definition: Definition, by: User, phase: str, reason: str) -> Definition:
    """Move a definition to a phase now, by a steward's decision.

    Leaving ratification breaks the round off, uncounted. What was planned for phases up to this
    one is planned no more. Raises RoleNeeded, ReasonNeeded, PhaseStands, NothingToRatify,
    AlreadyRatified, or EndOfRatificationNeeded unless its end is planned.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.SCHEDULE, definition)
    if not reason.strip():
        raise ReasonNeeded
    if phase == definition.phase:
        raise PhaseStands(definition=definition.title, phase=Phase(phase).label)
    if phase == Phase.RATIFICATION:
        ratification.require_something_to_ratify(definition)
        if not definition.schedule.to_come().filter(phase=Phase.CLOSED).exists():
            raise EndOfRatificationNeeded
    if definition.phase == Phase.RATIFICATION:
        ratification.break_off(definition=definition, reason=reason.strip())
    passed = ORDER[: ORDER.index(Phase(phase)) + 1]
    definition.schedule.to_come().filter(phase__in=passed).delete()
    return change_phase(
        definition=definition,
        phase=phase,
        because=reason.strip(),
        by=decider(definition, by),
    )


def carry_out(*, at: datetime | None = None) -> int:
    """Do all that is due in all definitions; returns how many phases opened.

    One definition that fails stops no other.
    """
    at, opened = at or timezone.now(), 0
    due = PhaseTime.objects.due(at).order_by().values_list("definition", flat=True).distinct()
    for pk in list(due):
        try:
            while _carry_out_next(pk, at):
                opened += 1
        except Exception:
            logger.exception("schedule_failed definition=%s", pk)
    for definition in Definition.objects.filter(phase=Phase.RATIFICATION):
        ratification.open_round(definition=definition)
    return opened


def tell_of_ends(*, at: datetime | None = None) -> int:
    """Tell followers once of each phase that ends soon; returns of how many."""
    at, told = at or timezone.now(), 0
    soon = at + timedelta(hours=settings.PHASE_NOTICE_HOURS)
    coming = PhaseTime.objects.to_come().filter(opens_at__gt=at, told_at=None)
    for each in coming.filter(opens_at__lte=soon).select_related("definition"):
        following = each.definition.schedule.to_come().first()
        if each.definition.phase == Phase.SETUP or following != each:
            continue
        with transaction.atomic():
            # The update decides between two who come at once.
            mine = PhaseTime.objects.filter(pk=each.pk, told_at=None).update(told_at=at)
            if mine:
                news.tell(News.Kind.ENDING, each.definition, phase=each.phase, due_at=each.opens_at)
                told += 1
    return told


def _carry_out_next(definition_id: int, at: datetime) -> bool:
    """Open the next phase that is due; whether there was one, and it could be done."""
    definition = Definition.objects.get(pk=definition_id)
    if definition.phase == Phase.RATIFICATION:
        return _end_ratification(definition, at)
    with transaction.atomic():
        definition = Definition.objects.select_for_update().get(pk=definition_id)
        following = definition.schedule.due(at).first()
        if following is None or definition.phase == Phase.RATIFICATION:
            return False
        following.carried_out_at = at
        try:
            if following.phase == Phase.RATIFICATION:
                ratification.require_something_to_ratify(definition)
        except Refusal as refusal:
            following.refused = refusal.for_people()[:500]
        else:
            change_phase(definition=definition, phase=following.phase, because="As planned.")
        following.save(update_fields=["carried_out_at", "refused"])
        return True


def _end_ratification(definition: Definition, at: datetime) -> bool:
    """Conclude the round, which moves the definition on; False if it has to wait."""
    if not definition.schedule.due(at).exists():
        return False
    concluded = ratification.conclude(definition=definition)
    if concluded is None:
        return False
    definition.schedule.filter(phase=Phase.CLOSED, opens_at__lte=at, carried_out_at=None).update(
        carried_out_at=at
    )
    return True


def _check(definition: Definition, times: Mapping[str, datetime]) -> None:
    """Later phases open later, none in the past, and ratification has an end."""
    at = ORDER.index(Phase(definition.phase))
    if any(opens_at <= timezone.now() for opens_at in times.values()):
        raise ScheduleInPast
    phases = [phase for phase, _ in sorted(times.items(), key=lambda item: item[1])]
    order = [ORDER.index(Phase(phase)) for phase in phases]
    if order != sorted(order) or any(number <= at for number in order):
        raise ScheduleOutOfOrder
    if len(set(times.values())) < len(times):
        raise ScheduleOutOfOrder
    ratifies = Phase.RATIFICATION in phases or definition.phase == Phase.RATIFICATION
    if ratifies and Phase.CLOSED not in phases:
        raise EndOfRatificationNeeded


def _log(definition: Definition, by: User, reason: str, planned: list[PhaseTime]) -> None:
    payload: dict[str, Any] = {
        "phase": definition.phase,
        "planned": {
            each.phase: each.opens_at.isoformat(timespec="seconds") for each in planned
        },
        "by": decider(definition, by),
        "reason": reason.strip(),
    }  # fmt: skip
    Event.objects.create(
        definition=definition, kind=Event.Kind.PHASED, payload=payload, at=timezone.now()
    )
