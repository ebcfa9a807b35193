"""What all decisions of moderation share: who may, what is recorded, who is told."""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from deliberation.actions import news
from deliberation.actions.moderation import telling
from deliberation.actions.moderation.names import name_of
from deliberation.actions.proposals import moderated, publish_pending
from deliberation.actions.requests import request_aggregation
from deliberation.models import (
    Argument,
    Decision,
    Definition,
    Event,
    Flag,
    Proposal,
    Reason,
    Role,
    User,
)
from deliberation.permissions import Deed, Who, require, require_disinterested
from deliberation.refusals_moderation import (
    CannotDecideNow,
    DecidedAlready,
    NoteNeeded,
    UnknownReason,
)

type Subject = Proposal | Argument


def open_case[S: Proposal | Argument](subject: S, by: User, deed: Deed = Deed.MODERATE) -> S:
    """The subject as it is now, its definition's row and its own held, for one who may decide.

    Raises RoleNeeded, NotInThisPhase or OwnCase.
    """
    found = hold(subject)
    require(by, deed, definition_of(found))
    require_disinterested(by, found.author)
    return found


def hold[S: Proposal | Argument](subject: S) -> S:
    """The subject as it is now, its definition's row and its own held."""
    definition = Definition.objects.select_for_update().get(pk=definition_of(subject).pk)
    rows: Any = type(subject).objects.select_for_update(of=("self",))
    if isinstance(subject, Argument):
        found = rows.select_related("author", "current", "proposal__criterion").get(pk=subject.pk)
        found.proposal.definition = definition
    else:
        found = rows.with_text().select_related("voted", "merged_into").get(pk=subject.pk)
        found.definition = definition
    return found


def definition_of(subject: Subject) -> Definition:
    return subject.proposal.definition if isinstance(subject, Argument) else subject.definition


def shown_as(user: User, definition: Definition) -> tuple[str, str]:
    """Role and handle under which a decision shows who took it: never an address, and not
    the pseudonym, which votes. Whoever has two roles decides in the higher one."""
    deciding = [Role.Name.STEWARD, Role.Name.MODERATOR]
    role = definition.roles.filter(user=user, name__in=deciding).order_by("-name").first()
    return (role.name, role.handle) if role else (Who.ADMINISTRATOR, Who.ADMINISTRATOR)


def record(
    kind: str,
    subject: Subject,
    *,
    by: User,
    reason: str,
    note: str,
    is_quiet: bool = False,
    **facts: Any,
) -> Decision:
    """Store a decision, settle the flags that it answers, and tell whom it concerns.

    is_quiet: the author is not written to. Call it with the definition's row held. Raises
    NoteNeeded or UnknownReason.
    """
    if not note.strip():
        raise NoteNeeded
    if reason not in Reason.values:
        raise UnknownReason(reason=reason, reasons=", ".join(Reason.values))
    definition = definition_of(subject)
    role, handle = shown_as(by, definition)
    last = definition.decisions.aggregate(last=Max("number"))["last"] or 0
    argument = subject if isinstance(subject, Argument) else None
    proposal = subject.proposal if isinstance(subject, Argument) else subject
    decision = definition.decisions.create(
        number=last + 1,
        kind=kind,
        proposal=proposal,
        argument=argument,
        by=by,
        role=role,
        handle=handle,
        reason=reason,
        note=note.strip(),
        at=timezone.now(),
        is_reversible=kind in Decision.UNDOABLE,
        **facts,
    )
    if kind in (*Decision.AGAINST, *Decision.CHANGING):
        _settle_flags(decision, subject)
    if not is_quiet:
        telling.tell_author(decision)
    if argument is None and kind in (*Decision.AGAINST, *Decision.CHANGING, Decision.Kind.RESTORE):
        news.of_decision(decision)
    return decision


def _settle_flags(decision: Decision, subject: Subject) -> None:
    about = {"argument": subject} if isinstance(subject, Argument) else {"argument": None}
    waiting = Flag.objects.waiting().filter(proposal=decision.proposal, **about)
    for flag in waiting.select_related("by__user", "definition"):
        settle_flag(flag, decision, Flag.State.UPHELD)


def settle_flag(flag: Flag, decision: Decision, state: str) -> Flag:
    """Note the outcome of a flag, and tell whoever flagged."""
    flag.state, flag.decision = state, decision
    flag.save(update_fields=["state", "decision"])
    telling.tell_flagger(flag)
    return flag


def state_of(proposal: Proposal) -> dict[str, object]:
    """What decisions change, as it is, for them to be undone."""
    return {
        "moderation": proposal.moderation,
        "closed": proposal.is_closed,
        "merged_into": proposal.merged_into_id,
        "accepted": proposal.accepted_id,
    }


def set_state(proposal: Proposal, decision: Decision, **changes: Any) -> Proposal:
    """Change how a proposal stands, and append the event that tells the log."""
    was_pending = proposal.is_pending
    for name, value in changes.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(changes))
    if was_pending and not proposal.is_pending:
        publish_pending(proposal)
    event = moderated(proposal, reason=decision.note, at=decision.at)
    payload = {"category": decision.reason, "decision": decision.number}
    Event.objects.create(**event | {"payload": {**event["payload"], **payload}})  # type: ignore[dict-item]
    request_aggregation(proposal.definition_id)
    return proposal


def require_state(proposal: Proposal, *allowed: str, becoming: str) -> None:
    """Raise DecidedAlready or CannotDecideNow unless it is in one of these states."""
    facts = {"name": name_of(proposal), "state": proposal.get_moderation_display()}
    if proposal.moderation == becoming:
        raise DecidedAlready(**facts)
    if proposal.moderation not in allowed:
        raise CannotDecideNow(**facts)
