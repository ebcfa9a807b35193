"""Ways into the demo: two accounts with passwords of their own, and an API token."""

import json
import secrets
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from rest_framework.authtoken.models import Token

from deliberation import actions
from deliberation.demo.seed import OPENED
from deliberation.models import Definition, Role, User

STEWARD: Final = "steward@demo.example"
PARTICIPANT: Final = "participant@demo.example"


@dataclass(frozen=True)
class Access:
    """What `make demo` prints: e-mail and password of each account, and the token."""

    steward: tuple[str, str]
    participant: tuple[str, str]
    token: str


def grant_access(definition: Definition) -> Access:
    """Make the demo's accounts, or find them; the same passwords on every start.

    They are drawn at random on the first start and kept in a file that only its owner
    can read. The development profile alone calls this.
    """
    passwords = _passwords()
    steward = _account(STEWARD, passwords[STEWARD], is_staff=True)
    participant = _account(PARTICIPANT, passwords[PARTICIPANT])
    Role.objects.get_or_create(definition=definition, user=steward, name=Role.Name.STEWARD)
    for user, name, class_slug in (
        (steward, "demo-steward", "legal-policy"),
        (participant, "demo-participant", "affected-public"),
    ):
        if definition.participant_of(user) is None:
            actions.join(
                definition=definition, user=user, pseudonym=name, class_slug=class_slug, at=OPENED
            )
    token, _ = Token.objects.get_or_create(user=participant)
    return Access((STEWARD, passwords[STEWARD]), (PARTICIPANT, passwords[PARTICIPANT]), token.key)


def _passwords() -> dict[str, str]:
    path = settings.HOME / "demo-access.json"
    if not path.exists():
        path.touch(mode=0o600)
        drawn = {email: secrets.token_urlsafe(9) for email in (STEWARD, PARTICIPANT)}
        path.write_text(json.dumps(drawn))
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


def _account(email: str, password: str, *, is_staff: bool = False) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, is_staff=is_staff)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    # Nobody reads mail there, so the addresses count as confirmed.
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
