"""Deciding by the name of a deed, as forms, the API and bulk decisions do."""

from collections.abc import Callable

from deliberation.actions.moderation import amending, content, removing, restoring
from deliberation.actions.moderation.deciding import Subject
from deliberation.models import Argument, Decision, User
from deliberation.refusals_moderation import UnknownDeed

ON_ANY: dict[str, Callable[..., Decision]] = {
    "hide": content.hide,
    "restore": restoring.restore,
    "remove": removing.remove_text,
}
ON_PROPOSALS: dict[str, Callable[..., Decision]] = {
    "accept": content.accept,
    "reject": content.reject,
    "lock": content.lock,
    "accept-amendment": amending.accept_amendment,
    "reject-amendment": amending.reject_amendment,
}


def decide(subject: Subject, deed: str, *, by: User, reason: str, note: str) -> Decision:
    """Accept, reject or lock a proposal, accept or reject an amendment of one that waits; hide,
    restore or remove any text.

    Raises UnknownDeed and what the deed raises.
    """
    if deed in ON_ANY:
        return ON_ANY[deed](subject=subject, by=by, reason=reason, note=note)
    if isinstance(subject, Argument):
        raise UnknownDeed(deed=deed, deeds=", ".join(ON_ANY))
    if deed not in ON_PROPOSALS:
        raise UnknownDeed(deed=deed, deeds=", ".join((*ON_PROPOSALS, *ON_ANY)))
    return ON_PROPOSALS[deed](proposal=subject, by=by, reason=reason, note=note)
