"""Asking to be verified in one's stakeholder class, and deciding on that."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User, Verification
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.integrity import AskForm, DomainRuleForm, ReversalForm
from deliberation.web.pages.verification import classes, own_page, queue_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def verification(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One's own: how it stands, and the form to ask."""
    visit = access.enter(request, slug)
    elsewhere = access.way_in(request, visit, request.path)
    if elsewhere is not None:
        return elsewhere
    participant = visit.participant
    if participant is None or participant.stakeholder_class is None:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST":
        visit.require(Deed.ASK_VERIFICATION)
        form = AskForm(request.POST)
        if form.is_valid():
            try:
                asked = actions.ask_for_verification(participant=participant, **form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _said(asked))
                return redirect("verification", slug)
    page = own_page(visit, actions.rule_for(participant))
    return show(
        request,
        "verification.html",
        section="verification",
        visit=visit,
        status=422 if form.errors else 200,
        page=page,
        form=form,
    )


def _said(request: Verification) -> str:
    if request.state == Verification.State.VERIFIED:
        return _("You are verified: you have confirmed an address at %(domain)s.") % {
            "domain": request.domain
        }
    return _("Asked. A moderator will look at it; you hear of it by e-mail.")


@require_POST
def withdraw_verification(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    own = Verification.objects.filter(participant=visit.participant)
    found = get_object_or_404(own.exclude(participant=None), pk=pk)
    try:
        actions.withdraw_verification(request=found)
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        messages.success(request, _("Withdrawn, and what you wrote is erased."))
    return redirect("verification", slug)


@require_safe
def verifications(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue, the numbers by class, and the rules by domain."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    return _queue(request, visit, DomainRuleForm(classes(visit)))


@require_POST
@limited("settings")
def decide_verification(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """decision: verify, decline, or revoke of a participant who is verified."""
    visit = access.enter(request, slug)
    visit.require(Deed.VERIFY)
    found = get_object_or_404(visit.definition.verifications, pk=pk)
    assert isinstance(request.user, User)
    reason = request.POST.get("reason", "")[:1000]
    try:
        match request.POST.get("decision"):
            case "verify":
                actions.verify(request=found, by=request.user, reason=reason)
                said = _("Verified: {pseudonym}.")
            case "decline":
                actions.decline(request=found, by=request.user, reason=reason)
                said = _("Declined: {pseudonym}. They are told why.")
            case "revoke":
                actions.revoke_verification(
                    participant=found.participant, by=request.user, reason=reason
                )
                said = _("No longer verified: {pseudonym}. They are told why.")
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        messages.success(request, said.format(pseudonym=found.participant.pseudonym))
    return redirect("verifications", slug)


@require_POST
@limited("settings")
def add_domain_rule(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    known = classes(visit)
    form = DomainRuleForm(known, request.POST)
    assert isinstance(request.user, User)
    if form.is_valid():
        chosen = next(c for c in known if c.slug == form.cleaned_data["stakeholder_class"])
        try:
            rule = actions.add_domain_rule(
                definition=visit.definition,
                by=request.user,
                domain=form.cleaned_data["domain"],
                stakeholder_class=chosen,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added: the rule for %(d)s.") % {"d": rule.domain})
            return redirect("verifications", slug)
    return _queue(request, visit, form, status=422)


@require_POST
def remove_domain_rule(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.ADMIT)
    assert isinstance(request.user, User)
    rule = get_object_or_404(visit.definition.domain_rules, pk=pk)
    actions.remove_domain_rule(rule=rule, by=request.user)
    messages.success(request, _("Removed. Whoever was verified by it stays so."))
    return redirect("verifications", slug)


def _queue(
    request: HttpRequest, visit: access.Visit, form: DomainRuleForm, status: int = 200
) -> HttpResponse:
    return show(
        request,
        "verifications.html",
        section="verification",
        visit=visit,
        status=status,
        page=queue_page(visit),
        form=form,
        reason_form=ReversalForm(),
    )
