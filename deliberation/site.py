"""Where this site is on the web, for links and names that are read elsewhere."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

# The year in which an authority had the name that its tag URIs begin with (RFC 4151). Ids
# of entries must never change, so neither may this.
TAG_YEAR: Final = 2026


def absolute(path: str) -> str:
    """A path of this site as a whole address."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """The site's name on the web, without a port."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def tag(*parts: object) -> str:
    """An id that stays, wherever the site's pages move to."""
    return f"tag:{host()},{TAG_YEAR}:{'/'.join(str(part) for part in parts)}"
