"""Where those who decide for others are led until they have a second factor."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from deliberation import second_factor
from deliberation.models.people import SECOND_FACTORS
from deliberation.refusals import SecondFactorNeeded
from deliberation.web.responses import leave, show

# Where the way led before a second factor was asked for; setting one up takes several pages.
BACK: Final = "second_factor_back"
PASSKEYS: Final = "/account/#passkeys"


class SecondFactorMiddleware:
    """Answers SecondFactorNeeded, from whichever page, by leading to the page below."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, SecondFactorNeeded):
            return None
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        return leave(request, redirect(f"{reverse('second-factor')}?{urlencode({'next': back})}"))


@login_required
@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """What a second factor is, how to get one, and, once there is one, the way back."""
    given = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(given, allowed_hosts=None):
        request.session[BACK] = given
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    is_set_up = bool(kinds & set(SECOND_FACTORS))
    return show(
        request,
        "second_factor.html",
        section="account",
        is_asked=second_factor.is_asked_of(request.user),
        is_set_up=is_set_up,
        has_app=Authenticator.Type.TOTP in kinds,
        has_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        back=request.session.get(BACK, ""),
    )


@login_required
@require_safe
def after(request: HttpRequest) -> HttpResponseBase:
    """Where a change of one's second factor ends: on the way back, or in the settings."""
    return redirect("second-factor") if BACK in request.session else redirect(PASSKEYS)


def _page_before(request: HttpRequest) -> str:
    """The page that a form was on, if it was one of ours."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    is_ours = before.netloc == request.get_host()
    return before._replace(scheme="", netloc="").geturl() if is_ours else reverse("home")
