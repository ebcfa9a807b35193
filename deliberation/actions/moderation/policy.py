"""How a definition is moderated: before or after publishing, and by what policy."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.actions.moderation.deciding import shown_as
from deliberation.actions.settings import change_settings
from deliberation.models import Definition, Policy, User
from deliberation.permissions import Deed, require
from deliberation.refusals_governance import ReasonNeeded
from deliberation.refusals_moderation import NoteNeeded


@transaction.atomic
def change_policy(*, definition: Definition, text: str, by: User, reason: str) -> Policy:
    """Publish another moderation policy; those before stay readable.

    The text that stands already adds nothing. Raises RoleNeeded, NoteNeeded or ReasonNeeded.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.EDIT_TEXTS, definition)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NoteNeeded
    standing = definition.policies.first()
    if standing is not None and standing.text == text:
        return standing
    if not reason.strip():
        raise ReasonNeeded
    role, handle = shown_as(by, definition)
    last = definition.policies.aggregate(last=Max("number"))["last"] or 0
    policy: Policy = definition.policies.create(
        number=last + 1,
        text=text,
        role=role,
        handle=handle,
        reason=reason.strip(),
        at=timezone.now(),
    )
    return policy


def change_moderation(
    *, definition: Definition, moderates_first: bool, by: User, reason: str
) -> Definition:
    """Choose whether new proposals wait for a moderator. What waits goes on waiting.

    Raises RoleNeeded or ReasonNeeded.
    """
    return change_settings(
        definition=definition, by=by, reason=reason, moderates_first=moderates_first
    )
