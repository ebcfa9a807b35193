"""A vote changes a clause, the clause changes verdicts: through real processes."""

import pytest

from tests.system.test_way_of_a_vote import SEED

SYSTEM = """
from deliberation.models import AISystem, Criterion, Evidence
from django.utils import timezone

for slug, levels in (("heron", ("open", "open")), ("egret", ("open", "closed"))):
    system = AISystem.objects.create(slug=slug, name=slug.capitalize())
    for criterion, level in zip(("training-data", "no-scale-cap"), levels):
        Evidence.objects.create(
            system=system, criterion=Criterion.objects.get(slug=criterion), level=level,
            confidence="high", basis="source read", origin="reviewed", recorded_at=timezone.now(),
        )
"""
VERDICTS = """
import json
from deliberation.models import Assessment
rows = Assessment.objects.values_list("draft__version", "system__slug", "verdict")
print(json.dumps(sorted(rows)))
"""
DECIDE = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from deliberation import actions
from deliberation.models import AISystem, Criterion, Definition, Role, User

definition = Definition.objects.get()
moderator = User.objects.create_user("mo@example.org")
TOTP.activate(moderator, generate_totp_secret())
Role.objects.create(definition=definition, user=moderator, name="moderator")
proposed = actions.propose_evidence(
    system=AISystem.objects.get(slug="egret"), criterion=Criterion.objects.get(slug="no-scale-cap"),
    by=User.objects.get(email="user0@example.org"), level="open",
    source_url="https://example.org/licence", seen="2026-11",
)
actions.accept_evidence(proposed=proposed, by=moderator, reason="The cap is gone.", replaces=True)
"""


@pytest.mark.slow
def test_votes_and_decisions_on_evidence_change_verdicts_by_the_worker(installation):
    tokens = installation.shell(SEED)
    installation.manage("shell", "--verbosity", "0", "-c", SYSTEM)
    installation.start("web", "worker", "beat")

    def verdicts(version):
        return {
            slug: verdict for of, slug, verdict in installation.shell(VERDICTS) if of == version
        }

    for token in tokens:
        installation.vote(1, "agree", token)
    first = installation.until(installation.latest)["version"]
    both = {"heron": "meets", "egret": "meets"}
    installation.until(lambda: verdicts(first) == both)
    for token in tokens:
        installation.vote(2, "agree", token)
    second = installation.until(
        lambda: (found := installation.latest()["version"]) != first and found
    )
    installation.until(lambda: verdicts(second) == {"heron": "meets", "egret": "does not meet"})
    assert verdicts(first) == both
    installation.manage("shell", "--verbosity", "0", "-c", DECIDE)
    installation.until(lambda: verdicts(second) == both)
