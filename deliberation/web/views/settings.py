"""One's settings, the API token, and the theme, which also visitors choose."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.authtoken.models import Token

from deliberation import sent
from deliberation.limits import limited
from deliberation.models import User
from deliberation.web.context import THEME_COOKIE, THEMES
from deliberation.web.pages.account import account_page
from deliberation.web.responses import number_in, show
from deliberation.web.views.joining import back_from

YEAR: Final = timedelta(days=365)


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    page = account_page(request, page=number_in(request, "page", default=1))
    return show(request, "account.html", section="account", page=page)


@login_required
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """What somebody sent before they signed in or joined, to be sent now."""
    kept = sent.kept(request)
    if kept is None:
        return redirect("home")
    return show(request, "resume.html", section="account", kept=kept)


@login_required
@require_POST
@limited("settings")
def renew_token(request: HttpRequest) -> HttpResponseBase:
    """Make an API token, or a new one in place of the old, which stops working."""
    assert isinstance(request.user, User)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        renewed = bool(Token.objects.filter(user=request.user).delete()[0])
        Token.objects.create(user=request.user)
    messages.success(
        request,
        _("Your API token is renewed; the old one no longer works.")
        if renewed
        else _("Your API token is made."),
    )
    return redirect(f"{reverse('account')}#token")


@require_POST
def theme(request: HttpRequest) -> HttpResponseBase:
    """Keep "light" or "dark" in a cookie; anything else leaves it to the device."""
    response = redirect(back_from(request, default=reverse("home")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
