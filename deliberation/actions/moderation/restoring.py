"""Undoing a decision: everything is as it was before, and both stay in the log."""

from django.db import transaction
from django.utils import timezone

from deliberation.actions.moderation import merging
from deliberation.actions.moderation.deciding import (
    Subject,
    open_case,
    record,
    set_state,
)
from deliberation.actions.moderation.names import name_of
from deliberation.actions.proposals import add_revision
from deliberation.models import Appeal, Argument, Decision, Proposal, Reason, User
from deliberation.refusals_moderation import (
    DecidedSince,
    NothingToRestore,
    NotReversible,
    UndoneAlready,
)

Kind, State = Decision.Kind, Proposal.Moderation
# How a proposal stands while a decision of this kind is the last one about that.
LEFT = {
    Kind.ACCEPT: State.ACCEPTED,
    Kind.REJECT: State.REJECTED,
    Kind.HIDE: State.HIDDEN,
    Kind.SPLIT: State.SPLIT,
    Kind.MERGE: State.MERGED,
}


@transaction.atomic
def restore(*, subject: Subject, by: User, note: str, reason: str = Reason.MISTAKEN) -> Decision:
    """Undo the last decision that took something from a proposal or an argument.

    Raises NothingToRestore and what `undo` raises.
    """
    subject = open_case(subject, by)
    undoable = (Kind.REJECT, Kind.HIDE, Kind.LOCK, *Decision.CHANGING)
    decided = Decision.objects.of_text(subject).standing().filter(kind__in=undoable)
    last = decided.order_by("-pk").first()
    if last is None:
        raise NothingToRestore(name=name_of(subject))
    return undo(decision=last, by=by, note=note, reason=reason)


@transaction.atomic
def undo(*, decision: Decision, by: User, note: str, reason: str = Reason.MISTAKEN) -> Decision:
    """Bring back what stood before a decision; an appeal that waited about it is settled.

    Raises RoleNeeded, OwnCase, NotReversible, UndoneAlready, DecidedSince or NoteNeeded.
    """
    subject = open_case(decision.subject, by)
    decision = Decision.objects.select_related("undone_by").get(pk=decision.pk)
    check_undoable(decision, subject)
    undone = record(Kind.RESTORE, subject, by=by, reason=reason, note=note, undoes=decision)
    Appeal.objects.waiting().filter(decision=decision).update(outcome=undone)
    if isinstance(subject, Argument):
        subject.is_hidden = False
        subject.save(update_fields=["is_hidden"])
    else:
        _bring_back(subject, decision, undone)
    return undone


def check_undoable(decision: Decision, subject: Subject) -> None:
    """Raise NotReversible, UndoneAlready or DecidedSince where it cannot be undone (any more)."""
    if not decision.is_reversible:
        raise NotReversible(number=decision.number)
    if decision.is_undone:
        raise UndoneAlready(number=decision.number, later=decision.undone_by.number)
    if not _is_as_left(decision, subject):
        raise DecidedSince(number=decision.number)


def _is_as_left(decision: Decision, subject: Subject) -> bool:
    """Whether nothing came since that undoing the decision would overrule."""
    if isinstance(subject, Argument):
        return subject.is_hidden
    if decision.kind == Kind.LOCK:
        return subject.is_closed and subject.moderation not in (State.SPLIT, State.MERGED)
    if decision.kind == Kind.REWORD:
        return subject.current_id == decision.revision_id and subject.is_standing
    later = Decision.objects.of_text(subject).standing().filter(kind__in=LEFT, pk__gt=decision.pk)
    return subject.moderation == LEFT[Kind(decision.kind)] and not later.exists()


def _bring_back(proposal: Proposal, decision: Decision, undone: Decision) -> None:
    # Files of whole definitions did not tell this at first.
    before = {"moderation": State.UNMODERATED, "accepted": None, "closed": False} | decision.before
    match decision.kind:
        case Kind.ACCEPT:
            unseen = State.UNMODERATED
            was = before["moderation"]
            back = unseen if was == State.PENDING else was
            set_state(proposal, undone, moderation=back, accepted_id=before["accepted"])
        case Kind.LOCK:
            set_state(proposal, undone, is_closed=False)
        case Kind.REWORD:
            _word_as_before(proposal, decision)
        case Kind.MERGE:
            merging.part(proposal)
            _reopen(proposal, undone, before)
        case Kind.SPLIT:
            for each in proposal.parts.filter(moderation__in=Proposal.STANDING):
                each.definition = proposal.definition
                set_state(each, undone, moderation=State.REJECTED)
            _reopen(proposal, undone, before)
        case _:
            _reopen(proposal, undone, {"closed": proposal.is_closed})


def _reopen(proposal: Proposal, undone: Decision, before: dict[str, object]) -> None:
    """Whoever restores a proposal has looked at it, so it is accepted."""
    set_state(
        proposal,
        undone,
        moderation=State.ACCEPTED,
        accepted=proposal.current,
        merged_into=None,
        is_closed=bool(before["closed"]),
    )


def _word_as_before(proposal: Proposal, decision: Decision) -> None:
    """The earlier words in a new revision, with the votes that were cast on them."""
    made = decision.revision
    assert made is not None
    earlier = proposal.revisions.filter(number__lt=made.number).order_by("-number")
    words = earlier[0]
    voted = earlier.filter(is_substantive=True)[0]
    again = add_revision(
        proposal,
        number=made.number + 1,
        level=words.level,
        requires=words.requires,
        wording=words.wording,
        rationale=words.rationale,
        is_substantive=made.is_substantive,
        created_at=timezone.now(),
    )
    if made.is_substantive:
        merging.count_with(source=voted, target=again, at=again.created_at)
