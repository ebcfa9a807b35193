"""Ratification: participants say yes or no to the frozen draft, and the end of the phase counts.

Every ballot, and what came of them, is an event of the log; who wants to can count again.
"""

from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.actions import news
from deliberation.actions.definitions import change_phase
from deliberation.actions.drafts import freeze, stand_as_ratified
from deliberation.actions.exclusions import excluded_now
from deliberation.actions.people import require_member
from deliberation.actions.requests import request_aggregation
from deliberation.drafting.ratification import Numbers, Result, counts_of, decide
from deliberation.locks import aggregation_lock
from deliberation.models import (
    Ballot,
    Definition,
    Event,
    News,
    Outcome,
    Participant,
    Phase,
    Ratification,
    Ruleset,
)
from deliberation.refusals import AlreadyRatified
from deliberation.refusals_governance import NoBallot, NoRatificationOpen, NothingToRatify

# A round that opens later than planned by more than this ends later by as much.
TOLERATED: Final = timedelta(minutes=5)


def require_something_to_ratify(definition: Definition) -> None:
    """Raise NothingToRatify without a draft, AlreadyRatified where 1.0.0 is there."""
    drafts = definition.drafts.without_text()
    ratified = drafts.filter(status="ratified").first()
    if ratified is not None:
        raise AlreadyRatified(definition=definition.title, version=ratified.version)
    if not drafts.exists():
        raise NothingToRatify(definition=definition.title)


@transaction.atomic
def open_round(*, definition: Definition) -> Ratification | None:
    """Freeze the newest draft and open a round on it; the open one if there is one.

    None while the definition is in another phase, or while votes cast before are not counted:
    they may bring another draft. A worker asks again soon. What opens late ends late.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    if definition.phase != Phase.RATIFICATION:
        return None
    present = definition.ratifications.open().first()
    if present is not None:
        return present
    if Definition.objects.dirty().filter(pk=definition.pk).exists():
        return None
    draft = definition.drafts.latest_first().first()
    if draft is None:
        return None
    now = timezone.now()
    _end_later_by_the_delay(definition, now)
    return definition.ratifications.create(
        number=definition.ratifications.count() + 1,
        draft=freeze(draft),
        ruleset=definition.rulesets.order_by("-number")[0],
        opened_at=now,
    )


@transaction.atomic
def cast_ballot(
    *, participant: Participant, is_yes: bool, reason: str = "", round_number: int | None = None
) -> Ballot:
    """Say yes or no to the frozen draft, instead of what one said before in this round.

    round_number: the round that was read, if known. The round's row is the lock, so that none
    comes in while it is concluded. Guests cannot: raises GuestsVoteOnly; NoRatificationOpen
    where no round is open, or another than the one that was read.
    """
    require_member(participant)
    present = _open_round(participant, round_number)
    reason, now = reason.strip(), timezone.now()
    ballot = present.ballots.filter(participant=participant).first()
    if ballot is not None and (ballot.is_yes, ballot.reason) == (is_yes, reason):
        return ballot
    said_before = ballot.is_yes if ballot is not None else None
    ballot = ballot or Ballot(ratification=present, participant=participant)
    ballot.is_yes, ballot.reason, ballot.cast_at = is_yes, reason, now
    ballot.save()
    if said_before != is_yes:
        _log(present, participant, is_yes)
    return ballot


@transaction.atomic
def withdraw_ballot(*, participant: Participant) -> None:
    """Take one's ballot back while the round is open. Raises NoRatificationOpen or NoBallot."""
    present = _open_round(participant, None)
    deleted, _ = present.ballots.filter(participant=participant).delete()
    if not deleted:
        raise NoBallot
    _log(present, participant, None)


def conclude(*, definition: Definition) -> Ratification | None:
    """Count the open round and do what follows: 1.0.0 and closed, or back to convergence.

    Holds the aggregation lock, so that no run stores a draft meanwhile. None where no round is
    open or a run is under way: a worker asks again. Safe twice at once.
    """
    with aggregation_lock(definition.pk) as held, transaction.atomic():
        if not held:
            return None
        present = definition.ratifications.open().select_for_update(of=("self",)).first()
        if present is None:
            return None
        definition = Definition.objects.select_for_update().get(pk=definition.pk)
        result, counts = count(present)
        _conclude(present, result.outcome, counts)
        if result.outcome == Outcome.RATIFIED:
            stand_as_ratified(present.draft)
            change_phase(definition=definition, phase=Phase.CLOSED)
        else:
            _return(definition, present, result.outcome)
        return present


@transaction.atomic
def break_off(*, definition: Definition, reason: str) -> None:
    """End the open round, if there is one, without counting it."""
    present = definition.ratifications.open().select_for_update(of=("self",)).first()
    if present is not None:
        _conclude(present, Outcome.BROKEN_OFF, {"reason": reason})


def count(present: Ratification) -> tuple[Result, dict[str, Any]]:
    """What the ballots of a round come to now, and that as data with the counts by class.

    Ballots of participants whose votes are excluded are left out, and how many these are is
    told. Guests have none.
    """
    definition = present.definition
    excluded = excluded_now(definition)
    rows = present.ballots.filter(participant__guest_key=None).values_list(
        "participant",
        "participant__stakeholder_class__slug",
        "is_yes",
        "participant__class_verified_at",
    )
    counted = [
        (slug or "", yes, verified_at is not None)
        for pk, slug, yes, verified_at in rows
        if pk not in excluded
    ]
    classes = dict(
        definition.stakeholder_classes.filter(is_guest=False).values_list("slug", "title")
    )
    counts = counts_of(counted, classes | {"": ""})
    result = decide(counts, numbers_of(present.ruleset))
    said = [
        {"slug": each.slug, "title": each.title, "yes": each.yes, "no": each.no}
        | {"verified": each.verified}
        for each in counts
        if each.slug or each.ballots
    ]
    return result, result.as_data() | {"counts": said, "left_out": len(rows) - len(counted)}


def numbers_of(ruleset: Ruleset) -> Numbers:
    """What a stored ruleset asks of a ratification."""
    return Numbers(
        quorum=ruleset.ratify_quorum,
        class_quorum=ruleset.ratify_class_quorum,
        support=Fraction(str(ruleset.ratify_support)),
        class_support=Fraction(str(ruleset.ratify_class_support)),
        required=ruleset.required_classes,
        verified=ruleset.verified_quorum,
    )


def _open_round(participant: Participant, number: int | None) -> Ratification:
    rounds = Ratification.objects.open().select_for_update(of=("self",), no_key=True)
    present = rounds.filter(definition=participant.definition_id).first()
    if present is None or number not in (None, present.number):
        raise NoRatificationOpen(definition=participant.definition.title)
    return present


def _log(present: Ratification, participant: Participant, is_yes: bool | None) -> None:
    Event.objects.create(
        definition_id=present.definition_id,
        kind=Event.Kind.BALLOT,
        participant=participant,
        payload={"round": present.number, "yes": is_yes},
        at=timezone.now(),
    )
    request_aggregation(present.definition_id)


def _conclude(present: Ratification, outcome: str, result: dict[str, Any]) -> None:
    present.outcome, present.result, present.concluded_at = outcome, result, timezone.now()
    present.save(update_fields=["outcome", "result", "concluded_at"])
    Event.objects.create(
        definition_id=present.definition_id,
        kind=Event.Kind.CONCLUDED,
        payload={
            "round": present.number,
            "version": present.draft.version,
            "content_hash": present.draft.content_hash,
            "ruleset": present.ruleset.number,
            "outcome": outcome,
        }
        | {name: result[name] for name in ("counts", "left_out", "reason") if name in result},
        at=present.concluded_at,
    )


def _return(definition: Definition, present: Ratification, outcome: str) -> None:
    """Back to convergence; what was planned after it is planned anew by the stewards."""
    definition.schedule.to_come().delete()
    change_phase(
        definition=definition,
        phase=Phase.CONVERGENCE,
        because=f"Draft {present.draft.version}: {outcome} in round {present.number}.",
    )
    news.tell(News.Kind.RETURNED, definition, phase=Phase.CONVERGENCE, draft=present.draft)


def _end_later_by_the_delay(definition: Definition, now: Any) -> None:
    opened = definition.schedule.filter(phase=Phase.RATIFICATION).exclude(carried_out_at=None)
    planned = opened.order_by("-carried_out_at").first()
    delay = now - planned.opens_at if planned else timedelta(0)
    if delay > TOLERATED:
        for later in definition.schedule.to_come().reverse():
            later.opens_at += delay
            later.told_at = None
            later.save(update_fields=["opens_at", "told_at"])
