"""A vote changes a clause, the clause changes verdicts: through real processes."""

import xml.etree.ElementTree as ET

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


ATOM = "{http://www.w3.org/2005/Atom}"
SVG = "{http://www.w3.org/2000/svg}"
SYSTEM_PAGE = "/d/open-source-ai/systems/egret/"
ASSESSMENT = "/api/v1/definitions/open-source-ai/drafts/{version}/assessments/egret/"


def by_api(installation, version):
    return installation.get(ASSESSMENT.format(version=version)).json()["verdict"]


def by_badge(installation, version):
    answer = installation.get(f"{SYSTEM_PAGE}badge.svg?under={version}")
    *_, verdict = ET.fromstring(answer.content).iter(f"{SVG}text")
    return verdict.text


def by_page(installation, version):
    text = installation.get(f"{SYSTEM_PAGE}?under={version}").text
    answers = {"Yes. It meets the text.": "meets", "No. It ": "does not meet"}
    return next((verdict for words, verdict in answers.items() if words in text), "neither")


def by_feed(installation):
    entries = ET.fromstring(installation.get("/d/open-source-ai/verdicts.atom").content)
    return [
        (each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}summary"))
        for each in entries.findall(f"{ATOM}entry")
    ]


TELLING = (by_api, by_badge, by_page)


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
    for tell in TELLING:
        assert tell(installation, first) == "meets", tell
        assert tell(installation, second) == "does not meet", tell
    ((title, told),) = by_feed(installation)
    assert title == f"Draft {second}: 1 system has another verdict than under {first}"
    assert "Egret: meets → does not meet" in told
    installation.manage("shell", "--verbosity", "0", "-c", DECIDE)
    installation.until(lambda: verdicts(second) == both)
    for tell in TELLING:
        assert tell(installation, second) == "meets", tell
    ((title, told),) = by_feed(installation)
    assert title == f"Draft {second}: what is known of 1 system has changed its verdict"
    assert "Egret: does not meet → meets" in told
