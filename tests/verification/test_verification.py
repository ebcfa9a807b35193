"""Asking to be verified, deciding on it, rules by domain, and what quorum makes of it."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from deliberation import actions
from deliberation.models import Event, Verification
from deliberation.refusals_governance import OwnCase, ReasonNeeded
from deliberation.refusals_integrity import (
    AskedAlready,
    DecidedAlready,
    DomainOfMany,
    NoDomain,
    StatementNeeded,
)

pytestmark = pytest.mark.django_db
OWN, QUEUE = "/d/open-source-ai/verification/", "/d/open-source-ai/verifications/"


def ask(participant: Any) -> Verification:
    return actions.ask_for_verification(participant=participant, statement="See our staff page.")


def verify(moot: Any, participant: Any) -> None:
    actions.verify(request=ask(participant), by=moot.moderator())


def told(participant: Any) -> list[Any]:
    events = Event.objects.filter(participant=participant, kind="verified").order_by("pk")
    return [payload["class"] for payload in events.values_list("payload", flat=True)]


def test_a_participant_asks_and_a_moderator_verifies_in_the_log(moot: Any) -> None:
    participant = moot.participant()
    client, moderator = Client(), Client()
    client.force_login(participant.user)
    assert client.post(OWN, {"statement": ""}).status_code == 422
    assert client.post(OWN, {"statement": "Our staff page", "link": ""}).status_code == 302
    request = Verification.objects.get()
    assert client.get(QUEUE).status_code == 403
    moderator.force_login(moot.moderator())
    assert "Our staff page" in moderator.get(QUEUE).content.decode()
    moderator.post(f"{QUEUE}{request.pk}/", {"decision": "verify"})
    participant.refresh_from_db()
    assert participant.class_verified_at is not None
    assert told(participant) == ["developers"]
    assert "You are verified as AI developers" in client.get(OWN).content.decode()


def test_declining_needs_a_reason_and_one_can_ask_again(moot: Any) -> None:
    participant, by = moot.participant(), moot.moderator()
    request = ask(participant)
    with pytest.raises(AskedAlready):
        ask(participant)
    with pytest.raises(ReasonNeeded):
        actions.decline(request=request, by=by, reason=" ")
    actions.decline(request=request, by=by, reason="The page does not name you.")
    with pytest.raises(DecidedAlready):
        actions.verify(request=request, by=by)
    assert ask(participant).state == "waiting"
    assert told(participant) == []


def test_nobody_decides_on_their_own(moot: Any) -> None:
    from deliberation.models import Role

    participant = moot.participant()
    Role.objects.create(definition=moot.definition, user=participant.user, name="moderator")
    request = ask(participant)
    for decide in (actions.verify, actions.decline):
        with pytest.raises(OwnCase):
            decide(request=request, by=participant.user, reason="I know me.")
    request.refresh_from_db()
    assert request.state == "waiting"


def test_a_rule_by_domain_counts_confirmed_addresses_of_that_domain_alone(moot: Any) -> None:
    researchers = moot.definition.stakeholder_classes.get(slug="researchers")
    actions.add_domain_rule(
        definition=moot.definition, by=moot.steward(), domain="@Example.ORG",
        stakeholder_class=researchers,
    )  # fmt: skip
    for email, verified, class_slug, expected in (
        ("ada@example.org", True, "researchers", True),
        ("bob@example.org", False, "researchers", False),
        ("eve@sub.example.org", True, "researchers", False),
        ("kim@example.org", True, "developers", False),
    ):
        participant = moot.participant(class_slug)
        EmailAddress.objects.create(user=participant.user, email=email, verified=verified)
        if expected:
            assert actions.ask_for_verification(participant=participant).domain == "example.org"
            assert told(participant) == [class_slug]
        else:
            with pytest.raises(StatementNeeded):
                actions.ask_for_verification(participant=participant)


def test_rules_for_domains_of_everybody_are_refused(moot: Any) -> None:
    given = {
        "definition": moot.definition,
        "by": moot.steward(),
        "stakeholder_class": moot.definition.stakeholder_classes.first(),
    }
    with pytest.raises(DomainOfMany):
        actions.add_domain_rule(domain="gmail.com", **given)
    for wrong in ("", "example", "a b.org", "http://example.org"):
        with pytest.raises(NoDomain):
            actions.add_domain_rule(domain=wrong, **given)


def test_changing_class_and_back_does_not_bring_verification_back(moot: Any) -> None:
    participant = moot.participant()
    verify(moot, participant)
    actions.change_class(participant=participant, class_slug="researchers")
    actions.change_class(participant=participant, class_slug="developers")
    participant.refresh_from_db()
    assert participant.class_verified_at is None
    assert told(participant) == ["developers", None]


def test_tallies_tell_votes_of_the_verified_apart_on_page_and_by_api(moot: Any) -> None:
    """And a preview of rules that ask for them knows them, before such rules hold."""
    proposal = moot.proposal()
    people = moot.votes(proposal, agree=12)
    for participant in people[:4:2]:
        verify(moot, participant)
    moot.aggregate()
    address = "/api/v1/definitions/open-source-ai/proposals/1/"
    cells = Client().get(address).json()["tally"]["cells"]
    assert {each["key"]: (each["votes"], each["verified"]) for each in cells} == {
        "all": (12, 2), "A": (12, 2), "developers": (6, 2), "researchers": (6, 0),
    }  # fmt: skip
    page = " ".join(
        Client().get("/d/open-source-ai/proposals/1/?counts=shown").content.decode().split()
    )
    assert "2 of 6 votes by verified participants" in page
    preview = actions.preview_ruleset(
        definition=moot.definition,
        numbers={"verified_quorum": True, "quorum_votes": 2, "quorum_cell_votes": 0,
                 "required_classes": [], "broad_support": "0.1"},
    )  # fmt: skip
    assert [after for _number, _before, after in preview.moved] == ["adopted"]


def test_quorum_can_be_asked_of_verified_participants(moot: Any) -> None:
    numbers = {"quorum_votes": 3, "quorum_cell_votes": 1, "required_classes": []}
    actions.change_ruleset(
        definition=moot.definition, reason="A test.", broad_support="0.100",
        bridging="0.100", **numbers,
    )  # fmt: skip
    proposal = moot.proposal()
    people = moot.votes(proposal, agree=6)
    assert moot.aggregate().tallies.get().status == "adopted"
    actions.change_ruleset(
        definition=moot.definition, reason="Only whom we know.", verified_quorum=True
    )
    run = moot.aggregate()
    assert run.tallies.get().status == "undecided"
    for participant in people[:3]:
        verify(moot, participant)
    tally = moot.aggregate().tallies.get()
    assert tally.status == "adopted"
    assert tally.trace[0]["code"].startswith("quorum")
    assert "3 votes by verified participants" in tally.trace[0]["text"]
    content = moot.definition.drafts.latest_first()[0].content
    assert content["ruleset"]["verified_quorum"]
    assert [each["verified"] for each in content["classes"]] == [2, 1]
    assert content["proposals"][0]["verified"][0] == 3
    actions.revoke_verification(participant=people[0], by=moot.moderator(), reason="Moved on.")
    assert moot.aggregate().tallies.get().status == "undecided"
