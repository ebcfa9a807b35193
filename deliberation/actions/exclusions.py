"""Leaving votes out, in public, and taking that back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.actions.requests import request_aggregation
from deliberation.actions.roles import decider
from deliberation.models import Definition, Event, Exclusion, Participant, Suspicion, User
from deliberation.refusals_governance import ReasonNeeded
from deliberation.refusals_integrity import (
    AlreadyReversed,
    DecidedAlready,
    NobodyToExclude,
    UnknownParticipants,
)


@transaction.atomic
def exclude(
    *,
    definition: Definition,
    by: User,
    reason: str,
    participants: Collection[Participant] = (),
    suspicion: Suspicion | None = None,
) -> Exclusion:
    """Leave the votes of some participants out of every draft from now on.

    They are those given, or those of the suspicion; who is excluded already is passed over.
    One event for each enters the log, and takes effect at its position. Raises ReasonNeeded,
    NobodyToExclude, or DecidedAlready on the suspicion.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    reason = _given(reason)
    if suspicion is not None:
        suspicion = _open(suspicion)
        participants = participants or list(suspicion.participants.all())
    excluded = excluded_now(definition)
    chosen = {each.pk: each for each in participants if each.pk not in excluded}
    if not chosen:
        raise NobodyToExclude
    now = timezone.now()
    last = definition.exclusions.aggregate(last=Max("number"))["last"] or 0
    exclusion = definition.exclusions.create(
        number=last + 1,
        size=len(chosen),
        suspicion=suspicion,
        evidence=suspicion.evidence if suspicion else [],
        reason=reason,
        decided_by=by,
        handle=decider(definition, by),
        decided_at=now,
    )
    exclusion.participants.set(chosen.values())
    if suspicion is not None:
        _decide(suspicion, Suspicion.State.EXCLUDED, by, now)
    _tell_log(exclusion, Event.Kind.EXCLUDED, sorted(chosen), now)
    return exclusion


@transaction.atomic
def reverse_exclusion(*, exclusion: Exclusion, by: User, reason: str) -> Exclusion:
    """Let the votes count again, from the next draft on. Raises ReasonNeeded, AlreadyReversed."""
    definition = Definition.objects.select_for_update().get(pk=exclusion.definition_id)
    reason, now = _given(reason), timezone.now()
    reversed_now = Exclusion.objects.filter(pk=exclusion.pk, reversed_at=None).update(
        reversed_at=now,
        reversed_by=by,
        reversal_handle=decider(definition, by),
        reversal_reason=reason,
    )
    if not reversed_now:
        raise AlreadyReversed(number=exclusion.number)
    exclusion.refresh_from_db()
    theirs = exclusion.participants.order_by("pk").values_list("pk", flat=True)
    still = excluded_now(definition)
    _tell_log(exclusion, Event.Kind.READMITTED, [pk for pk in theirs if pk not in still], now)
    return exclusion


@transaction.atomic
def dismiss_suspicion(*, suspicion: Suspicion, by: User, note: str) -> Suspicion:
    """Note that it is none. Raises ReasonNeeded, DecidedAlready."""
    note = _given(note)
    suspicion = _open(suspicion)
    suspicion.note = note[:1000]
    _decide(suspicion, Suspicion.State.DISMISSED, by, timezone.now())
    return suspicion


def excluded_now(definition: Definition) -> set[int]:
    """Primary keys of the participants whose votes are left out, by the decisions in force."""
    in_force = definition.exclusions.in_force()
    return set(in_force.values_list("participants", flat=True)) - {None}


def participants_named(definition: Definition, pseudonyms: Collection[str]) -> list[Participant]:
    """The participants of these pseudonyms. Raises UnknownParticipants, naming the others."""
    wanted = {name.strip() for name in pseudonyms if name.strip()}
    found = list(definition.participants.filter(pseudonym__in=wanted))
    missing = sorted(wanted - {each.pseudonym for each in found})
    if missing:
        raise UnknownParticipants(names=", ".join(missing[:10]))
    return found


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded
    return reason


def _open(suspicion: Suspicion) -> Suspicion:
    """The suspicion, locked, while nobody has decided on it."""
    suspicion = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    if suspicion.state != Suspicion.State.OPEN:
        raise DecidedAlready
    return suspicion


def _decide(suspicion: Suspicion, state: str, by: User, at: datetime) -> None:
    suspicion.state, suspicion.decided_by, suspicion.decided_at = state, by, at
    suspicion.save(update_fields=["state", "decided_by", "decided_at", "note"])


def _tell_log(
    exclusion: Exclusion, kind: Event.Kind, participants: Collection[int], at: datetime
) -> None:
    Event.objects.bulk_create(
        (
            Event(
                definition_id=exclusion.definition_id,
                kind=kind,
                participant_id=pk,
                payload={"exclusion": exclusion.number},
                at=at,
            )
            for pk in participants
        ),
        batch_size=500,
    )
    request_aggregation(exclusion.definition_id)
