"""For moderators: deciding on a proposal or an argument, splitting, rewording, merging."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from deliberation import actions
from deliberation.drafting.diff import words
from deliberation.models import Criterion, Decision, HeldAmendment, Proposal, User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.moderation import (
    ON_AMENDMENTS,
    ON_ARGUMENTS,
    ON_PROPOSALS,
    DecisionForm,
    MergeForm,
    RewordForm,
    WordingForm,
)
from deliberation.web.responses import number_in, show

EDITS = ["GET", "HEAD", "POST"]


@require_http_methods(EDITS)
def moderate(
    request: HttpRequest, slug: str, number: int, argument: int | None = None
) -> HttpResponseBase:
    """Decide on a proposal, or on one argument about it."""
    visit, proposal = _enter(request, slug, number, Deed.MODERATE)
    subject = access.argument(visit, proposal, argument) if argument else proposal
    held = None if argument else HeldAmendment.objects.filter(proposal=proposal).first()
    deeds = ON_ARGUMENTS if argument else [*(ON_AMENDMENTS if held else []), *ON_PROPOSALS]
    form = DecisionForm(request.POST or None, deeds=deeds)
    if form.is_valid():
        try:
            decision = actions.moderation.decide(subject, by=_user(request), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _done(request, decision)
    return show(
        request,
        "moderation/moderate.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        subject=subject,
        argument=subject if argument else None,
        name=actions.moderation.name_of(subject),
        form=form,
        held=held,
        changes=_changes(proposal, held) if held else None,
        alike=[] if argument else _alike(visit, proposal),
        status=422 if form.is_bound else 200,
    )


@require_http_methods(EDITS)
def split(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Two wordings for one that says two things. Their fields begin with a- and b-."""
    visit, proposal = _enter(request, slug, number)
    criteria = _criteria(visit)
    given = [
        WordingForm(
            request.POST or None, prefix=prefix, criteria=criteria, initial=_words(proposal)
        )
        for prefix in ("a", "b")
    ]
    form = DecisionForm(
        request.POST or None,
        deeds=[("split", "split")],
        initial={"deed": "split", "reason": "two-things"},
    )
    if all([form.is_valid(), *(each.is_valid() for each in given)]):
        first, second = (actions.moderation.Part(**each.cleaned_data) for each in given)
        try:
            decision = actions.moderation.split(
                proposal=proposal,
                parts=(first, second),
                by=_user(request),
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            return _done(request, decision)
    return show(
        request,
        "moderation/split.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        parts=given,
        form=form,
        status=422 if form.is_bound else 200,
    )


@require_http_methods(EDITS)
def reword(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit, proposal = _enter(request, slug, number)
    assert proposal.current is not None
    form = RewordForm(
        request.POST or None,
        criteria=[proposal.criterion],
        has_criterion=False,
        initial=_words(proposal) | {"read": proposal.current.number},
    )
    if form.is_valid():
        wanted = dict(form.cleaned_data)
        try:
            decision = actions.moderation.reword(
                proposal=proposal,
                is_substantive=wanted.pop("change") == "substantive",
                by=_user(request),
                **wanted,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _done(request, decision)
    return show(
        request,
        "moderation/reword.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        form=form,
        status=422 if form.is_bound else 200,
    )


@require_http_methods(EDITS)
def merge(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """?into= names the survivor beforehand, and shows both side by side."""
    visit, proposal = _enter(request, slug, number)
    into = number_in(request, "into")
    form = MergeForm(
        request.POST or None, proposal=proposal, initial={"into": into} if into else {}
    )
    if form.is_valid():
        try:
            decision = actions.moderation.merge(
                proposal=proposal, by=_user(request), **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _done(request, decision)
    beside = visit.definition.proposals.standing().with_text().filter(number=into).first()
    return show(
        request,
        "moderation/merge.html",
        section="criteria",
        visit=visit,
        proposal=proposal,
        beside=beside if into else None,
        difference=actions.moderation.difference(proposal, beside) if beside else "",
        form=form,
        alike=_alike(visit, proposal),
        status=422 if form.is_bound else 200,
    )


def _enter(
    request: HttpRequest, slug: str, number: int, deed: Deed = Deed.REARRANGE
) -> tuple[Visit, Proposal]:
    visit = access.enter(request, slug)
    visit.require(deed)
    proposal = access.proposal(visit, number)
    proposal.definition = visit.definition
    return visit, proposal


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _criteria(visit: Visit) -> list[Criterion]:
    uses = visit.definition.criterion_uses.select_related("criterion__category")
    return [use.criterion for use in uses.order_by("criterion__category__position", "position")]


def _words(proposal: Proposal) -> dict[str, str]:
    assert proposal.current is not None
    return {
        "criterion": proposal.criterion.slug,
        "level": proposal.current.level,
        "requires": proposal.current.requires,
        "wording": proposal.current.wording,
        "rationale": proposal.current.rationale,
    }


def _changes(proposal: Proposal, held: HeldAmendment) -> list[list[str]]:
    """What an amendment that waits would change, word by word."""
    assert proposal.current is not None
    return words(proposal.current.wording, held.wording)


def _alike(visit: Visit, proposal: Proposal) -> list[Any]:
    assert proposal.current is not None
    return actions.similar_proposals(
        definition=visit.definition, wording=proposal.current.wording, but=proposal
    )


def _done(request: HttpRequest, decision: Decision) -> HttpResponse:
    messages.success(request, actions.moderation.told(decision))
    subject = decision.subject
    if request.POST.get("back") == "queue":
        return redirect("moderation-queue", decision.definition.slug)
    return redirect(subject)
