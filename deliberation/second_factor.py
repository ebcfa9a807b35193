"""Whoever decides for others has a second factor: an authenticator app or a passkey.

`permissions.require` refuses decisions without one. Signing in asks for it
(deliberation.web.sign_in), so that whoever has one and is signed in has shown it.
"""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from rest_framework.authtoken.models import Token

from deliberation import sealing
from deliberation.models.people import SECOND_FACTORS, User

# What is secret in an authenticator's data: of an app, and of recovery codes. Passkeys store
# public keys.
SECRETS: Final = ("secret", "seed")


class Adapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)


def is_asked_of(user: Any, *, has_role: bool | None = None) -> bool:
    """Whether this user decides for others: stewards, moderators, and who runs the site.

    has_role: whether they have a role in some definition, where that is known.
    """
    if not user.is_active:
        return False
    if user.is_superuser or user.is_staff:
        return True
    return user.roles.exists() if has_role is None else has_role


@transaction.atomic
def end_older_ways_in(request: Any, user: User) -> None:
    """Sign the user out everywhere else and drop the API token: both were made without the
    second factor that there is from now on."""
    Token.objects.filter(user=user).delete()
    user.renew_sessions()
    update_session_auth_hash(request, user)


def on_added(request: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    """After an authenticator was added. Whoever added it has just shown it, so they are not
    asked for it again before they see their recovery codes."""
    if authenticator.type not in SECOND_FACTORS:
        return
    others = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exclude(
        pk=authenticator.pk
    )
    if not others.exists() and is_asked_of(user):
        end_older_ways_in(request, user)
    shown = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
    record_authentication(request, user, "mfa", **shown)


def reseal(pk: int) -> bool:
    """Encrypt the secrets of one authenticator under the present key.

    Locks its row, so runs in a transaction. Returns whether it has any. Raises
    ImproperlyConfigured where no key of the settings opens them.
    """
    authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
    held = [name for name in SECRETS if authenticator and name in authenticator.data]
    for name in held:
        authenticator.data[name] = sealing.reseal(authenticator.data[name])
    if held:
        authenticator.save(update_fields=["data"])
    return bool(held)
