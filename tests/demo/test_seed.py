"""The demo's definition and crowd: deterministic, labelled, and worth looking at."""

import json

import pytest

from deliberation import actions
from deliberation.demo import crowd
from deliberation.demo.access import grant_access
from deliberation.demo.seed import SLUG, bring_crowd, open_demo
from deliberation.drafting import render
from deliberation.exchange import catalogue
from deliberation.models import Admission, Definition
from deliberation.pseudonyms import numbered


@pytest.fixture
def demo(db):
    catalogue.load()
    return open_demo()


def test_the_crowd_is_the_same_every_time_and_has_six_classes():
    assert crowd.voters() == crowd.voters()
    assert {voter.class_slug for voter in crowd.voters()} == {slug for slug, _, _ in crowd.CLASSES}
    assert len(crowd.CLASSES) == 6
    names = [numbered(voter.number) for voter in crowd.voters()]
    assert len(set(names)) == len(names)


def test_the_contested_questions_are_all_on_the_table(demo):
    criteria = set(demo.criteria.values_list("slug", flat=True))
    assert criteria >= {
        "training-data", "data-information", "no-scale-cap", "no-acceptable-use",
        "weights-licence", "training-code", "no-field-of-use", "no-output-reuse", "model-card",
        "technical-report",
    }  # fmt: skip
    rivals = demo.proposals.filter(criterion__slug="training-data")
    assert {proposal.current.level for proposal in rivals} == {"MUST", "SHOULD", "MAY"}


def test_both_waves_give_drafts_with_clauses_and_open_questions(demo):
    hashes = []
    for wave in (0, 1):
        assert bring_crowd(demo, wave=wave) > 2000
        actions.aggregate(definition_id=demo.pk)
        draft = demo.drafts.latest_first()[0]
        hashes.append(draft.content_hash)
        assert draft.clauses.count() >= 10
        assert any(part["open_questions"] for part in draft.content["parts"])
    assert hashes[0] != hashes[1]
    assert draft.content["simulated"]
    assert "Simulated data" in render.markdown(draft.content, draft.content_hash)


def test_everybody_in_the_crowd_is_marked_as_simulated(demo):
    bring_crowd(demo, wave=0)
    assert demo.is_simulated
    assert not demo.participants.filter(is_simulated=False).exists()


def test_visitors_can_vote_at_once_and_the_classes_have_targets(demo):
    assert demo.admission == Admission.GUESTS
    shares = demo.stakeholder_classes.filter(is_guest=False).values_list("target_share", flat=True)
    assert sum(shares) == 1
    assert demo.stakeholder_classes.get(is_guest=True).target_share is None


def test_opening_the_demo_again_changes_nothing(demo):
    proposals = demo.proposals.count()
    assert open_demo() == demo
    assert (Definition.objects.filter(slug=SLUG).count(), demo.proposals.count()) == (1, proposals)


def test_the_accounts_keep_their_passwords_and_sign_in(demo, client, settings, tmp_path):
    settings.HOME = tmp_path
    access = grant_access(demo)
    assert grant_access(demo) == access
    for email, password in (access.steward, access.participant):
        answer = client.post("/accounts/login/", {"login": email, "password": password})
        assert answer["Location"] == "/"
        client.post("/sign-out/")
    stored = tmp_path / "demo-access.json"
    assert stored.stat().st_mode & 0o077 == 0
    assert set(json.loads(stored.read_text())) == {access.steward[0], access.participant[0]}
