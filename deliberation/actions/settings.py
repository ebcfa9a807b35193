"""Changing how a definition is run: who takes part, when proposals are looked at, its texts.

Each change is an event of the log, with a reason that anyone can read, and stands in the
definition's history.
"""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.actions.invitations import change_admission
from deliberation.actions.roles import decider
from deliberation.models import Definition, Event, User
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


def _log(definition: Definition, by: User, reason: str, values: dict[str, Any]) -> bool:
    """One event for each of the values that is another one than before; whether any is."""
    changed = {name: value for name, value in values.items() if getattr(definition, name) != value}
    if changed and not reason.strip():
        raise ReasonNeeded
    Event.objects.bulk_create(
        Event(
            definition=definition,
            kind=Event.Kind.SET,
            payload={
                "setting": name,
                "before": getattr(definition, name),
                "after": value,
                "by": decider(definition, by),
                "reason": reason.strip(),
            },
            at=timezone.now(),
        )
        for name, value in changed.items()
    )
    return bool(changed)
