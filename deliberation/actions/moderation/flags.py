"""Flags: participants ask moderation to look at a text, and hear what came of it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.actions.moderation import telling
from deliberation.actions.moderation.deciding import (
    Subject,
    definition_of,
    hold,
    open_case,
    record,
    settle_flag,
)
from deliberation.actions.moderation.deeds import decide
from deliberation.actions.moderation.names import name_of
from deliberation.actions.people import require_member
from deliberation.models import (
    Argument,
    Decision,
    Flag,
    Participant,
    Proposal,
    Reason,
    User,
)
from deliberation.permissions import Deed, require
from deliberation.refusals_moderation import (
    FlagDecided,
    NotFlaggable,
    OwnText,
    UnknownDeed,
    UnknownReason,
)

DEEDS = ("dismiss", "hide", "reject", "lock", "remove")
ON_ARGUMENTS = ("dismiss", "hide", "remove")


@dataclass(frozen=True)
class Flagged:
    """The flag that waits now, and whether this call filed it."""

    flag: Flag
    is_new: bool


@transaction.atomic
def flag(
    *,
    participant: Participant,
    subject: Subject,
    kind: str,
    note: str = "",
    duplicate_of: Proposal | None = None,
) -> Flagged:
    """Ask the moderators to look at a proposal or an argument.

    Whoever flags the same again while they look gets the flag they have. note: for the
    moderators. Raises GuestsVoteOnly, OwnText, NotFlaggable or UnknownReason.
    """
    require_member(participant)
    if kind not in [each.value for each in Flag.KINDS]:
        raise UnknownReason(reason=kind, reasons=", ".join(Flag.KINDS))
    subject = hold(subject)
    definition = definition_of(subject)
    require(participant.user, Deed.FLAG, definition, participant)
    if subject.author_id == participant.pk:
        raise OwnText(name=name_of(subject))
    if not _can_be_flagged(subject):
        raise NotFlaggable(name=name_of(subject))
    about: dict[str, Any] = {
        "proposal": subject.proposal if isinstance(subject, Argument) else subject,
        "argument": subject if isinstance(subject, Argument) else None,
    }
    waiting = Flag.objects.waiting().filter(by=participant, **about).first()
    if waiting is not None:
        return Flagged(waiting, is_new=False)
    last = definition.flags.aggregate(last=Max("number"))["last"] or 0
    filed = definition.flags.create(
        number=last + 1,
        by=participant,
        kind=kind,
        note=note.strip(),
        duplicate_of=duplicate_of,
        at=timezone.now(),
        **about,
    )
    telling.confirm_flag(filed)
    return Flagged(filed, is_new=True)


def _can_be_flagged(subject: Subject) -> bool:
    if isinstance(subject, Argument):
        return not subject.is_hidden
    return subject.is_standing


@transaction.atomic
def decide_flag(*, flag: Flag, deed: str, by: User, note: str, reason: str = "") -> Decision:
    """Dismiss a flag, or do to the text what it asks for; whoever flagged is told.

    deed: one of DEEDS. reason: the flag's kind unless given. All flags that wait on the same
    text are settled by what is done to it. Raises FlagDecided, UnknownDeed and what the deeds
    raise.
    """
    subject = open_case(flag.subject, by, Deed.DECIDE_FLAG)
    flag = Flag.objects.select_related("by__user", "definition").get(pk=flag.pk)
    if flag.state != Flag.State.WAITING:
        raise FlagDecided(number=flag.number)
    allowed = ON_ARGUMENTS if isinstance(subject, Argument) else DEEDS
    if deed not in allowed:
        raise UnknownDeed(deed=deed, deeds=", ".join(allowed))
    if deed == "dismiss":
        decision = record(
            Decision.Kind.DISMISS_FLAG,
            subject,
            by=by,
            reason=reason or Reason.IN_ORDER,
            note=note,
            is_quiet=True,
        )
        settle_flag(flag, decision, Flag.State.DISMISSED)
        return decision
    return decide(subject, deed, by=by, reason=reason or flag.kind, note=note)
