"""Pieces of pages that follow from texts which never change, kept in the cache.

A piece is kept for the language it speaks and the edition of the templates it was made
with. It names nobody: what differs between visitors stands around it.
"""

import hashlib
from collections.abc import Callable
from functools import cache as once
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

KEPT_SECONDS: Final = 30 * 24 * 3600
MADE_WITH: Final = ("templates", "templatetags", "static", "locale", "web", "drafting")


def kept[Piece](name: str, make: Callable[[], Piece]) -> Piece:
    """The piece of this name from the cache, or made and put there."""
    key = f"piece-{edition()}-{get_language()}-{name}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, timeout=KEPT_SECONDS)
    return cast(Piece, found)


@once
def edition() -> str:
    """Of everything that pages are made with; another one after every change to it."""
    package = Path(settings.BASE_DIR) / "deliberation"
    digest = hashlib.sha256(settings.SITE_URL.encode())
    for folder in MADE_WITH:
        for path in sorted((package / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
