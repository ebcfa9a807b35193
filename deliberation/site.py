"""Where this site is on the web, for links that are read elsewhere: mails and feeds."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """A path of this site as a whole address."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """The site's name on the web, without a port."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
