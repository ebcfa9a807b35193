"""Deciding on amendments that wait, where a definition moderates before publishing."""

from django.db import transaction
from django.utils import timezone

from deliberation.actions.moderation.content import OPEN
from deliberation.actions.moderation.deciding import open_case, record, require_state, set_state
from deliberation.actions.moderation.names import name_of
from deliberation.actions.proposals import add_revision
from deliberation.models import Decision, HeldAmendment, Proposal, Reason, User
from deliberation.refusals import AmendingClosed, RevisedMeanwhile
from deliberation.refusals_moderation import NoAmendmentWaits


@transaction.atomic
def accept_amendment(
    *, proposal: Proposal, by: User, reason: str = Reason.IN_ORDER, note: str
) -> Decision:
    """Publish an amendment that waits, as a revision of its author's.

    Raises NoAmendmentWaits, RevisedMeanwhile if the proposal reads otherwise by now,
    AmendingClosed, RoleNeeded, OwnCase, CannotDecideNow or NoteNeeded.
    """
    proposal, held = _open(proposal, by)
    last = proposal.revisions.order_by("-number")[0]
    if held.after != last.number:
        raise RevisedMeanwhile(number=proposal.number, revision=last.number)
    if proposal.is_closed:
        raise AmendingClosed(number=proposal.number)
    held.delete()
    revision = add_revision(
        proposal,
        number=last.number + 1,
        level=held.level,
        requires=held.requires,
        wording=held.wording,
        rationale=held.rationale,
        is_substantive=held.is_substantive,
        author=held.author,
        idempotency_key=held.idempotency_key,
        created_at=timezone.now(),
    )
    decision = record(
        Decision.Kind.AMEND, proposal, by=by, reason=reason, note=note, revision=revision
    )
    set_state(proposal, decision, moderation=Proposal.Moderation.ACCEPTED, accepted=revision)
    return decision


@transaction.atomic
def reject_amendment(*, proposal: Proposal, by: User, reason: str, note: str) -> Decision:
    """Leave a proposal as it is worded. Its author can appeal; the decision keeps the words
    for them and for moderators.

    Raises NoAmendmentWaits, RoleNeeded, OwnCase, CannotDecideNow or NoteNeeded.
    """
    proposal, held = _open(proposal, by)
    held.delete()
    words = {name: getattr(held, name) for name in ("level", "requires", "wording", "rationale")}
    return record(
        Decision.Kind.KEEP_WORDING, proposal, by=by, reason=reason, note=note, before=words
    )


def _open(proposal: Proposal, by: User) -> tuple[Proposal, HeldAmendment]:
    proposal = open_case(proposal, by)
    held = HeldAmendment.objects.select_related("author").filter(proposal=proposal).first()
    if held is None:
        raise NoAmendmentWaits(name=name_of(proposal))
    require_state(proposal, *OPEN, becoming="")
    return proposal, held
