"""Phases pass by themselves with a real beat and worker, and a round makes 1.0.0, or does not."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SEED = """
import json
from datetime import timedelta
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from deliberation import actions
from deliberation.exchange.templates import open_from_template, template
from deliberation.models import User
from rest_framework.authtoken.models import Token

steward = User.objects.create_user("steward@example.org")
TOTP.activate(steward, generate_totp_secret())
definition = open_from_template(template("sustainable-ai"), steward=steward)
actions.change_ruleset(
    definition=definition, reason="Six people.", quorum_votes=2, quorum_cell_votes=0,
    broad_support="0.1", required_classes=[], ratify_quorum=3, ratify_class_quorum=1,
)
actions.change_phase(definition=definition, phase="gathering")
people = []
for number in range(6):
    user = User.objects.create_user(f"user{number}@example.org")
    people.append(actions.join(
        definition=definition, user=user, pseudonym=f"heron-{number}",
        class_slug=("developers", "operators")[number %% 2],
    ))
    Token.objects.create(user=user)
for person in people:
    for proposal in definition.proposals.all()[:3]:
        actions.cast_vote(participant=person, proposal=proposal, value=1)
start = timezone.now()
actions.plan_phases(definition=definition, by=steward, reason="A short life.", times={
    phase: start + timedelta(seconds=seconds)
    for phase, seconds in %s.items()
})
print(json.dumps([token.key for token in Token.objects.order_by("user")]))
"""
TIMES = {"deliberation": 8, "convergence": 12, "ratification": 16, "closed": 60}
API = "/api/v1/definitions/sustainable-ai"


def phase(installation: Any) -> str:
    return str(installation.get(f"{API}/phases/").json()["phase"])


def rounds(installation: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = installation.get(f"{API}/ratification/").json()
    return found


@pytest.mark.parametrize("ballots", [6, 2])
def test_phases_pass_as_planned_and_the_ballots_decide(embedded: Any, ballots: int) -> None:
    import httpx

    embedded.env["OPENMOOT_PHASE_SECONDS"] = "1"
    tokens = embedded.shell(SEED % json.dumps(TIMES))
    embedded.start("web", "worker", "beat")
    open_round = embedded.until(lambda: rounds(embedded), seconds=90)[0]
    assert phase(embedded) == "ratification"
    for token in tokens[:ballots]:
        answer = httpx.put(
            f"{embedded.url}{API}/ratification/ballot/",
            json={"yes": True}, headers={"Authorization": f"Token {token}"}, timeout=10,
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
    ended = embedded.until(lambda: rounds(embedded)[0]["concluded_at"] and rounds(embedded)[0], 120)
    drafts = embedded.get(f"{API}/drafts/").json()["results"]
    versions = {each["version"]: each["status"] for each in drafts}
    assert ended["content_hash"] == open_round["content_hash"]
    if ballots == 6:
        assert (ended["outcome"], phase(embedded)) == ("ratified", "closed")
        assert versions["1.0.0"] == "ratified"
    else:
        assert (ended["outcome"], phase(embedded)) == ("no-quorum", "convergence")
        assert "1.0.0" not in versions
