"""Who may see and do what. What one may not see is not there: a 404, never a 403."""

import re
from typing import Any

from django.db.models import QuerySet

from deliberation.api.refusals import (
    ArgumentNotFound,
    CriterionNotFound,
    DefinitionNotFound,
    DraftNotFound,
    NoDraftYet,
    ProposalNotFound,
)
from deliberation.models import Argument, CriterionUse, Definition, Draft, Participant, Proposal
from deliberation.models.arguments import ArgumentQuerySet
from deliberation.models.drafts import DraftQuerySet
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
