"""Who may see and do what. What one may not see is not there: a 404, never a 403."""

import re
from typing import Any

from django.db.models import QuerySet

from deliberation.api.refusals import (
    ArgumentNotFound,
    CriterionNotFound,
    DefinitionNotFound,
    DisputeNotFound,
    DraftNotFound,
    EvidenceNotFound,
    NoDraftYet,
    NoSuchCriterion,
    ProposalNotFound,
    ReferenceNotFound,
    SystemNotFound,
)
from deliberation.models import (
    AISystem,
    Argument,
    Criterion,
    CriterionUse,
    Definition,
    Dispute,
    Draft,
    Evidence,
    Participant,
    Proposal,
    ProposedEvidence,
    ReferenceDefinition,
)
from deliberation.models.arguments import ArgumentQuerySet
from deliberation.models.drafts import DraftQuerySet
from deliberation.models.evidence import (
    DisputeQuerySet,
    EvidenceQuerySet,
    ProposedEvidenceQuerySet,
)
from deliberation.models.systems import AISystemQuerySet
from deliberation.refusals import NotTakingPart

LATEST = "latest"
QUOTED = 60  # characters of what a client sent
VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){2}")


def visible_definition(user: Any, slug: str) -> Definition:
    """The definition if this user may see it. Raises DefinitionNotFound."""
    definition = Definition.objects.visible_to(user).filter(slug=slug).first()
    if definition is None:
        raise DefinitionNotFound(slug=slug[:QUOTED])
    return definition


def criterion_use_of(
    definition: Definition, uses: QuerySet[CriterionUse], slug: str
) -> CriterionUse:
    """Raises CriterionNotFound."""
    use = uses.filter(criterion__slug=slug).first()
    if use is None:
        raise CriterionNotFound(definition=definition.title, criterion=slug[:QUOTED])
    return use


def proposal_of(definition: Definition, number: int) -> Proposal:
    """Also those set aside: they are part of the public record. Raises ProposalNotFound."""
    proposal = (
        definition.proposals.with_text()
        .select_related("voted", "split_from", "merged_into", "author__user")
        .prefetch_related("parts", "merged")
        .filter(number=number)
        .first()
    )
    if proposal is None:
        raise ProposalNotFound(definition=definition.title, number=number)
    return proposal


def argument_of(arguments: ArgumentQuerySet, proposal: Proposal, number: int) -> Argument:
    """Withdrawn ones too. Raises ArgumentNotFound."""
    found = arguments.filter(number=number).first()
    if found is None:
        raise ArgumentNotFound(argument=number, number=proposal.number)
    return found


def drafts_of(definition: Definition) -> DraftQuerySet:
    """All drafts, with all but their texts and reports, which are read when asked for."""
    return definition.drafts.select_related("ruleset", "previous").defer(
        "canonical", "report", "previous__canonical", "previous__report"
    )


def draft_by_version(definition: Definition, version: str) -> Draft:
    """Raises DraftNotFound."""
    drafts = drafts_of(definition)
    draft = drafts.filter(version=version).first() if VERSION.fullmatch(version) else None
    if draft is None:
        raise DraftNotFound(definition=definition.title, version=version[:QUOTED])
    return draft


def draft_of(definition: Definition, version: str) -> Draft:
    """A draft by version, or the latest. Raises DraftNotFound or NoDraftYet."""
    if version != LATEST:
        return draft_by_version(definition, version)
    draft = drafts_of(definition).latest_first().first()
    if draft is None:
        raise NoDraftYet(definition=definition.title)
    return draft


def participant_of(definition: Definition, user: Any) -> Participant:
    """The user as a participant. Raises NotTakingPart."""
    participant = definition.participant_of(user)
    if participant is None:
        raise NotTakingPart(definition=definition.title)
    return participant


# --- Systems, which belong to no definition ---------------------------------------------


def systems() -> AISystemQuerySet:
    """All systems, with the licences of their components."""
    return AISystem.objects.prefetch_related("component_licences__licence")


def system_named(slug: str) -> AISystem:
    """Raises SystemNotFound."""
    system = systems().filter(slug=slug).first()
    if system is None:
        raise SystemNotFound(system=slug[:QUOTED])
    return system


def criterion_named(slug: str) -> Criterion:
    """Whatever definition uses it. Raises NoSuchCriterion."""
    criterion = Criterion.objects.filter(slug=slug).first()
    if criterion is None:
        raise NoSuchCriterion(criterion=slug[:QUOTED])
    return criterion


def evidence() -> EvidenceQuerySet:
    return Evidence.objects.with_counting().select_related("system", "criterion", "licence")


def evidence_of(number: int) -> Evidence:
    """Raises EvidenceNotFound."""
    found = evidence().filter(pk=number).first()
    if found is None:
        raise EvidenceNotFound(number=number)
    return found


def proposed_evidence() -> ProposedEvidenceQuerySet:
    return ProposedEvidence.objects.select_related("system", "criterion", "licence")


def proposed_evidence_of(number: int) -> ProposedEvidence:
    """Raises EvidenceNotFound."""
    found = proposed_evidence().filter(pk=number).first()
    if found is None:
        raise EvidenceNotFound(number=number)
    return found


def disputes() -> DisputeQuerySet:
    return Dispute.objects.select_related("evidence__system", "evidence__criterion")


def dispute_of(number: int) -> Dispute:
    """Raises DisputeNotFound."""
    found = disputes().filter(pk=number).first()
    if found is None:
        raise DisputeNotFound(number=number)
    return found


def reference_named(slug: str) -> ReferenceDefinition:
    """Raises ReferenceNotFound."""
    reference = ReferenceDefinition.objects.filter(slug=slug).first()
    if reference is None:
        raise ReferenceNotFound(reference=slug[:QUOTED])
    return reference
