"""Accepting, rejecting, hiding, locking: what a moderator decides on a text as it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.actions.moderation.deciding import (
    Subject,
    open_case,
    record,
    require_state,
    set_state,
    state_of,
)
from deliberation.actions.moderation.names import name_of
from deliberation.models import Argument, Decision, Proposal, Reason, User
from deliberation.refusals_moderation import DecidedAlready

State = Proposal.Moderation
OPEN = (State.PENDING, State.UNMODERATED, State.ACCEPTED)


@transaction.atomic
def accept(
    *, proposal: Proposal, by: User, reason: str = Reason.IN_ORDER, note: str = ""
) -> Decision:
    """Find a proposal in order as it is worded now; one that waited appears and takes votes.

    An amended one can be accepted again. Raises RoleNeeded, OwnCase, DecidedAlready
    or CannotDecideNow.
    """
    proposal = open_case(proposal, by)
    is_amended = proposal.moderation == State.ACCEPTED and (
        proposal.accepted_id != proposal.current_id
    )
    require_state(proposal, *OPEN, becoming="" if is_amended else State.ACCEPTED)
    decision = record(
        Decision.Kind.ACCEPT,
        proposal,
        by=by,
        reason=reason,
        note=note or _("In order."),
        is_quiet=not proposal.is_pending,
        before=state_of(proposal),
    )
    set_state(proposal, decision, moderation=State.ACCEPTED, accepted=proposal.current)
    return decision


@transaction.atomic
def reject(*, proposal: Proposal, by: User, reason: str, note: str) -> Decision:
    """Take a proposal out of voting and counting; its words stay on record.

    Raises RoleNeeded, OwnCase, DecidedAlready, CannotDecideNow or NoteNeeded.
    """
    proposal = open_case(proposal, by)
    require_state(proposal, *OPEN, State.HIDDEN, becoming=State.REJECTED)
    given = {"by": by, "reason": reason, "note": note}
    return _set_aside(Decision.Kind.REJECT, State.REJECTED, proposal, **given)


@transaction.atomic
def hide(*, subject: Subject, by: User, reason: str, note: str) -> Decision:
    """Take the words of a proposal or an argument out of sight, and it out of counting.

    That it is there, and the reason beside it, stays seen; its author and moderators read it.
    Raises RoleNeeded, OwnCase, DecidedAlready, CannotDecideNow or NoteNeeded.
    """
    if isinstance(subject, Argument):
        return _hide_argument(open_case(subject, by), by, reason, note)
    proposal = open_case(subject, by)
    require_state(proposal, *OPEN, State.REJECTED, becoming=State.HIDDEN)
    given = {"by": by, "reason": reason, "note": note}
    return _set_aside(Decision.Kind.HIDE, State.HIDDEN, proposal, **given)


@transaction.atomic
def lock(*, proposal: Proposal, by: User, reason: str, note: str) -> Decision:
    """Let a proposal take no more votes, amendments and arguments; what it has still counts.

    Raises RoleNeeded, OwnCase, DecidedAlready, CannotDecideNow or NoteNeeded.
    """
    proposal = open_case(proposal, by)
    if proposal.is_closed:
        raise DecidedAlready(name=name_of(proposal), state=_("closed"))
    require_state(proposal, *OPEN, becoming="")
    decision = record(
        Decision.Kind.LOCK, proposal, by=by, reason=reason, note=note, before=state_of(proposal)
    )
    set_state(proposal, decision, is_closed=True)
    return decision


def _set_aside(kind: str, state: str, proposal: Proposal, **given: Any) -> Decision:
    decision = record(kind, proposal, before=state_of(proposal), **given)
    set_state(proposal, decision, moderation=state)
    return decision


def _hide_argument(argument: Argument, by: User, reason: str, note: str) -> Decision:
    if argument.is_hidden:
        raise DecidedAlready(name=name_of(argument), state=_("hidden"))
    decision = record(Decision.Kind.HIDE, argument, by=by, reason=reason, note=note)
    argument.is_hidden = True
    argument.save(update_fields=["is_hidden"])
    return decision
