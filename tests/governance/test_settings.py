"""Who takes part, when proposals are looked at, and texts: changed in public, with a reason."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import Definition, Event, Phase, StakeholderClass
from deliberation.refusals_governance import NotInThisPhase, ReasonNeeded, RoleNeeded

LOG = "/d/open-source-ai/moderation/"
API = "/api/v1/definitions/open-source-ai/"


def events(moot: Any) -> list[Any]:
    found = moot.definition.events.filter(kind=Event.Kind.SET).order_by("pk")
    return [each.payload for each in found]


def test_a_change_is_an_event_and_stands_in_the_history_with_its_reason(moot: Any) -> None:
    steward = moot.steward()
    actions.decide_admission(
        definition=moot.definition, by=steward, admission="invited", reason=" Too many came. "
    )
    handle = moot.definition.roles.get(user=steward).handle
    assert events(moot) == [
        {
            "setting": "admission", "before": "registered", "after": "invited", "by": handle,
            "reason": "Too many came.",
        }
    ]  # fmt: skip
    moot.definition.refresh_from_db()
    assert moot.definition.admission == "invited"
    assert moot.definition.history.first().history_change_reason == "Too many came."


def test_what_stands_already_adds_nothing_and_asks_for_no_reason(moot: Any) -> None:
    given = {"definition": moot.definition, "by": moot.steward(), "reason": ""}
    before = moot.definition.history.count()
    actions.decide_admission(admission="registered", **given)
    actions.change_settings(moderates_first=False, **given)
    assert (events(moot), moot.definition.history.count()) == ([], before)


def test_without_a_reason_nothing_changes(moot: Any) -> None:
    given = {"definition": moot.definition, "by": moot.steward(), "reason": "  "}
    with pytest.raises(ReasonNeeded):
        actions.decide_admission(admission="guests", **given)
    with pytest.raises(ReasonNeeded):
        actions.change_settings(moderates_first=True, **given)
    with pytest.raises(ReasonNeeded):
        actions.moderation.change_policy(text="Be kind.", **given)
    moot.definition.refresh_from_db()
    assert (moot.definition.admission, moot.definition.moderates_first) == ("registered", False)
    assert (events(moot), moot.definition.policies.count()) == ([], 0)


def test_only_stewards_change_settings_and_only_until_it_is_closed(moot: Any) -> None:
    steward = moot.steward()
    given = {"definition": moot.definition, "reason": "Because.", "moderates_first": True}
    with pytest.raises(RoleNeeded):
        actions.change_settings(by=moot.moderator(), **given)
    actions.change_phase(definition=moot.definition, phase=Phase.CLOSED)
    with pytest.raises(NotInThisPhase):
        actions.change_settings(by=steward, **given)


def test_no_draft_comes_of_it(moot: Any) -> None:
    moot.votes(moot.proposal(), agree=40)
    moot.draft()
    actions.change_settings(
        definition=moot.definition, by=moot.steward(), reason="Much spam.", moderates_first=True
    )
    moot.aggregate()
    assert moot.definition.drafts.count() == 1
    assert not moot.definition.events.waiting().exists()


def posted(definition: Definition, **more: str) -> dict[str, str]:
    """What the admin's form of a definition in setup sends."""
    return {
        "title": definition.title, "question": definition.question, "language": "en",
        "preamble": definition.preamble, "criterion_uses-TOTAL_FORMS": "0",
        "criterion_uses-INITIAL_FORMS": "0", **more,
    }  # fmt: skip


def test_the_admin_asks_why_and_logs_what_was_changed(moot: Any, enter: Any) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.SETUP)
    steward = moot.steward()
    client: Client = enter(steward)
    page = f"/admin/deliberation/definition/{moot.definition.pk}/change/"
    sent = posted(moot.definition, title="Open AI systems", question="Which parts?")
    assert "Give a reason that the public can read." in client.post(page, sent).content.decode()
    assert events(moot) == []
    answer = client.post(page, sent | {"reason": "Plainer."})
    assert answer.status_code == 302, answer.context["errors"]
    assert [(each["setting"], each["after"]) for each in events(moot)] == [
        ("title", "Open AI systems"),
        ("question", "Which parts?"),
    ]
    last = moot.definition.history.first()
    assert (last.history_user, last.history_change_reason) == (steward, "Plainer.")
    actions.change_phase(definition=moot.definition, phase=Phase.GATHERING)
    log = Client().get(LOG).content.decode()
    assert "The title is “Open AI systems”. Until then: “Open Source AI”." in log
    assert "The question was written anew." in log


def test_the_admin_saves_nothing_where_nothing_was_changed(moot: Any, enter: Any) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.SETUP)
    before = moot.definition.history.count()
    page = f"/admin/deliberation/definition/{moot.definition.pk}/change/"
    assert enter(moot.steward()).post(page, posted(moot.definition)).status_code == 302
    assert moot.definition.history.count() == before


def test_the_api_asks_for_a_reason_and_tells_it(moot: Any, signed_in: Any) -> None:
    client = signed_in(moot.steward())
    json = {"content_type": "application/json"}
    refused = client.put(f"{API}admission/", {"admission": "guests"}, **json)
    assert (refused.status_code, "reason" in refused.content.decode()) == (400, True)
    given = {"admission": "guests", "reason": "More should vote."}
    assert client.put(f"{API}admission/", given, **json).json() == {"admission": "guests"}
    given = {"text": "Be kind.", "moderates_first": True, "reason": "Much spam."}
    policy = client.put(f"{API}moderation/policy/", given, **json).json()
    assert (policy["reason"], policy["moderates_first"]) == ("Much spam.", True)
    logged = Client().get(f"{API}moderation/log/").json()["results"]
    assert [(each["kind"], each["note"]) for each in logged] == [
        ("setting", "Much spam."),
        ("policy", "Much spam."),
        ("setting", "More should vote."),
    ]
    assert {each["role"] for each in logged} == {"steward"}


def test_a_rule_by_domain_is_told_when_it_comes_and_when_it_goes(moot: Any, client: Client) -> None:
    steward, researchers = (
        moot.steward(),
        moot.definition.stakeholder_classes.get(slug="researchers"),
    )
    given = {"definition": moot.definition, "by": steward, "stakeholder_class": researchers}
    rule = actions.add_domain_rule(domain="example.org", **given)
    actions.add_domain_rule(domain="example.org", **given)
    actions.remove_domain_rule(rule=rule, by=steward)
    said = {"domain": "example.org", "title": "Researchers"}
    assert [(each["before"], each["after"]) for each in events(moot)] == [
        (None, said),
        (said, None),
    ]
    page = client.get(LOG).content.decode()
    assert "Whoever has confirmed an address at example.org is verified as “Researchers”." in page
    assert "An address at example.org verifies nobody as “Researchers” any more." in page
    assert moot.definition.roles.get(user=steward).handle in page


def test_classes_changed_after_setup_are_told(moot: Any, client: Client) -> None:
    steward, kind = moot.steward(), moot.definition.stakeholder_classes.get(slug="researchers")
    kind.target_share = Decimal("0.125")
    actions.save_class(kind, by=steward)
    kind.description = "They study."
    actions.save_class(kind, by=steward)
    actions.save_class(kind, by=steward)
    added = StakeholderClass(definition=moot.definition, slug="law", title="Lawyers", position=9)
    actions.save_class(added, by=steward)
    page = client.get(LOG).content.decode()
    assert "Target share of “Researchers”: 12.5%. Until then: none." in page
    assert "The stakeholder class “Researchers” was described anew." in page
    assert "A stakeholder class was added: “Lawyers”." in page
    assert len(events(moot)) == 3


def test_classes_made_during_setup_are_no_decision(moot: Any) -> None:
    Definition.objects.filter(pk=moot.definition.pk).update(phase=Phase.SETUP)
    definition = Definition.objects.get(pk=moot.definition.pk)
    added = StakeholderClass(definition=definition, slug="law", title="Lawyers", position=9)
    actions.save_class(added, by=moot.steward())
    assert events(moot) == []
