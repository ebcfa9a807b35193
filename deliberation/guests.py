"""Which browser a guest comes back with: a signed cookie that holds a random key.

The cookie is apart from the session, so that a guest is known for a year whether or not
the session has ended. Participants without an account carry the same key.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponseBase

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


def remember(response: HttpResponseBase, key: str) -> None:
    """Have the browser keep the key; also to begin its year anew."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=SALT,
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
