"""Coming in with django-allauth, as this site wants it: one door, a code by e-mail first."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.views import RequestLoginCodeView
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation import actions, guests

SECOND_LOCK = "allauth.mfa.stages.AuthenticateStage"


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
        """A passkey is a way in of its own and no second lock: who loses it has the code."""
        return [stage for stage in super().get_login_stages() if stage != SECOND_LOCK]

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
