"""The schedule of a definition: everybody reads it, stewards plan and move on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.governing import MovingForm, PlanForm
from deliberation.web.pages.phases import phases_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def phases(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The schedule, and for stewards the forms that change it."""
    visit = access.enter(request, slug)
    if request.method != "POST":
        return _page(request, visit)
    visit.require(Deed.SCHEDULE)
    form = PlanForm(visit.definition, request.POST)
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            actions.plan_phases(
                definition=visit.definition,
                by=request.user,
                times=form.times,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The schedule is changed."))
            return redirect("phases", slug)
    return _page(request, visit, plan=form, status=422)


@require_POST
@limited("settings")
def move_phase(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Move to another phase at once."""
    visit = access.enter(request, slug)
    visit.require(Deed.SCHEDULE)
    form = MovingForm(request.POST)
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            moved = actions.move_phase(
                definition=visit.definition, by=request.user, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("The phase is now: {phase}.")
            messages.success(request, said.format(phase=moved.get_phase_display()))
            return redirect("phases", slug)
    return _page(request, visit, move=form, status=422)


def _page(
    request: HttpRequest,
    visit: access.Visit,
    *,
    plan: PlanForm | None = None,
    move: MovingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    planned = {each.phase: each.opens_at for each in visit.definition.schedule.to_come()}
    return show(
        request,
        "phases.html",
        section="definition",
        visit=visit,
        status=status,
        page=phases_page(visit),
        plan=plan or PlanForm(visit.definition, initial=planned),
        move=move or MovingForm(initial={"phase": visit.definition.phase}),
    )
