"""Evidence in pages: brought by participants, disputed, and decided in public."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import AISystem, Criterion, Dispute, Evidence, ProposedEvidence

CARD = "https://example.org/card"
GIVEN = {
    "level": "open", "note": "All of it.", "source_url": CARD, "source_title": "Card",
    "seen": "2026-11", "confidence": "high", "basis": "source read",
}  # fmt: skip


@pytest.fixture
def heron(moot: Any) -> AISystem:
    return AISystem.objects.create(slug="heron", name="Heron")


@pytest.fixture
def address(moot: Any, heron: AISystem) -> str:
    return f"/d/{moot.definition.slug}/systems/heron/evidence/training-data/"


@pytest.fixture
def as_moderator(moot: Any) -> Client:
    client = Client()
    client.force_login(moot.moderator())
    return client


@pytest.fixture
def waiting(moot: Any, heron: AISystem, insider: Any) -> ProposedEvidence:
    return actions.propose_evidence(
        system=heron, criterion=Criterion.objects.get(slug="training-data"), by=insider.user,
        **GIVEN,
    )  # fmt: skip


@pytest.fixture
def recorded(moot: Any, heron: AISystem) -> Evidence:
    return actions.record_evidence(
        system=heron, criterion=Criterion.objects.get(slug="training-data"),
        by=moot.moderator(), reason="Seen.", **GIVEN | {"level": "closed"},
    )  # fmt: skip


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def current() -> str:
    return Evidence.objects.current().get(system__slug="heron").level


def decision_on(address: str, found: ProposedEvidence | Dispute) -> str:
    kind = "disputes" if isinstance(found, Dispute) else "evidence"
    return f"{address.split('systems/', maxsplit=1)[0]}{kind}/{found.pk}/decide/"


def test_a_participant_brings_evidence_that_waits(as_insider, address, heron):
    answer = as_insider.post(address, GIVEN, follow=True)
    assert "It counts once a moderator accepts it." in text(answer)
    proposed = ProposedEvidence.objects.get()
    assert (proposed.level, proposed.source_url, proposed.way) == ("open", CARD, "form")
    assert "Yours, waiting for a moderator" in text(answer)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": "splendid"}, "Select a valid choice"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"source_url": ""}, "Link to the page"),
        ({"seen": "2026-13"}, "Write a month as 2026-11."),
        ({"licence": "No-Such-Licence"}, "nor an identifier of the SPDX list"),
        ({"note": "x" * 501}, "501 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(as_insider, address, wrong, said):
    answer = as_insider.post(address, GIVEN | wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not ProposedEvidence.objects.exists()


def test_a_visitor_signs_in_and_an_outsider_joins_first(client, as_outsider, address):
    assert "/sign-in/" in client.post(address, GIVEN)["Location"]
    assert "/join/" in as_outsider.post(address, GIVEN)["Location"]
    assert not ProposedEvidence.objects.exists()


def test_what_waits_is_for_its_author_and_moderators(client, as_moderator, waiting, address):
    assert "All of it." not in text(client.get(address))
    assert "All of it." in text(as_moderator.get(address))
    desk = address.split("/systems/")[0] + "/evidence/"
    assert "Heron" in text(as_moderator.get(desk))
    assert "Heron" not in text(client.get(desk))


def test_a_moderator_accepts_with_a_public_reason(as_moderator, waiting, address):
    decide = decision_on(address, waiting)
    assert as_moderator.post(decide, {"decision": "accept"}).status_code == 422
    answer = as_moderator.post(decide, {"decision": "accept", "reason": "It is so."}, follow=True)
    assert "Verdicts follow" in text(answer)
    assert current() == "open"


def test_a_declined_record_leaves_its_reason_and_not_its_words(
    client, as_moderator, waiting, address
):
    decide = decision_on(address, waiting)
    as_moderator.post(decide, {"decision": "decline", "reason": "The page says nothing of it."})
    shown = text(client.get(address))
    assert "The page says nothing of it." in shown
    assert "All of it." not in shown


def test_nobody_decides_on_their_own_or_without_the_role(as_insider, client, waiting, address):
    decide = decision_on(address, waiting)
    for visitor in (as_insider, client):
        answer = visitor.post(decide, {"decision": "accept", "reason": "Mine."})
        assert answer.status_code == 403
    assert ProposedEvidence.objects.get().state == "waiting"


def test_one_takes_back_what_is_ones_own_and_waits(as_insider, as_outsider, waiting, moot):
    withdraw = f"/d/{moot.definition.slug}/evidence/{waiting.pk}/withdraw/"
    assert as_outsider.post(withdraw).status_code == 404
    as_insider.post(withdraw)
    assert ProposedEvidence.objects.get().state == "withdrawn"


def test_a_record_is_disputed_and_a_moderator_rules(as_insider, as_moderator, recorded, address):
    answer = as_insider.post(address + "dispute/", {"objection": "The card was changed."})
    assert answer.status_code == 302
    assert "The card was changed." in text(as_insider.get(address))
    rule = decision_on(address, Dispute.objects.get())
    answer = as_moderator.post(rule, {"ruling": "replaced", "reason": "So it is."})
    assert answer.status_code == 422
    as_moderator.post(rule, {"ruling": "struck", "reason": "Nobody can tell now."})
    assert current() == "unknown"
    assert "Nobody can tell now." in text(as_insider.get(address))


def test_two_that_contradict_each_other_stand_side_by_side(
    as_moderator, recorded, waiting, address
):
    decide = decision_on(address, waiting)
    as_moderator.post(decide, {"decision": "accept", "reason": "Both are worth a look."})
    shown = text(as_moderator.get(address))
    assert "Two records contradict each other" in shown
    assert "The record: closed" in shown
    assert "The other record: open" in shown
    rule = decision_on(address, Dispute.objects.get())
    as_moderator.post(rule, {"ruling": "replaced", "reason": "The newer one."})
    assert current() == "open"


def test_notes_from_outside_are_escaped_and_links_named_as_theirs(
    client, as_moderator, waiting, address
):
    ProposedEvidence.objects.filter(pk=waiting.pk).update(note="<script>x</script>")
    shown = text(as_moderator.get(address))
    assert "<script>x" not in shown
    assert f'href="{CARD}" rel="noreferrer nofollow ugc"' in shown


def test_what_is_not_there_is_not_found(client, address, moot):
    assert client.get(address.replace("heron", "no-such")).status_code == 404
    assert client.get(address.replace("training-data", "no-such")).status_code == 404
    assert client.post(address + "dispute/", {"objection": "x"}).status_code in (302, 404)


def test_more_records_cost_no_more_queries(as_moderator, moot, heron, address, count_queries):
    def bring(number: int) -> None:
        for _ in range(number):
            actions.propose_evidence(
                system=heron, criterion=Criterion.objects.get(slug="training-data"),
                by=moot.participant().user, **GIVEN,
            )  # fmt: skip

    bring(1)
    few = count_queries(as_moderator.get, address)
    bring(5)
    assert count_queries(as_moderator.get, address) <= few


def test_who_recorded_it_stands_under_one_name_alone(client, moot, heron, address, insider):
    moderator = moot.moderator()
    role = moderator.roles.get()
    actions.join(definition=moot.definition, user=moderator, pseudonym="two-faced",
                 class_slug="developers")  # fmt: skip
    actions.record_evidence(
        system=heron, criterion=Criterion.objects.get(slug="training-data"), by=moderator,
        reason="Seen.", **GIVEN,
    )  # fmt: skip
    shown = text(client.get(address))
    assert f"<bdi>{role.handle}</bdi>" in shown
    assert "two-faced" not in shown
