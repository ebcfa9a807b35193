"""Proposing, revising and moderating."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.actions.aggregation import request_aggregation
from deliberation.models import (
    Criterion,
    Definition,
    Event,
    Level,
    Participant,
    Proposal,
    Revision,
)
from deliberation.refusals import (
    LevelNotInWording,
    ProposingClosed,
    UnknownCriterion,
    UnknownEvidence,
)


@transaction.atomic
def open_proposal(
    *,
    definition: Definition,
    criterion_slug: str,
    level: str,
    requires: str,
    wording: str,
    rationale: str = "",
    author: Participant | None = None,
    origin: str = Proposal.Origin.PARTICIPANT,
    at: datetime | None = None,
) -> Proposal:
    """Open a proposal with its first revision.

    The definition's row is the lock for the next number. Stewards' seeds may come in
    any phase; participants' proposals only where the phase takes them. Raises
    ProposingClosed, UnknownCriterion, UnknownEvidence or LevelNotInWording.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    if origin == Proposal.Origin.PARTICIPANT and not definition.takes_proposals:
        raise ProposingClosed(definition=definition.title, phase=definition.phase)
    criterion = definition.criteria.filter(slug=criterion_slug).first()
    if criterion is None:
        raise UnknownCriterion(definition=definition.title, criterion=criterion_slug)
    check_clause(criterion=criterion, level=level, requires=requires, wording=wording)
    at = at or timezone.now()
    number = (definition.proposals.aggregate(last=Max("number"))["last"] or 0) + 1
    proposal = definition.proposals.create(
        criterion=criterion, number=number, author=author, origin=origin, created_at=at
    )
    _add_revision(
        proposal,
        number=1,
        level=level,
        requires=requires,
        wording=wording,
        rationale=rationale,
        author=author,
        created_at=at,
    )
    return proposal


@transaction.atomic
def revise_proposal(
    *,
    proposal: Proposal,
    level: str,
    requires: str,
    wording: str,
    rationale: str = "",
    is_substantive: bool,
    author: Participant | None = None,
) -> Revision:
    """Add a revision. A substantive one starts a new vote; an editorial one keeps the
    votes and therefore may alter neither level nor required evidence (it is made
    substantive if it does). Raises UnknownEvidence or LevelNotInWording.
    """
    definition = Definition.objects.select_for_update().get(pk=proposal.definition_id)
    proposal = definition.proposals.with_text().get(pk=proposal.pk)
    check_clause(criterion=proposal.criterion, level=level, requires=requires, wording=wording)
    last = proposal.revisions.order_by("-number")[0]
    return _add_revision(
        proposal,
        number=last.number + 1,
        level=level,
        requires=requires,
        wording=wording,
        rationale=rationale,
        is_substantive=is_substantive or (level, requires) != (last.level, last.requires),
        author=author,
        created_at=timezone.now(),
    )


def _add_revision(proposal: Proposal, *, wording: str, rationale: str, **fields: Any) -> Revision:
    """Store a revision, make it the one shown (and voted on, if substantive), and log it."""
    revision = proposal.revisions.create(
        wording=wording.strip(), rationale=rationale.strip(), **fields
    )
    proposal.current = revision
    if revision.is_substantive:
        proposal.voted = revision
    proposal.save(update_fields=["current", "voted"])
    Event.objects.create(**revised(revision, proposal.definition))
    request_aggregation(proposal.definition_id)
    return revision


@transaction.atomic
def moderate(
    *,
    proposal: Proposal,
    moderation: str | None = None,
    is_closed: bool | None = None,
    reason: str,
) -> Proposal:
    """Accept, reject, close or reopen a proposal, always with a public reason."""
    definition = Definition.objects.select_for_update().get(pk=proposal.definition_id)
    proposal = definition.proposals.with_text().get(pk=proposal.pk)
    if moderation is not None:
        proposal.moderation = moderation
    if is_closed is not None:
        proposal.is_closed = is_closed
    proposal.save(update_fields=["moderation", "is_closed"])
    Event.objects.create(**moderated(proposal, reason=reason, at=timezone.now()))
    request_aggregation(definition.pk)
    return proposal


def check_clause(*, criterion: Criterion, level: str, requires: str, wording: str) -> None:
    """Raise the refusal that says what keeps this from being a clause."""
    if requires not in criterion.levels:
        raise UnknownEvidence(requires=requires, levels=", ".join(criterion.levels))
    if not re.search(rf"\b{re.escape(level)}\b(?! NOT\b)", wording) or level not in Level.values:
        raise LevelNotInWording(level=level)


def revised(revision: Revision, definition: Definition) -> dict[str, object]:
    """The fields of the event that tells the log of a new revision."""
    return {
        "definition": definition,
        "kind": Event.Kind.REVISED,
        "revision": revision,
        "participant": revision.author,
        "at": revision.created_at,
    }


def moderated(proposal: Proposal, *, reason: str, at: datetime) -> dict[str, object]:
    """The fields of the event that tells the log how a proposal stands with moderation."""
    return {
        "definition": proposal.definition,
        "kind": Event.Kind.MODERATED,
        "revision": proposal.current,
        "payload": {
            "moderation": proposal.moderation,
            "closed": proposal.is_closed,
            "reason": reason,
        },
        "at": at,
    }
