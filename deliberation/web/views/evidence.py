"""Bringing evidence about an AI system, disputing it, and deciding in public."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import AISystem, Criterion, Dispute, Evidence, ProposedEvidence, User
from deliberation.permissions import Deed, allowed_about
from deliberation.refusals import Refusal, SecondFactorNeeded
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.forms.evidence import (
    DisputeForm,
    EvidenceDecisionForm,
    EvidenceForm,
    RulingForm,
)
from deliberation.web.pages.evidence import desk, evidence_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("evidence")
def evidence(request: HttpRequest, slug: str, system: str, criterion: str) -> HttpResponseBase:
    """What is known of a system for one criterion; participants bring more here."""
    visit, of, about = _enter(request, slug, system, criterion)
    if request.method != "POST":
        return _page(request, visit, of, about)
    elsewhere = _way_in(request, visit, about)
    if elsewhere is not None:
        return elsewhere
    form = EvidenceForm(request.POST, criterion=about)
    if form.is_valid():
        try:
            actions.propose_evidence(
                system=of, criterion=about, by=_user(request), **form.cleaned_data
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Thank you. It counts once a moderator accepts it."))
            return redirect("evidence", slug, system, criterion)
    return _page(request, visit, of, about, form=form)


@require_POST
@limited("evidence")
def dispute(request: HttpRequest, slug: str, system: str, criterion: str) -> HttpResponseBase:
    """Object to the current record."""
    visit, of, about = _enter(request, slug, system, criterion)
    elsewhere = _way_in(request, visit, about)
    if elsewhere is not None:
        return elsewhere
    current = get_object_or_404(Evidence.objects.current(), system=of, criterion=about)
    form = DisputeForm(request.POST)
    if form.is_valid():
        try:
            actions.dispute(evidence=current, by=_user(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            messages.success(request, _("The record is disputed. A moderator decides."))
            return redirect("evidence", slug, system, criterion)
    return _page(request, visit, of, about, objection=form)


@require_POST
def decide_evidence(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Accept or decline a record that waits, as a moderator."""
    visit = access.enter(request, slug)
    found = get_object_or_404(ProposedEvidence.objects.select_related("system", "criterion"), pk=pk)
    if not allowed_about(request.user, Deed.DECIDE_EVIDENCE, found.criterion):
        visit.require(Deed.DECIDE_EVIDENCE)
    current = Evidence.objects.current().filter(system=found.system, criterion=found.criterion)
    before = current.first()
    form = EvidenceDecisionForm(
        request.POST,
        contradicts=before is not None and before.contradicts(found),
        prefix=f"evidence-{pk}",
    )
    if form.is_valid():
        decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
        try:
            if decision == "decline":
                actions.decline_evidence(proposed=found, by=_user(request), reason=reason)
            else:
                actions.accept_evidence(
                    proposed=found,
                    by=_user(request),
                    reason=reason,
                    replaces=decision == "replace",
                )
        except SecondFactorNeeded:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            messages.success(request, _("Decided. Verdicts follow within a minute."))
            return redirect("evidence", slug, found.system.slug, found.criterion.slug)
    refused = (f"evidence-{pk}", form)
    return _page(request, visit, found.system, found.criterion, refused=refused)


@require_POST
def withdraw_evidence(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Take back a record of one's own that waits."""
    access.enter(request, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path, reverse("sign-in"))
    own = ProposedEvidence.objects.select_related("system", "criterion")
    found = get_object_or_404(own.filter(proposed_by=request.user), pk=pk)
    try:
        actions.withdraw_evidence(proposed=found, by=_user(request))
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    return redirect("evidence", slug, found.system.slug, found.criterion.slug)


@require_POST
def decide_dispute(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """End a dispute, as a moderator."""
    visit = access.enter(request, slug)
    with_record = Dispute.objects.select_related("evidence__system", "evidence__criterion", "rival")
    found = get_object_or_404(with_record, pk=pk)
    record = found.evidence
    if not allowed_about(request.user, Deed.DECIDE_EVIDENCE, record.criterion):
        visit.require(Deed.DECIDE_EVIDENCE)
    form = RulingForm(request.POST, has_rival=found.rival_id is not None, prefix=f"dispute-{pk}")
    if form.is_valid():
        try:
            actions.decide_dispute(dispute=found, by=_user(request), **form.cleaned_data)
        except SecondFactorNeeded:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            messages.success(request, _("Decided. Verdicts follow within a minute."))
            return redirect("evidence", slug, record.system.slug, record.criterion.slug)
    refused = (f"dispute-{pk}", form)
    return _page(request, visit, record.system, record.criterion, refused=refused)


@require_safe
def evidence_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What is disputed, and for moderators what waits."""
    visit = access.enter(request, slug)
    page = desk(visit)
    return show(request, "systems/desk.html", section="systems", visit=visit, page=page)


def _enter(
    request: HttpRequest, slug: str, system: str, criterion: str
) -> tuple[Visit, AISystem, Criterion]:
    about = get_object_or_404(Criterion, slug=criterion)
    return access.enter(request, slug), access.system(system), about


def _way_in(request: HttpRequest, visit: Visit, criterion: Criterion) -> HttpResponseBase | None:
    """Where somebody must go before they can bring evidence; nowhere, for moderators too."""
    if allowed_about(request.user, Deed.PROPOSE_EVIDENCE, criterion):
        return None
    return access.way_in(request, visit, request.path.removesuffix("dispute/"))


def _page(
    request: HttpRequest, visit: Visit, system: AISystem, criterion: Criterion, **forms: Any
) -> HttpResponse:
    page = evidence_page(visit, system, criterion, **forms)
    return show(
        request,
        "systems/evidence.html",
        section="systems",
        visit=visit,
        page=page,
        status=422 if forms else 200,
    )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
