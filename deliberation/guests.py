"""Which browser a guest comes back with: a signed cookie that holds a random key.

The cookie is apart from the session, so that a guest is known for a year whether or not
the session has ended. Participants without an account carry the same key.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from deliberation.models import Definition, Event, Participant

COOKIE: Final = "openmoot_guest"
SALT: Final = "deliberation.guests"
LASTS: Final = timedelta(days=365)


def key_of(request: Any) -> str | None:
    """The key of this browser, if it has a cookie of ours; of a page's request or the API's."""
    key: str | None = request.get_signed_cookie(
        COOKIE, default=None, salt=SALT, max_age=LASTS.total_seconds()
    )
    return key


def new_key() -> str:
    return secrets.token_hex(16)


def keep(request: Any, key: str) -> None:
    """Have the browser keep the key from the answer to this request on."""
    getattr(request, "_request", request).guest_key = key


class GuestMiddleware:
    """Sends the cookie to a browser that became a guest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if key := getattr(request, "guest_key", None):
            _remember(response, key)
        return response


def _remember(response: HttpResponseBase, key: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=SALT,
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def participant_in(definition: Definition, request: Any) -> Participant | None:
    """Whoever calls, inside the definition: a user's participant, or a browser's guest."""
    if request.user.is_authenticated:
        return definition.participant_of(request.user)
    return definition.guest_of(key_of(request))


def participations(request: Any) -> QuerySet[Participant]:
    """Whom this browser is as a guest, the newest first."""
    key = key_of(request)
    if key is None:
        return Participant.objects.none()
    return (
        Participant.objects.filter(guest_key=key)
        .select_related("definition", "stakeholder_class")
        .order_by("-pk")
    )


def votes_of(request: Any) -> int:
    """How many votes stand that this browser cast as a guest."""
    key = key_of(request)
    return Event.objects.filter(participant__guest_key=key).standing().count() if key else 0
