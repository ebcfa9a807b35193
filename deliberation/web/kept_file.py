"""Files that came in, kept between looking and confirming, on whichever host."""

import zlib
from typing import Final

from django.core.cache import cache
from django.utils.crypto import get_random_string

from deliberation.models import User

SECONDS: Final = 30 * 60


def keep(user: User, content: bytes) -> str:
    """Keep what somebody sent for half an hour. Returns the name that `take` wants."""
    name = get_random_string(32)
    cache.set(_key(user, name), zlib.compress(content), SECONDS)
    return name


def take(user: User, name: str) -> bytes | None:
    """What this user sent, and keeps it no longer; None if it is not here any more."""
    if not (name.isascii() and name.isalnum()):
        return None
    kept = cache.get(_key(user, name))
    cache.delete(_key(user, name))
    return zlib.decompress(kept) if kept is not None else None


def _key(user: User, name: str) -> str:
    return f"kept-file:{user.pk}:{name}"
