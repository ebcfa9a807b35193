"""A definition in which thirty proposals wait, who wrote them, and two moderators.

Runs inside the site's own installation, by `manage.py shell`.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from deliberation import actions
from deliberation.models import Criterion, Role, User
from tests.browser.seed import CLASSES

SLUG = "queued"
NUMBER = 30
FIRST = "first.moderator@example.org"


def seed() -> dict[str, Any]:
    """The first moderator's secret, and session keys of the second one and of the author."""
    settings.PROPOSALS_A_DAY = NUMBER
    definition = actions.open_definition(
        slug=SLUG, title="Queued", question="What must a data set say?", classes=CLASSES,
        criteria=[Criterion.objects.get(slug="training-data")],
    )  # fmt: skip
    author = User.objects.create_user("author@example.org")
    participant = actions.join(
        definition=definition, user=author, pseudonym="wren", class_slug="public"
    )
    for number in range(NUMBER):
        actions.open_proposal(
            definition=definition, criterion_slug="training-data", level="MUST", requires="open",
            wording=f"Table {number} of a data set MUST carry note {number * 13} about its origin.",
            author=participant,
        )  # fmt: skip
    secret = generate_totp_secret()
    first, second = User.objects.create_user(FIRST), User.objects.create_user("second@example.org")
    EmailAddress.objects.create(user=first, email=FIRST, verified=True, primary=True)
    for moderator in (first, second):
        TOTP.activate(moderator, secret)
        Role.objects.create(definition=definition, user=moderator, name=Role.Name.MODERATOR)
    return {"secret": secret, "second": _session(second), "author": _session(author)}


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
