"""Proposing and revising."""

import re
from collections.abc import Mapping
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.actions import news
from deliberation.actions.pace import check_new_vote, check_opening
from deliberation.actions.people import require_member
from deliberation.actions.requests import request_aggregation
from deliberation.models import (
    Criterion,
    Definition,
    Event,
    HeldAmendment,
    Level,
    Participant,
    Proposal,
    Revision,
)
from deliberation.permissions import Deed, allowed_by_role
from deliberation.refusals import (
    AmendingClosed,
    LevelNotInWording,
    NotEditorial,
    NothingChanged,
    NotYourProposal,
    ProposingClosed,
    RevisedMeanwhile,
    UnknownCriterion,
    UnknownEvidence,
    VariantElsewhere,
)

# What moderation split, or whose text it erased, nobody amends.
FIXED: Final = (Proposal.Moderation.SPLIT, Proposal.Moderation.REMOVED)
# Share of words in common from which a participant may call an amendment editorial.
EDITORIAL: Final = 0.7


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
    variant_of: Proposal | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Open a proposal with its first revision.

    The definition's row is the lock for the next number. Stewards' seeds may come in
    any phase; participants' proposals only where the phase takes them. Where the definition
    moderates before publishing, proposals of participants wait for that. The same author and
    key again give the proposal that they gave before. Raises ProposingClosed,
    UnknownCriterion, UnknownEvidence, LevelNotInWording, VariantElsewhere or
    TooManyProposals.
    """
    if author is not None:
        require_member(author)
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    sent = _sent_before(author, idempotency_key)
    if sent is not None:
        return sent.proposal
    at = at or timezone.now()
    if origin == Proposal.Origin.PARTICIPANT:
        _require_proposing(definition)
        if author is not None:
            check_opening(author, at)
    criterion = criterion_of(definition, criterion_slug)
    if variant_of is not None and variant_of.criterion_id != criterion.pk:
        raise VariantElsewhere(number=variant_of.number, criterion=variant_of.criterion.slug)
    check_clause(criterion=criterion, level=level, requires=requires, wording=wording)
    waits = definition.moderates_first and origin in Proposal.FROM_PEOPLE
    return create_proposal(
        definition,
        {"criterion": criterion, "author": author, "origin": origin, "variant_of": variant_of}
        | ({"moderation": Proposal.Moderation.PENDING} if waits else {}),
        level=level,
        requires=requires,
        wording=wording,
        rationale=rationale,
        author=author,
        idempotency_key=idempotency_key,
        created_at=at,
    )


def criterion_of(definition: Definition, slug: str) -> Criterion:
    """A criterion that the definition uses. Raises UnknownCriterion."""
    criterion = definition.criteria.filter(slug=slug).first()
    if criterion is None:
        raise UnknownCriterion(definition=definition.title, criterion=slug)
    return criterion


def create_proposal(
    definition: Definition, fields: Mapping[str, Any], *, created_at: datetime, **wording: Any
) -> Proposal:
    """Store a proposal with its first revision. Call it with the definition's row held.

    fields: of the proposal; wording: of the revision.
    """
    number = (definition.proposals.aggregate(last=Max("number"))["last"] or 0) + 1
    proposal = definition.proposals.create(number=number, created_at=created_at, **fields)
    add_revision(proposal, number=1, created_at=created_at, **wording)
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
    read: int | None = None,
    idempotency_key: UUID | None = None,
) -> Revision | HeldAmendment:
    """Add a revision. A substantive one starts a new vote; an editorial one keeps the
    votes and therefore may alter neither level nor required evidence (it is made
    substantive if it does, and refused from a participant).

    Participants who are not stewards amend their own proposals, in phases that take
    proposals, and not too much or too often. read: number of the revision that the author
    started from. The same author and key again give the revision that they gave before.
    Where the definition moderates before publishing, theirs wait for that (HeldAmendment).
    Raises UnknownEvidence, LevelNotInWording, NothingChanged, RevisedMeanwhile and, for
    participants, what `check_amending` raises, NotEditorial or AmendedTooSoon.
    """
    if author is not None:
        require_member(author)
    definition = Definition.objects.select_for_update().get(pk=proposal.definition_id)
    sent = _sent_before(author, idempotency_key)
    if sent is not None:
        return sent
    proposal = definition.proposals.with_text().select_related("voted").get(pk=proposal.pk)
    last = proposal.revisions.order_by("-number")[0]
    if proposal.merged_into_id or proposal.moderation in FIXED:
        raise AmendingClosed(number=proposal.number)
    words = {"level": level, "requires": requires, "wording": wording, "rationale": rationale}
    check_new_words(proposal, last, read=read, **words)
    at = timezone.now()
    if author is not None and not allowed_by_role(author.user, Deed.AMEND_ANY, definition):
        check_amending(proposal, author)
        if is_substantive:
            check_new_vote(proposal, at)
        else:
            check_editorial(last, level=level, requires=requires, wording=wording)
        if definition.moderates_first and not proposal.is_pending:
            return _hold(
                proposal,
                author=author,
                after=last.number,
                **words,
                is_substantive=is_substantive,
                idempotency_key=idempotency_key,
                at=at,
            )
    return add_revision(
        proposal,
        number=last.number + 1,
        **words,
        is_substantive=is_substantive or (level, requires) != (last.level, last.requires),
        author=author,
        idempotency_key=idempotency_key,
        created_at=at,
    )


def _hold(
    proposal: Proposal, *, author: Participant, wording: str, rationale: str, **fields: Any
) -> HeldAmendment:
    """Let an amendment wait, instead of one that waited before."""
    words = {"wording": wording.strip(), "rationale": rationale.strip()}
    held, _is_new = HeldAmendment.objects.update_or_create(
        proposal=proposal, defaults={"author": author, **words, **fields}
    )
    _forget_unfinished(author, fields["idempotency_key"])
    return held


def _forget_unfinished(author: Participant | None, key: UUID | None) -> None:
    """What was being written in the form is sent."""
    if author is not None and key is not None:
        author.unfinished.filter(idempotency_key=key).delete()


def check_new_words(
    proposal: Proposal,
    last: Revision,
    *,
    read: int | None,
    level: str,
    requires: str,
    wording: str,
    rationale: str,
) -> None:
    """Raise what keeps a revision from following `last`, whoever it is by: RevisedMeanwhile
    if another was read, NothingChanged, or what `check_clause` raises."""
    facts = {"number": proposal.number, "revision": last.number}
    if read not in (None, last.number):
        raise RevisedMeanwhile(**facts)
    check_clause(criterion=proposal.criterion, level=level, requires=requires, wording=wording)
    given = (level, requires, wording.strip(), rationale.strip())
    if given == (last.level, last.requires, last.wording, last.rationale):
        raise NothingChanged(**facts)


def check_amending(proposal: Proposal, participant: Participant) -> None:
    """Raise what keeps a participant from amending this proposal, whatever they write:
    NotYourProposal, ProposingClosed or AmendingClosed."""
    if proposal.author_id != participant.pk:
        raise NotYourProposal(number=proposal.number)
    _require_proposing(proposal.definition)
    if proposal.is_closed or proposal.is_set_aside:
        raise AmendingClosed(number=proposal.number)


def check_editorial(last: Revision, *, level: str, requires: str, wording: str) -> None:
    """Raise NotEditorial where the votes on `last` cannot be taken for votes on this."""
    if level != last.level:
        raise NotEditorial(what=_("the level differs"))
    if requires != last.requires:
        raise NotEditorial(what=_("the evidence needed differs"))
    if SequenceMatcher(None, last.wording.split(), wording.split(), False).ratio() < EDITORIAL:
        raise NotEditorial(what=_("most of the wording is new"))


def _require_proposing(definition: Definition) -> None:
    if not definition.takes_proposals:
        raise ProposingClosed(definition=definition.title, phase=definition.phase)


def _sent_before(author: Participant | None, key: UUID | None) -> Revision | None:
    """The revision that came by the same form: it was sent twice."""
    if author is None or key is None:
        return None
    return author.revisions.filter(idempotency_key=key).select_related("proposal").first()


def add_revision(proposal: Proposal, *, wording: str, rationale: str, **fields: Any) -> Revision:
    """Store a revision, make it the one shown (and voted on, if substantive), and log it.

    A proposal that waits for moderation enters the log when it is accepted.
    """
    revision = proposal.revisions.create(
        wording=wording.strip(), rationale=rationale.strip(), **fields
    )
    proposal.current = revision
    if revision.is_substantive:
        proposal.voted = revision
    proposal.save(update_fields=["current", "voted"])
    _forget_unfinished(revision.author, revision.idempotency_key)
    if not proposal.is_pending:
        _publish(revision, at=revision.created_at)
    return revision


def publish_pending(proposal: Proposal) -> None:
    """Let a proposal that waited enter the log, with all its wordings, now."""
    for revision in proposal.revisions.order_by("number"):
        revision.proposal = proposal
        _publish(revision, at=timezone.now())


def _publish(revision: Revision, *, at: datetime) -> None:
    definition = revision.proposal.definition
    Event.objects.create(**revised(revision, definition) | {"at": at})
    news.of_revision(revision)
    request_aggregation(definition.pk)


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
