"""Who runs a definition: stewards give and take roles, anyone gives up their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation import actions
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.governing import GivingForm, ReasonForm
from deliberation.web.pages.roles import roles_page
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def roles(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The team, and the form that adds to it."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    if request.method != "POST":
        return _page(request, visit, GivingForm())
    visit.require(Deed.ASSIGN)
    form = GivingForm(request.POST)
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            given = actions.give_role(
                definition=visit.definition, by=request.user, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("{handle} has the role now: {role}.")
            role = given.get_name_display()
            messages.success(request, said.format(handle=given.handle, role=role))
            return redirect("roles", slug)
    return _page(request, visit, form, status=422)


@require_POST
@limited("settings")
def take_role(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Take a role away, or give up one's own."""
    visit = access.enter(request, slug)
    visit.require(Deed.SEE_QUEUE)
    role = get_object_or_404(visit.definition.roles.select_related("user"), pk=number)
    visit.require(Deed.GIVE_UP if role.user_id == request.user.pk else Deed.ASSIGN)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for each in form.errors["reason"]))
        return redirect("roles", slug)
    assert isinstance(request.user, User)
    try:
        actions.take_role(role=role, by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
        return redirect("roles", slug)
    said = _("{handle} no longer has the role: {role}.")
    messages.success(
        request, said.format(handle=role.handle, role=role.get_name_display())
    )  # fmt: skip
    return redirect("definition" if role.user_id == request.user.pk else "roles", slug)


def _page(
    request: HttpRequest, visit: access.Visit, form: GivingForm, status: int = 200
) -> HttpResponse:
    page = roles_page(visit)
    return show(
        request, "roles.html", section="roles", visit=visit, status=status, page=page, form=form
    )
