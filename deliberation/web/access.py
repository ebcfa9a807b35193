"""Who sees and may do what. What one may not see is not there: a 404, decided here alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from deliberation.models import CriterionUse, Definition, Draft, Participant, Proposal


@dataclass(frozen=True)
class Visit:
    """Somebody at a definition, and who they are inside it."""

    definition: Definition
    user: Any
    participant: Participant | None

    @property
    def slug(self) -> str:
        return self.definition.slug

    @cached_property
    def is_steward(self) -> bool:
        return self.definition.has_steward(self.user)


def enter(request: HttpRequest, slug: str) -> Visit:
    """The definition, if this user may see it."""
    definition = get_object_or_404(Definition.objects.visible_to(request.user), slug=slug)
    return Visit(definition, request.user, definition.participant_of(request.user))


def criterion_use(visit: Visit, slug: str) -> CriterionUse:
    uses = visit.definition.criterion_uses.select_related("criterion__category")
    return get_object_or_404(uses, criterion__slug=slug)


def proposal(visit: Visit, number: int) -> Proposal:
    """Rejected ones too: they are part of the public record."""
    proposals = visit.definition.proposals.with_text().select_related("voted")
    return get_object_or_404(proposals, number=number)


def draft(visit: Visit, version: str) -> Draft:
    """A draft with its text and that of the one before."""
    drafts = visit.definition.drafts.select_related("previous")
    return get_object_or_404(drafts, version=version)


def way_in(request: HttpRequest, visit: Visit, back: str) -> HttpResponseBase | None:
    """Where somebody must go before they can take part: to sign in, to join, or nowhere.

    back: the page they return to afterwards.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(back, reverse("sign-in"))
    if visit.participant is None:
        return redirect(f"{reverse('join', args=[visit.slug])}?{urlencode({'next': back})}")
    return None


def require_steward(visit: Visit, deed: str) -> None:
    """Raises PermissionDenied, which names the deed, for everybody else."""
    if not visit.is_steward:
        raise PermissionDenied(f"{deed} is for the stewards of “{visit.definition.title}”.")
