"""A definition in which one proposal lacks votes under its ruleset, and who can change that.

Runs inside the site's own installation, by `manage.py shell`.
"""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from deliberation import actions
from deliberation.models import Criterion, Role, User
from tests.browser.seed import CLASSES
from tests.browser.seed_queue import _session

SLUG = "ruled"
VOTES = 12
WORDING = "Whoever trains a model MUST name every source of its data."


def seed() -> dict[str, Any]:
    """The session key of the steward, and the handle by which the public knows them."""
    definition = actions.open_definition(
        slug=SLUG, title="Ruled", question="What must a data set say?", classes=CLASSES,
        criteria=[Criterion.objects.get(slug="training-data")],
    )  # fmt: skip
    actions.change_ruleset(
        definition=definition, reason="Few will come.", quorum_cell_votes=1, required_classes=[]
    )
    proposal = actions.open_proposal(
        definition=definition, criterion_slug="training-data", level="MUST", requires="open",
        wording=WORDING, origin="seeded",
    )  # fmt: skip
    for number in range(VOTES):
        voter = actions.join(
            definition=definition, user=User.objects.create_user(f"ruled{number}@example.org"),
            pseudonym=f"finch-{number}", class_slug=CLASSES[number % 2][0],
        )  # fmt: skip
        actions.cast_vote(participant=voter, proposal=proposal, value=1)
    steward = User.objects.create_user("ruling.steward@example.org")
    TOTP.activate(steward, generate_totp_secret())
    role = Role.objects.create(definition=definition, user=steward, name=Role.Name.STEWARD)
    return {"steward": _session(steward), "handle": role.handle}
