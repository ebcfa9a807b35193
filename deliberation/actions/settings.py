"""Changing how a definition is run: who takes part, when proposals are looked at, its texts.

Each change is an event of the log, with a reason that anyone can read, and stands in the
definition's history. Classes and rules of verification, which have rows of their own, leave
such an event without a reason.
"""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.actions.invitations import change_admission
from deliberation.actions.roles import decider
from deliberation.models import Definition, Event, Phase, StakeholderClass, User
from deliberation.permissions import Deed, require
from deliberation.refusals_governance import ReasonNeeded

# What stewards change by `change_settings`; drafts say the texts, so they stay once it began.
TEXTS: Final = ("title", "question", "preamble", "language")
SETTINGS: Final = (*TEXTS, "moderates_first")


@transaction.atomic
def change_settings(*, definition: Definition, by: User, reason: str, **values: Any) -> Definition:
    """Change some of SETTINGS. What stands already adds nothing and needs no reason.

    Raises RoleNeeded, NotInThisPhase or ReasonNeeded.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.EDIT_TEXTS, definition)
    if _log(definition, by, reason, values):
        for name, value in values.items():
            setattr(definition, name, value)
        definition._change_reason = reason.strip()
        definition.save(update_fields=list(values))
    return definition


@transaction.atomic
def decide_admission(
    *, definition: Definition, by: User, admission: str, reason: str
) -> Definition:
    """Choose who takes part, by a steward's decision. The same as before adds nothing.

    Raises RoleNeeded, NotInThisPhase or ReasonNeeded.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.ADMIT, definition)
    if not _log(definition, by, reason, {"admission": admission}):
        return definition
    return change_admission(definition=definition, admission=admission, because=reason.strip())


@transaction.atomic
def save_class(kind: StakeholderClass, *, by: User) -> None:
    """Save a stakeholder class. Once its definition has begun, the log tells of it."""
    stored = StakeholderClass.objects.filter(pk=kind.pk).first()
    before, after = _of_class(stored) if stored else None, _of_class(kind)
    kind.save()
    if before != after and kind.definition.phase != Phase.SETUP:
        log_setting(kind.definition, "class", before, after, by=by)


def _of_class(kind: StakeholderClass) -> dict[str, Any]:
    share = kind.target_share
    return {
        "title": kind.title,
        "description": kind.description,
        "target_share": None if share is None else float(share),
    }


def _log(definition: Definition, by: User, reason: str, values: dict[str, Any]) -> bool:
    """One event for each of the values that is another one than before; whether any is."""
    changed = {name: value for name, value in values.items() if getattr(definition, name) != value}
    if changed and not reason.strip():
        raise ReasonNeeded
    for name, value in changed.items():
        log_setting(definition, name, getattr(definition, name), value, by=by, reason=reason)
    return bool(changed)


def log_setting(
    definition: Definition, name: str, before: Any, after: Any, *, by: User, reason: str = ""
) -> None:
    """Append that something is set otherwise, in the transaction that does it.

    before, after: as JSON can say them; None for what was, or is, not there.
    """
    definition.events.create(
        kind=Event.Kind.SET,
        payload={
            "setting": name,
            "before": before,
            "after": after,
            "by": decider(definition, by),
            "reason": reason.strip(),
        },
        at=timezone.now(),
    )
