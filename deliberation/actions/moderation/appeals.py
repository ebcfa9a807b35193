"""Appeals: an author asks once, and another moderator than the first decides."""

from django.db import transaction
from django.utils import timezone

from deliberation.actions.moderation import restoring, telling
from deliberation.actions.moderation.deciding import Subject, open_case, record
from deliberation.models import Appeal, Decision, Definition, Participant, Reason, User
from deliberation.permissions import Deed, require, require_disinterested
from deliberation.refusals import Refusal
from deliberation.refusals_moderation import (
    AnotherModeratorDecides,
    AppealDecided,
    AppealedAlready,
    NotAppealable,
    NoteNeeded,
    NotYourCase,
)


@transaction.atomic
def appeal(*, participant: Participant, decision: Decision, statement: str) -> Appeal:
    """Ask another moderator to look at a decision about one's own text, once.

    Against splitting, rewording and merging it is an objection; it goes the same way.
    statement: public. Raises NotYourCase, NotAppealable, AppealedAlready or NoteNeeded.
    """
    definition = Definition.objects.select_for_update().get(pk=decision.definition_id)
    require(participant.user, Deed.APPEAL, definition, participant)
    decision = Decision.objects.with_subjects().get(pk=decision.pk)
    if decision.concerned is None or decision.concerned.pk != participant.pk:
        raise NotYourCase(number=decision.number)
    if hasattr(decision, "appeal"):
        raise AppealedAlready(number=decision.number)
    if not decision.can_be_appealed:
        raise NotAppealable(number=decision.number)
    if not statement.strip():
        raise NoteNeeded
    is_objection = decision.kind in Decision.CHANGING
    filed = Appeal.objects.create(
        decision=decision,
        kind=Appeal.Kind.OBJECTION if is_objection else Appeal.Kind.APPEAL,
        by=participant,
        by_user=participant.user,
        first_by=decision.by,
        statement=statement.strip(),
        at=timezone.now(),
    )
    telling.confirm_appeal(filed)
    return filed


@transaction.atomic
def decide_appeal(*, appeal: Appeal, is_upheld: bool, by: User, note: str) -> Decision:
    """Decide on an appeal; where it is upheld, what was decided is undone.

    What cannot be undone (an erased text) is found to be wrong, and stays as it is. Raises
    AppealDecided, AnotherModeratorDecides, RoleNeeded, OwnCase or NoteNeeded.
    """
    subject = open_case(appeal.decision.subject, by, Deed.DECIDE_APPEAL)
    appeal = Appeal.objects.select_for_update(of=("self",)).with_subjects().get(pk=appeal.pk)
    decision = appeal.decision
    if appeal.outcome_id is not None:
        raise AppealDecided(number=decision.number)
    if appeal.first_by_id == by.pk:
        raise AnotherModeratorDecides(number=decision.number)
    require_disinterested(by, appeal.by)
    outcome = _outcome(decision, subject, is_upheld=is_upheld, by=by, note=note)
    appeal.outcome, appeal.decided_by = outcome, by
    appeal.save(update_fields=["outcome", "decided_by"])
    telling.tell_appellant(appeal)
    return outcome


def _outcome(
    decision: Decision, subject: Subject, *, is_upheld: bool, by: User, note: str
) -> Decision:
    if not is_upheld:
        given = {"reason": Reason.IN_ORDER, "note": note, "is_quiet": True}
        return record(Decision.Kind.DISMISS_APPEAL, subject, by=by, **given)  # type: ignore[arg-type]
    try:
        restoring.check_undoable(decision, subject)
    except Refusal:
        given = {"reason": Reason.MISTAKEN, "note": note, "is_quiet": True}
        return record(Decision.Kind.FIND_WRONG, subject, by=by, **given)  # type: ignore[arg-type]
    return restoring.undo(decision=decision, by=by, note=note)
