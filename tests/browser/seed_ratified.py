"""Two definitions that are put up for ratification by themselves, and people to vote on them.

Runs inside the site's own installation, by `manage.py shell`.
"""

from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from deliberation import actions
from deliberation.models import Criterion, User
from tests.browser.seed import CLASSES
from tests.browser.seed_queue import _session

ENOUGH, TOO_FEW = "ratified-by-enough", "ratified-by-too-few"
QUORUM = 3
OPENS, ENDS = timedelta(seconds=5), timedelta(seconds=120)


def seed() -> dict[str, list[str]]:
    """By address of the definition, the session keys of those who may vote."""
    root = User.objects.create_superuser("ratifying@example.org")
    TOTP.activate(root, generate_totp_secret())
    return {slug: _definition(slug, root) for slug in (ENOUGH, TOO_FEW)}


def _definition(slug: str, by: User) -> list[str]:
    definition = actions.open_definition(
        slug=slug, title="Ratified", question="What must a data set say?", classes=CLASSES,
        criteria=[Criterion.objects.get(slug="training-data")], phase="convergence",
    )  # fmt: skip
    numbers: dict[str, Any] = {
        "quorum_votes": 2, "quorum_cell_votes": 0, "broad_support": "0.1", "required_classes": [],
        "ratify_quorum": QUORUM, "ratify_class_quorum": 1,
    }  # fmt: skip
    actions.change_ruleset(definition=definition, reason="Few will come.", **numbers)
    proposal = actions.open_proposal(
        definition=definition, criterion_slug="training-data", level="MUST", requires="open",
        wording="Whoever trains a model MUST name its data.", origin="seeded",
    )  # fmt: skip
    users = [User.objects.create_user(f"{slug}-{number}@example.org") for number in range(QUORUM)]
    for number, user in enumerate(users):
        voter = actions.join(
            definition=definition, user=user, pseudonym=f"tern-{number}",
            class_slug=CLASSES[number % 2][0],
        )  # fmt: skip
        actions.cast_vote(participant=voter, proposal=proposal, value=1)
    actions.aggregate(definition_id=definition.pk, wait=30)
    now = timezone.now()
    actions.plan_phases(
        definition=definition, by=by, reason="A short life.",
        times={"ratification": now + OPENS, "closed": now + ENDS},
    )  # fmt: skip
    return [_session(user) for user in users]
