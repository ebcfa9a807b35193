"""Suspicions, and votes that are left out: looked at by the team, decided by stewards, public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.integrity import EXCLUDE, DecisionForm, ExclusionForm, ReversalForm
from deliberation.web.pages.integrity import exclusions_page, integrity_page, suspicion_page
from deliberation.web.responses import number_in, show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def integrity(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What was noted, and the form to exclude votes that were not."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    form = ExclusionForm(request.POST or None)
    if request.method == "POST":
        visit.require(Deed.EXCLUDE)
        if form.is_valid() and _excluded(request, visit, form):
            return redirect("exclusions", slug)
    status = 422 if form.errors else 200
    page = integrity_page(visit)
    return show(
        request,
        "integrity.html",
        section="integrity",
        visit=visit,
        status=status,
        page=page,
        form=form,
    )


def _excluded(request: HttpRequest, visit: access.Visit, form: ExclusionForm) -> bool:
    assert isinstance(request.user, User)
    names = form.cleaned_data["pseudonyms"].splitlines()
    try:
        exclusion = actions.exclude(
            definition=visit.definition,
            by=request.user,
            reason=form.cleaned_data["reason"],
            participants=actions.participants_named(visit.definition, names),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    _say_excluded(request, exclusion.size)
    return True


def _say_excluded(request: HttpRequest, size: int) -> None:
    said = _("Excluded: the votes of {number} participants, from the next draft on.")
    messages.success(request, said.format(number=size))


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def suspicion(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The evidence, and what a steward decides about it."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    found = get_object_or_404(visit.definition.suspicions, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        visit.require(Deed.EXCLUDE)
        assert isinstance(request.user, User)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                if form.cleaned_data["decision"] == EXCLUDE:
                    exclusion = actions.exclude(
                        definition=visit.definition,
                        by=request.user,
                        reason=reason,
                        suspicion=found,
                    )
                    _say_excluded(request, exclusion.size)
                    return redirect("exclusions", slug)
                actions.dismiss_suspicion(suspicion=found, by=request.user, note=reason)
                messages.success(request, _("Dismissed. The votes count as before."))
                return redirect("integrity", slug)
            except Refusal as refusal:
                add_refusal(form, refusal)
        found.refresh_from_db()
    page = suspicion_page(visit, found, number=number_in(request, "page", 1))
    status = 422 if form.errors else 200
    return show(
        request,
        "suspicion.html",
        section="integrity",
        visit=visit,
        status=status,
        page=page,
        form=form,
    )


@require_safe
def exclusions(request: HttpRequest, slug: str) -> HttpResponse:
    """Public: which votes are left out, why, and what they would change."""
    visit = access.enter(request, slug)
    return show(
        request,
        "exclusions.html",
        section="exclusions",
        visit=visit,
        page=exclusions_page(visit),
    )


@require_POST
@limited("settings")
def reverse_exclusion(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    visit = access.enter(request, slug)
    visit.require(Deed.EXCLUDE)
    exclusion = get_object_or_404(visit.definition.exclusions, number=number)
    form = ReversalForm(request.POST)
    assert isinstance(request.user, User)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for each in form.errors["reason"]))
        return redirect("exclusions", slug)
    try:
        actions.reverse_exclusion(
            exclusion=exclusion, by=request.user, reason=form.cleaned_data["reason"]
        )
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        messages.success(request, _("Reversed. The votes count again from the next draft on."))
    return redirect("exclusions", slug)
