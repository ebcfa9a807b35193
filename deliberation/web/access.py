"""Who sees and may do what. What one may not see is not there: a 404, decided here alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, StringAgg, Subquery, Value
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from deliberation import actions, guests, permissions, sent
from deliberation.actions.known import AnyText
from deliberation.limits import Budget, too_many
from deliberation.models import (
    Admission,
    AISystem,
    Argument,
    CriterionUse,
    Definition,
    Draft,
    Flag,
    Follow,
    Participant,
    Proposal,
    ReferenceDefinition,
    Role,
    StakeholderClass,
)
from deliberation.permissions import Deed
from deliberation.refusals import Refusal, SecondFactorNeeded


@dataclass
class Visit:
    """Somebody at a definition, and who they are inside it: a member, a guest or nobody yet."""

    definition: Definition
    user: Any
    participant: Participant | None

    @property
    def slug(self) -> str:
        return self.definition.slug

    @property
    def is_open_to_guests(self) -> bool:
        return self.definition.admission == Admission.GUESTS

    @property
    def takes_part(self) -> bool:
        """As a member; guests vote and do nothing else."""
        return self.participant is not None and not self.participant.is_guest

    @cached_property
    def roles(self) -> frozenset[permissions.Who]:
        """No query: `enter` read with the definition what somebody gave this user."""
        given = (self.definition.own_roles or "").split()  # type: ignore[attr-defined]
        return permissions.roles_with(self.user, self.participant, given)

    def may(self, deed: Deed) -> bool:
        """Whether they may do this now."""
        return permissions.may(self.roles, deed, self.definition.phase)

    @property
    def sees_queue(self) -> bool:
        """For templates: whether links for the team are shown."""
        return self.may(Deed.SEE_QUEUE)

    @property
    def decides_evidence(self) -> bool:
        return self.may(Deed.DECIDE_EVIDENCE)

    @property
    def oversees(self) -> bool:
        return self.may(Deed.OVERSEE)

    def require(self, deed: Deed) -> None:
        """Raises PermissionDenied, which says who may or when, unless they may; and
        SecondFactorNeeded."""
        try:
            permissions.require_of(self.user, self.roles, deed, self.definition)
        except SecondFactorNeeded:
            raise
        except Refusal as refusal:
            raise PermissionDenied(refusal.for_people()) from refusal

    @property
    def is_moderator(self) -> bool:
        return self.may(Deed.MODERATE)


def enter(request: HttpRequest, slug: str, *, to_show: bool = True) -> Visit:
    """The definition, if this user may see it.

    to_show: with what pages say of it; a deed that only leads back to one goes without.
    """
    definitions = Definition.objects.visible_to(request.user).annotate(
        own_roles=Subquery(_roles_of(request.user))
    )
    if to_show:
        definitions = definitions.annotate(
            own_frequency=Follow.objects.frequency_of(request.user, "definition"),
            latest_draft=Subquery(
                Draft.objects.filter(definition=OuterRef("pk")).latest_first().values("pk")[:1]
            ),
            systems_state=Subquery(AISystem.objects.state()),
        )
    definition = get_object_or_404(definitions, slug=slug)
    return Visit(definition, request.user, guests.participant_in(definition, request))


def _roles_of(user: Any) -> QuerySet[Role, Any]:
    """The names of the roles that a user has in the definition of the outer query, as one text."""
    own = Role.objects.filter(definition=OuterRef("pk"), user=user.pk).order_by()
    return own.values("definition").annotate(names=StringAgg("name", Value(" "))).values("names")


def criterion_use(visit: Visit, slug: str) -> CriterionUse:
    uses = visit.definition.criterion_uses.select_related("criterion__category")
    uses = uses.annotate(own_frequency=Follow.objects.frequency_of(visit.user, "use"))
    return get_object_or_404(uses, criterion__slug=slug)


def proposal(visit: Visit, number: int) -> Proposal:
    """Also those set aside, which are part of the public record; one that waits for
    moderation is there for its author and moderators alone."""
    proposals = visit.definition.proposals.with_text().select_related("voted")
    # Seldom there: joined, they would take the database longer to plan than to find.
    proposals = proposals.prefetch_related("variant_of", "merged_into", "split_from")
    proposals = proposals.annotate(
        own_frequency=Follow.objects.frequency_of(visit.user, "proposal")
    )
    derived = Proposal.objects.filter(
        Q(split_from=OuterRef("pk")) | Q(merged_into=OuterRef("pk")), definition=visit.definition
    )
    proposals = proposals.annotate(has_derived=Exists(derived))
    return _shown_to(visit, get_object_or_404(proposals, number=number))


def proposal_itself(visit: Visit, number: int) -> Proposal:
    """The same without its texts, for deeds that need none."""
    return _shown_to(visit, get_object_or_404(visit.definition.proposals, number=number))


def _shown_to(visit: Visit, found: Proposal) -> Proposal:
    own = visit.participant is not None and found.author_id == visit.participant.pk
    if found.is_pending and not own and not visit.is_moderator:
        raise Http404
    return found


def flag(visit: Visit, number: int) -> Flag:
    """For whoever filed it and for moderators."""
    found = get_object_or_404(visit.definition.flags.with_subjects(), number=number)
    own = visit.participant is not None and found.by_id == visit.participant.pk
    if not own and not visit.is_moderator:
        raise Http404
    return found


def argument(visit: Visit, proposal: Proposal, number: int) -> Argument:
    """Withdrawn ones too. Tells as `is_endorsed` whether the participant endorses it."""
    arguments = proposal.arguments.with_text().with_endorsed(visit.participant)
    found = get_object_or_404(arguments, number=number)
    found.proposal = proposal
    proposal.definition = visit.definition
    return found


def draft(visit: Visit, version: str) -> Draft:
    """A draft and the one before; their texts are read when asked for."""
    drafts = visit.definition.drafts.select_related("definition", "previous")
    lean = drafts.without_text().defer("previous__canonical", "previous__report")
    return get_object_or_404(lean, version=version)


def system(slug: str) -> AISystem:
    return get_object_or_404(AISystem, slug=slug)


def system_and_family(slug: str) -> tuple[AISystem, list[AISystem]]:
    """A system, and the other releases of its family, the oldest first."""
    found = list(AISystem.objects.family_with(slug))
    system = next((each for each in found if each.slug == slug), None)
    if system is None:
        raise Http404
    return system, [each for each in found if each.pk != system.pk]


def text(visit: Visit, name: str) -> AnyText | None:
    """What systems are looked at under: the text of this version or slug; without a name the
    latest draft, or where there is none, the first definition that others published."""
    if name:
        # PostgreSQL refuses text with a NUL.
        found = actions.text_named(visit.definition.pk, name) if "\0" not in name else None
        if found is None:
            raise Http404
        return found
    latest = visit.definition.drafts.latest_first().without_text().first()
    return latest or ReferenceDefinition.objects.first()


def way_in(
    request: HttpRequest, visit: Visit, back: str, *, as_guest: bool = False
) -> HttpResponseBase | None:
    """Where somebody must go before they can take part: to sign in, to join, or nowhere.

    back: the page they return to afterwards. as_guest: whether the deed is one that guests
    may do; who comes without an account becomes a guest then, and goes nowhere. What they
    sent is kept for them, and they return to that, but for deeds of guests, which are one
    press of a button.
    """
    if visit.takes_part or (as_guest and visit.participant is not None):
        return None
    if as_guest and not request.user.is_authenticated and visit.is_open_to_guests:
        return _admit_guest(request, visit)
    is_kept = (
        request.method == "POST"
        and not as_guest
        and Budget().spend(request, "draft")
        and sent.keep(request, back)
    )
    join = _to_join(visit, reverse("resume") if is_kept else back)
    if request.user.is_authenticated:
        return redirect(join)
    return redirect_to_login(join if is_kept else back, reverse("sign-in"))


def _to_join(visit: Visit, back: str) -> str:
    """The page on which one joins; who takes part already is led on from there."""
    return f"{reverse('join', args=[visit.slug])}?{urlencode({'next': back})}"


def guest_here(request: HttpRequest, visit: Visit) -> Participant | None:
    """Whom this browser was here as a guest, for somebody who is signed in by now."""
    return visit.definition.guest_of(guests.key_of(request))


def may_join(visit: Visit, invitation: str) -> bool:
    """Whether this user may join, having the token of this invitation or none."""
    definition = visit.definition
    return (
        definition.admission != Admission.INVITED
        or visit.may(Deed.JOIN_UNINVITED)
        or definition.invitations.with_token(invitation).usable().exists()
    )


def classes_to_join(visit: Visit) -> list[StakeholderClass]:
    return list(visit.definition.stakeholder_classes.filter(is_guest=False))


def _admit_guest(request: HttpRequest, visit: Visit) -> HttpResponseBase | None:
    """Make the visitor a guest; how many can come from one network address is limited."""
    budget = Budget()
    if not budget.spend(request, "join"):
        return too_many(request, budget.seconds())
    key = guests.key_of(request) or guests.new_key()
    visit.participant = actions.join_as_guest(definition=visit.definition, key=key)
    guests.keep(request, key)
    return None
