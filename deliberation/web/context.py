"""What every page is told: its theme, and the languages there are."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

THEME_COOKIE: Final = "theme"
THEMES: Final = ("light", "dark")


def appearance(request: HttpRequest) -> dict[str, Any]:
    """theme: "light", "dark", or empty for what the device says."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else "", "languages": settings.LANGUAGES}
