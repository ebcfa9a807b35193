"""Rulesets: seen before they are decided, decided with a reason, named by every draft."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions, drafting
from deliberation.models import Event
from deliberation.refusals import UnknownClass, UnknownTargets
from deliberation.refusals_governance import (
    NothingCounted,
    NotInThisPhase,
    ReasonNeeded,
    RoleNeeded,
    RulesetStands,
)

PAGE = "/d/open-source-ai/rulesets/"
CHANGE = f"{PAGE}change/"
API = "/api/v1/definitions/open-source-ai/rulesets/"


@pytest.fixture
def counted(easy: Any) -> Any:
    """Three proposals: much for one, one divided by class, little for another; one draft."""
    easy.votes(easy.proposal("training-data"), agree=12, disagree=2)
    divided = easy.proposal("no-scale-cap")
    for participant in easy.participants(10):
        side = "agree" if participant.stakeholder_class.slug == "developers" else "disagree"
        easy.vote(participant, divided, side)
    easy.votes(easy.proposal("no-scale-cap", level="SHOULD"), agree=3)
    easy.draft()
    return easy


def decide(moot: Any, by: Any = None, reason: str = "It was too easy.", **numbers: Any) -> Any:
    return actions.decide_ruleset(
        definition=moot.definition, by=by or moot.steward(), reason=reason, numbers=numbers
    )


@pytest.mark.parametrize(
    "numbers",
    [
        {"quorum_votes": 12},
        {"broad_support": "0.9"},
        {"bridging": "0.6", "required_classes": ["developers", "researchers"]},
        {"target_shares": {"developers": 0.9, "researchers": 0.1}},
        {"quorum_votes": 4, "broad_disagreement": "0.3", "z": "1.0"},
        {"verified_quorum": True},
    ],
)
def test_the_preview_says_what_the_next_run_composes(counted: Any, numbers: Any) -> None:
    preview = actions.preview_ruleset(definition=counted.definition, numbers=numbers)
    before = counted.definition.drafts.latest_first()[0]
    decide(counted, **numbers)
    counted.aggregate()
    after = counted.definition.drafts.latest_first()[0]
    if preview.changes_text:
        assert after.version == preview.content["version"]
        assert after.ruleset.number == preview.ruleset.number
        # Not "parts": their traces also tell what other methods say of a clause.
        same = ("proposals", "ruleset", "classes", "groups", "participants", "votes")
        assert {name: after.content[name] for name in same} == {
            name: preview.content[name] for name in same
        }
        assert drafting.same_text(after.content, preview.content)
        compared = drafting.compare(before.content, after.content)
        assert compared["counts"] == preview.comparison["counts"]
        assert compared["open_questions"] == preview.comparison["open_questions"]
    else:
        assert after == before


def test_some_of_these_change_the_text(counted: Any) -> None:
    """Else the test above would show nothing."""
    for numbers in ({"quorum_votes": 12}, {"broad_support": "0.9"}):
        assert actions.preview_ruleset(definition=counted.definition, numbers=numbers).changes_text


def test_a_preview_changes_nothing(counted: Any) -> None:
    events = Event.objects.count()
    actions.preview_ruleset(definition=counted.definition, numbers={"quorum_votes": 12})
    assert counted.definition.rulesets.count() == 2
    assert Event.objects.count() == events


def test_a_decision_is_an_event_and_counts_from_the_next_draft(counted: Any) -> None:
    steward = counted.steward()
    ruleset = decide(counted, by=steward, quorum_votes=12)
    assert (ruleset.reason, ruleset.decided_by) == ("It was too easy.", steward.roles.get().handle)
    event = Event.objects.filter(definition=counted.definition, kind="ruled").latest("pk")
    assert event.payload == {"ruleset": 3}
    old = counted.definition.drafts.latest_first()[0]
    assert old.content["ruleset"]["number"] == 2
    assert counted.draft().content["ruleset"]["number"] == 3


def test_what_makes_no_sense_is_refused(counted: Any) -> None:
    for numbers, refusal in (
        ({"required_classes": ["kings"]}, UnknownClass),
        ({"target_shares": {"kings": 1}}, UnknownTargets),
        ({"broad_support": "0.1"}, RulesetStands),
    ):
        with pytest.raises(refusal):
            decide(counted, **numbers)
    with pytest.raises(ReasonNeeded):
        decide(counted, reason=" ", quorum_votes=12)
    with pytest.raises(RoleNeeded):
        decide(counted, by=counted.moderator(), quorum_votes=12)
    actions.change_phase(definition=counted.definition, phase="ratification")
    with pytest.raises(NotInThisPhase):
        decide(counted, quorum_votes=12)


def test_without_a_run_there_is_nothing_to_preview(moot: Any) -> None:
    with pytest.raises(NothingCounted):
        actions.preview_ruleset(definition=moot.definition, numbers={"quorum_votes": 12})


def filled(client: Client, **changed: str) -> dict[str, Any]:
    """What the form holds, with some fields changed."""
    form = client.get(CHANGE).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changed).items() if value not in (None, False)}


def test_a_steward_previews_then_decides(counted: Any, as_steward: Client, text_of: Any) -> None:
    sent = filled(as_steward, quorum_votes="12")
    page = as_steward.post(CHANGE, sent | {"deed": "preview"})
    assert "What would differ from draft 0.1.0" in text_of(page)
    assert counted.definition.rulesets.count() == 2
    seen = {"seen": page.context["digest"], "deed": "decide"}
    without = as_steward.post(CHANGE, sent | seen)
    assert without.status_code == 422
    assert "Give a reason" in text_of(without)
    done = as_steward.post(CHANGE, sent | seen | {"reason": "More voices."})
    assert done["Location"] == PAGE
    public = text_of(Client().get(PAGE))
    assert "More voices." in public
    assert "Quorum: votes on a proposal: 2 12" in public


def test_what_was_not_seen_cannot_be_decided(counted: Any, as_steward: Client) -> None:
    sent = filled(as_steward, quorum_votes="12")
    digest = as_steward.post(CHANGE, sent).context["digest"]
    other = sent | {"quorum_votes": "13", "seen": digest, "deed": "decide", "reason": "Sly."}
    assert as_steward.post(CHANGE, other).status_code == 200
    assert counted.definition.rulesets.count() == 2


def test_classes_and_targets_have_fields(counted: Any, as_steward: Client) -> None:
    changed = {"target-developers": "0.4", "target-researchers": "0.6"}
    sent = filled(as_steward, **changed) | {"required_classes": ["researchers"]}
    digest = as_steward.post(CHANGE, sent).context["digest"]
    as_steward.post(CHANGE, sent | {"seen": digest, "deed": "decide", "reason": "Balance."})
    ruleset = counted.definition.rulesets.latest("number")
    assert ruleset.target_shares == {"developers": 0.4, "researchers": 0.6}
    assert ruleset.required_classes == ["researchers"]


def test_a_number_beyond_its_range_is_named(counted: Any, as_steward: Client) -> None:
    sent = filled(as_steward, broad_support="1.5")
    page = as_steward.post(CHANGE, sent)
    assert page.status_code == 422
    assert "broad_support" in page.context["form"].errors


def test_every_draft_leads_to_its_ruleset(counted: Any, text_of: Any) -> None:
    page = Client().get("/d/open-source-ai/0.1.0/").content.decode()
    assert 'href="/d/open-source-ai/rulesets/#ruleset-2"' in page
    assert "Drafts: 0.1.0" in text_of(Client().get(PAGE))


def test_the_api_lists_previews_and_decides(counted: Any, as_steward: Client) -> None:
    preview = as_steward.post(f"{API}preview/", {"quorum_votes": 12}, "application/json")
    assert preview.json()["comparison"]["to"] == "0.2.0"
    made = as_steward.post(API, {"quorum_votes": 12, "reason": "More."}, "application/json")
    assert (made.status_code, made.json()["number"]) == (201, 3)
    assert [each["number"] for each in Client().get(API).json()] == [3, 2, 1]
    stranger = Client().post(API, {"quorum_votes": 1, "reason": "x"}, "application/json")
    assert stranger.status_code == 401


def test_the_page_takes_few_queries(counted: Any, count_queries: Any) -> None:
    for number in range(5, 25):
        decide(counted, quorum_votes=number)
    assert count_queries(Client().get, PAGE) <= 12
