"""Votes over the API."""

import pytest
from django.test import Client
from django.urls import reverse

from deliberation import actions
from deliberation.models import Event, Phase

VOTE = "/api/v1/definitions/open-source-ai/proposals/1/vote"


@pytest.fixture
def ada(moot):
    return moot.participant()


@pytest.fixture
def proposal(moot):
    return moot.proposal()


def put(client, value, path=VOTE):
    return client.put(path, {"value": value}, content_type="application/json")


def test_a_vote_is_answered_as_it_stands(moot, ada, proposal, signed_in):
    answer = put(signed_in(ada), "agree")
    assert answer.status_code == 200
    shown = answer.json()
    assert Event.objects.votes().filter(participant=ada).count() == 1
    assert shown.pop("at").endswith("Z")
    assert shown == {"value": "agree", "revision": 1, "position": None, "new": True}


def test_a_repeated_vote_leaves_one_event(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    answers = [put(client, "disagree").json() for _ in range(3)]
    assert [answer["new"] for answer in answers] == [True, False, False]
    assert len({answer["at"] for answer in answers}) == 1
    assert moot.log() == [(ada, -1)]


def test_each_word_is_its_value(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    for name in ("agree", "pass", "disagree"):
        assert put(client, name).json()["value"] == name
        assert client.get(VOTE).json()["value"] == name
    assert moot.log() == [(ada, 1), (ada, 0), (ada, -1)]


def test_with_and_without_the_last_slash_it_is_one_address(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    assert put(client, "agree").status_code == 200
    assert put(client, "agree", f"{VOTE}/").json()["new"] is False
    assert moot.log() == [(ada, 1)]


def test_a_changed_vote_is_new_and_stands(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    put(client, "agree")
    assert put(client, "pass").json()["new"] is True
    assert client.get(VOTE).json()["value"] == "pass"


def test_without_a_vote_the_value_is_null(moot, ada, proposal, signed_in):
    moot.vote(moot.participant(), proposal, "agree")
    assert signed_in(ada).get(VOTE).json() == {
        "value": None, "revision": 1, "at": None, "position": None, "new": False,
    }  # fmt: skip


def test_a_counted_vote_shows_its_position(moot, ada, proposal, signed_in):
    put(signed_in(ada), "agree")
    run = moot.aggregate()
    assert signed_in(ada).get(VOTE).json()["position"] == run.watermark


def test_a_withdrawn_vote_no_longer_counts(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    moot.vote(moot.participant(), proposal, "agree")
    put(client, "agree")
    moot.aggregate()
    shown = "/api/v1/definitions/open-source-ai/proposals/1/"
    assert client.get(shown).json()["tally"]["agrees"] == 2

    answer = client.delete(VOTE)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(VOTE).json()["value"] is None
    moot.aggregate()
    assert client.get(shown).json()["tally"]["agrees"] == 1


def test_nothing_can_be_withdrawn_twice(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    put(client, "agree")
    assert client.delete(VOTE).status_code == 204
    answer = client.delete(VOTE)
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-to-withdraw")


def test_a_substantive_revision_asks_for_a_new_vote(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    put(client, "agree")
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="partial",
        wording="The training data MUST be described.", is_substantive=True,
    )  # fmt: skip
    shown = client.get(VOTE).json()
    assert (shown["value"], shown["revision"]) == (None, 2)
    assert put(client, "agree").json()["revision"] == 2


def test_a_vote_that_names_an_outdated_revision_is_refused(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="partial",
        wording="The training data MUST be described.", is_substantive=True,
    )  # fmt: skip
    answer = client.put(VOTE, {"value": "agree", "revision": 1}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wording-changed")
    assert moot.log() == []
    answer = client.put(VOTE, {"value": "agree", "revision": 2}, content_type="application/json")
    assert answer.json()["new"]


def test_a_vote_on_a_closed_or_rejected_proposal_is_refused(moot, ada, proposal, signed_in):
    client = signed_in(ada)
    for change, code in (
        ("lock", "proposal-closed"),
        ("reject", "proposal-rejected"),
    ):
        moot.decide(change, proposal, note="For the test.")
        answer = put(client, "agree")
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert moot.log() == []


def test_a_vote_in_a_closed_definition_is_refused(moot, ada, proposal, signed_in):
    put(signed_in(ada), "agree")
    actions.change_phase(definition=moot.definition, phase=Phase.CLOSED)
    for answer in (put(signed_in(ada), "disagree"), signed_in(ada).delete(VOTE)):
        assert (answer.status_code, answer.json()["code"]) == (409, "voting-closed")
    assert moot.log() == [(ada, 1)]


def test_a_session_votes_with_a_csrf_token_and_not_without(moot, ada, proposal):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user)
    assert put(client, "agree").json()["code"] == "forbidden"
    assert moot.log() == []
    client.cookies["csrftoken"] = "x" * 32
    body = {"value": "agree"}
    headers = {"X-CSRFToken": "x" * 32}
    answer = client.put(VOTE, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert moot.log() == [(ada, 1)]


def test_reading_ones_vote_spends_none_of_the_allowance_for_voting(
    moot, ada, proposal, signed_in, settings
):
    settings.RATES = settings.RATES | {"vote": "2/min"}
    client = signed_in(ada)
    for _ in range(5):
        assert client.get(VOTE).status_code == 200
    assert [put(client, "agree").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.delete(VOTE)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert client.get(VOTE).status_code == 200
    assert put(signed_in(moot.participant()), "agree").status_code == 200


def test_a_cache_that_is_away_stops_no_vote(moot, ada, proposal, signed_in, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert put(signed_in(ada), "agree").status_code == 200
    assert moot.log() == [(ada, 1)]


def test_a_vote_on_another_definitions_proposal_stays_there(moot, ada, proposal, signed_in):
    elsewhere = reverse("api:vote", args=["open-data", 1])
    assert put(signed_in(ada), "agree", elsewhere).status_code == 403
    assert put(signed_in(ada), "agree", VOTE.replace("/1/", "/7/")).status_code == 404
    assert moot.log() == []


def test_ones_own_standing_votes_are_listed_by_proposal(moot, ada, proposal, signed_in):
    second = moot.proposal("no-scale-cap")
    moot.vote(ada, second, "disagree")
    moot.vote(ada, proposal, "agree")
    moot.vote(moot.participant(), proposal, "pass")
    client = signed_in(ada)
    address = "/api/v1/definitions/open-source-ai/votes/"
    found = [(each["proposal"], each["value"]) for each in client.get(address).json()["results"]]
    assert found == [(1, "agree"), (2, "disagree")]
    client.delete(VOTE)
    page = client.get(f"{address}?page_size=1").json()
    assert [each["proposal"] for each in page["results"]] == [2]
    assert signed_in(moot.user()).get(address).status_code == 403
