"""Erasing unlawful text. What it weighed stays counted, and what published it verifiable."""

from django.db import transaction
from django.utils import timezone

from deliberation import drafting
from deliberation.actions.moderation.deciding import (
    Subject,
    definition_of,
    open_case,
    record,
    set_state,
    state_of,
)
from deliberation.actions.moderation.names import name_of
from deliberation.drafting.redaction import placeholder, redacted
from deliberation.locks import aggregation_lock
from deliberation.models import (
    Aggregate,
    Argument,
    Decision,
    Definition,
    HeldAmendment,
    Proposal,
    Reason,
    User,
)
from deliberation.refusals import AggregationRunning
from deliberation.refusals_moderation import DecidedAlready

State = Proposal.Moderation
LOCK_WAIT_SECONDS = 5


def remove_text(
    *, subject: Subject, by: User, note: str, reason: str = Reason.UNLAWFUL
) -> Decision:
    """Erase every wording of a proposal or an argument for ever; hashes take their place.

    The tallies stay. Drafts and reports that carried a wording carry its hash from now on,
    under the content hash that they had (drafting.redaction). Holds the definition's
    aggregation lock, so that no run stores a draft with the words meanwhile. Raises
    RoleNeeded, OwnCase, DecidedAlready, NoteNeeded or AggregationRunning.
    """
    definition = definition_of(subject)
    with aggregation_lock(definition.pk, wait=LOCK_WAIT_SECONDS) as held:
        if not held:
            raise AggregationRunning(definition=definition.title)
        with transaction.atomic():
            if isinstance(subject, Argument):
                return _remove_argument(open_case(subject, by), by, reason, note)
            return _remove_proposal(open_case(subject, by), by, reason, note)


def _remove_proposal(proposal: Proposal, by: User, reason: str, note: str) -> Decision:
    if not proposal.revisions.filter(removed_at=None).exists():
        raise DecidedAlready(name=name_of(proposal), state=State.REMOVED.label)
    decision = record(
        Decision.Kind.REMOVE, proposal, by=by, reason=reason, note=note, before=state_of(proposal)
    )
    _erase_from_published(proposal.definition, _erase(proposal))
    # What is split or merged stays that: its votes may count elsewhere.
    is_elsewhere = proposal.moderation in (State.SPLIT, State.MERGED)
    set_state(proposal, decision, moderation=proposal.moderation if is_elsewhere else State.REMOVED)
    return decision


def _erase(proposal: Proposal) -> dict[str, str]:
    """Erase the wordings; returns what stands for each of them now. An amendment that waits
    says much the same, and goes."""
    HeldAmendment.objects.filter(proposal=proposal).delete()
    texts: dict[str, str] = {}
    for revision in proposal.revisions.filter(removed_at=None):
        for name in ("wording", "rationale"):
            if text := getattr(revision, name):
                texts[text] = placeholder(text)
                setattr(revision, name, texts[text])
        revision.removed_at = timezone.now()
        revision.save(update_fields=["wording", "rationale", "removed_at"])
    return texts


def _erase_from_published(definition: Definition, texts: dict[str, str]) -> None:
    for draft in definition.drafts.all():
        written = drafting.canonical(redacted(draft.content, texts))
        if written.decode() != draft.canonical:
            draft.canonical = written.decode()
            draft.redacted_hash = drafting.content_hash(written)
        draft.report = redacted(draft.report, texts)
        draft.save(update_fields=["canonical", "redacted_hash", "report"])
    for run in Aggregate.objects.filter(definition=definition).exclude(report={}):
        run.report = redacted(run.report, texts)
        run.save(update_fields=["report"])


def _remove_argument(argument: Argument, by: User, reason: str, note: str) -> Decision:
    erased = [placeholder(each.text) for each in argument.revisions.all()]
    if erased == [each.text for each in argument.revisions.all()]:
        raise DecidedAlready(name=name_of(argument), state=State.REMOVED.label)
    decision = record(Decision.Kind.REMOVE, argument, by=by, reason=reason, note=note)
    for revision, text in zip(argument.revisions.all(), erased, strict=True):
        revision.text = text
        revision.save(update_fields=["text"])
    argument.is_hidden = True
    argument.save(update_fields=["is_hidden"])
    return decision
