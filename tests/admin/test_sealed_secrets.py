"""A copy of the database alone makes nobody's codes, and the key can be changed."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from deliberation import sealing

OLD, NEW = "the key from before" * 3, "the key of today" * 3


def accepts(user: Any, secret: str) -> bool:
    """Whether the code that an app shows now is the user's."""
    code = format_hotp_value(hotp_value(secret, next(counters())))
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return TOTP(key).validate_code(code)


def stored(user: Any) -> str:
    return str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))


@pytest.fixture
def kept(moot: Any, settings: Any) -> tuple[Any, str, list[str]]:
    """A moderator, the secret of their app and their recovery codes, stored under OLD."""
    settings.SECRET_KEY = OLD
    user = moot.moderator(second_factor=False)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret, RecoveryCodes.activate(user).generate_codes()


def test_neither_the_secret_nor_the_seed_stands_in_the_database(kept: Any) -> None:
    user, secret, codes = kept
    assert secret not in stored(user)
    assert stored(user).count(sealing.MARK) == 2
    assert accepts(user, secret)
    recovery = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(recovery).validate_code(codes[0])


def test_the_same_secret_is_never_stored_the_same_twice() -> None:
    assert sealing.seal("JBSWY3DP") != sealing.seal("JBSWY3DP")


def test_a_key_is_changed_without_anybody_losing_theirs(kept: Any, settings: Any) -> None:
    user, secret, codes = kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert accepts(user, secret)
    call_command("reseal")
    settings.SECRET_KEY_FALLBACKS = []
    recovery = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(recovery).generate_codes() == codes
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert sealing.unseal(key.data["secret"]) == secret


def test_without_the_key_nothing_opens_and_the_command_says_which(
    kept: Any, settings: Any, capsys: Any
) -> None:
    user, secret, _ = kept
    settings.SECRET_KEY = NEW
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        accepts(user, secret)
    with pytest.raises(CommandError, match="opens 2 of them"):
        call_command("reseal")
    assert "Encrypted 0" in capsys.readouterr().out


def test_plain_secrets_from_before_are_read_and_encrypted_by_the_migration(moot: Any) -> None:
    user = moot.moderator(second_factor=False)
    secret = generate_totp_secret()
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    passkey = {"name": "phone", "credential": {"id": "x"}}
    Authenticator.objects.create(user=user, type="webauthn", data=passkey)
    assert accepts(user, secret)
    migration = import_module("deliberation.migrations.0023_sealed_second_factors")
    migration.encrypt(apps, None)
    assert secret not in stored(user)
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert sealing.unseal(key.data["secret"]) == secret
    assert Authenticator.objects.get(user=user, type="webauthn").data == passkey
