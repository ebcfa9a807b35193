"""What somebody has here: where they take part, their votes, their API token."""

from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from rest_framework.authtoken.models import Token

from deliberation import guests
from deliberation.models import Event, Participant, User
from deliberation.web.ballots import WORDS

PER_PAGE: Final = 50


@dataclass(frozen=True)
class Cast:
    """A vote that stands. word: "agree", "pass" or "disagree"."""

    event: Event

    @property
    def word(self) -> str:
        return WORDS[self.event.value or 0]


@dataclass(frozen=True)
class AccountPage:
    """guests: whom this browser is besides, as a guest. app: the authenticator app, if there
    is one. votes: where this page of them stands among all; casts: those of this page.
    has_providers: whether one can sign in by an account elsewhere."""

    participations: list[Participant]
    guests: list[Participant]
    passkeys: list[Authenticator]
    app: Authenticator | None
    addresses: list[EmailAddress]
    has_providers: bool
    votes: Page[Event]
    casts: list[Cast]
    token: Token | None


def account_page(request: HttpRequest, *, page: int = 1) -> AccountPage:
    user = request.user
    assert isinstance(user, User)
    participations = user.participations.select_related("definition", "stakeholder_class")
    standing = Event.objects.filter(participant__user=user).present()
    shown = standing.select_related("definition")
    votes = Paginator(shown.order_by("definition", "number"), PER_PAGE).get_page(page)
    keys = list(Authenticator.objects.filter(user=user).order_by("pk"))
    return AccountPage(
        participations=list(participations),
        guests=list(guests.participations(request)),
        passkeys=[each for each in keys if each.type == Authenticator.Type.WEBAUTHN],
        app=next((each for each in keys if each.type == Authenticator.Type.TOTP), None),
        addresses=list(EmailAddress.objects.filter(user=user).order_by("-primary", "email")),
        has_providers=bool(settings.SOCIALACCOUNT_PROVIDERS),
        votes=votes,
        casts=[Cast(event) for event in votes],
        token=Token.objects.filter(user=user).first(),
    )
