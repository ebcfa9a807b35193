"""Secrets that the site has to read again are stored encrypted (Fernet).

The key follows from SECRET_KEY; what was sealed under one of SECRET_KEY_FALLBACKS can still be
opened. A backup of the database alone opens nothing.
"""

from base64 import urlsafe_b64encode
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

# No secret of django-allauth begins so: those are base32, hexadecimal or digits.
MARK: Final = "sealed:"
SALT: Final = "deliberation.sealing"


def seal(text: str) -> str:
    """The text, encrypted under the present key."""
    return MARK + _keys().encrypt(text.encode()).decode()


def unseal(stored: str) -> str:
    """What was sealed; text from before there was sealing comes back as it is.

    Raises ImproperlyConfigured where no key of the settings opens it.
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A secret was encrypted under another SECRET_KEY. Put that one into"
            " SECRET_KEY_FALLBACKS, then run `manage.py reseal`."
        ) from error


def reseal(stored: str) -> str:
    """The same secret under the present key. Raises ImproperlyConfigured as `unseal` does."""
    return seal(unseal(stored))


def _keys() -> MultiFernet:
    return MultiFernet(
        [_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _fernet(secret: str) -> Fernet:
    return Fernet(
        urlsafe_b64encode(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())
    )
