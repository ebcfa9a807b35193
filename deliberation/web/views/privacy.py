"""What is held about somebody, how they get it, and how they make it go."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation import privacy as personal
from deliberation.limits import limited
from deliberation.models import User
from deliberation.refusals import Refusal
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.people import KEEP, WITHDRAW, DeletionForm
from deliberation.web.pages.privacy import kinds
from deliberation.web.responses import show


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "privacy.html",
        section="privacy",
        kinds=kinds(),
        periods=personal.periods(),
    )


@require_safe
@login_required
def own_data(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Everything about oneself, as ZIP or JSON."""
    assert isinstance(request.user, User)
    name = f"attachment; filename=openmoot-my-data.{ending}"
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    if ending == "json":
        return JsonResponse(personal.data_of(request.user), headers=headers)
    return HttpResponse(
        personal.as_zip(request.user), content_type="application/zip", headers=headers
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limited("settings")
def delete_account(request: HttpRequest) -> HttpResponseBase:
    """Says first what will happen."""
    user = request.user
    assert isinstance(user, User)
    form = DeletionForm(user.email, request.POST or None, initial={"votes": KEEP})
    if request.method == "POST" and form.is_valid():
        try:
            personal.delete_account(
                user=user, withdraw_votes=form.cleaned_data["votes"] == WITHDRAW
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Farewell."))
            return redirect("home")
    return show(
        request,
        "delete_account.html",
        section="account",
        status=422 if form.errors else 200,
        foretold=personal.foretell(user),
        form=form,
    )
