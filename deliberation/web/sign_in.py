"""Coming in with django-allauth, as this site wants it: one door, a code by e-mail first."""

import math
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.views import RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation import actions, guests, second_factor
from deliberation.limits import network_of

SECOND_LOCK = "allauth.mfa.stages.AuthenticateStage"
OURS = "deliberation.web.sign_in.SecondFactorStage"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "incorrect_code": _("This is not the code. Look at the newest mail, then try again."),
        "email_password_mismatch": _(
            "No account has this e-mail address and this password. Look at both, then try again."
        ),
    }

    def clean_email(self, email: str) -> str:
        return email.lower()

    def get_login_stages(self) -> list[str]:
        return [OURS if stage == SECOND_LOCK else stage for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        """Who voted here as a guest is asked first whether to keep these votes."""
        response = super().post_login(request, user, **facts)
        guest = guests.participations(request).first()
        if guest is None or not isinstance(response, HttpResponseRedirect):
            return response
        join = reverse("join", args=[guest.definition.slug])
        if response.url.startswith(join):
            return response
        return HttpResponseRedirect(f"{join}?{urlencode({'next': response.url})}")


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor after the first, of those who must have one and of those
    who set up an authenticator app.

    For everybody else a passkey is a way in of its own: who loses it has the code.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is None or not super()._should_handle(request):
            return False
        return second_factor.is_asked_of(user) or is_mfa_enabled(user, [Authenticator.Type.TOTP])


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True


class SignInView(RequestLoginCodeView):
    """Sends a code to the address given. One that nobody has makes an account, which can be
    entered with that code alone; the page tells nobody which of the two it was."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        email = form.cleaned_data["email"]
        if form._user is None:
            form._user = actions.register(email=email)
        if form._user is not None and form._user.email == email:
            # What the code will confirm; accounts made by other means have none yet.
            EmailAddress.objects.get_or_create(
                user=form._user, email=email, defaults={"primary": True}
            )
        answer: HttpResponseBase = super().form_valid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form"].fields["email"].label = _("E-mail address")
        votes = guests.votes_of(self.request)
        return context | {"section": "sign-in", "guest_votes": votes}


class AddPasskeyView(AddWebAuthnView):
    """Shows the recovery codes that come with the first one only to those who need them."""

    def get_success_url(self) -> str:
        url: str = super().get_success_url()
        return url if second_factor.is_asked_of(self.request.user) else reverse("mfa_index")


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """For axes: which account somebody tried to enter by password."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()[:254]


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """For axes: the page that says when the password will be taken again, and what else works."""
    tried = AccessAttempt.objects.filter(
        username=name_tried(request, getattr(request, "axes_credentials", None)),
        ip_address=network_of(request),
    ).first()
    since = timezone.now() - tried.attempt_time if tried else timedelta()
    seconds = max(1, math.ceil((settings.AXES_COOLOFF_TIME - since).total_seconds()))
    response = render(
        request, "account/locked.html", {"minutes": math.ceil(seconds / 60)}, status=429
    )
    response["Retry-After"] = str(seconds)
    return response
