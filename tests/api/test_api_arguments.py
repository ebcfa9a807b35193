"""Arguments and endorsements over the API."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions

BASE = "/api/v1/definitions/open-source-ai/proposals/1/arguments/"
JSON = {"content_type": "application/json"}
TEXT = "A form is a record of who studies which model."


@pytest.fixture(autouse=True)
def _no_pause(settings: Any) -> None:
    settings.ARGUMENT_PAUSE_SECONDS = 0


@pytest.fixture
def ada(moot: Any, signed_in: Any) -> Client:
    moot.proposal()
    return signed_in(moot.participant())


@pytest.fixture
def bo(moot: Any, signed_in: Any) -> Client:
    return signed_in(moot.participant("researchers"))


def argue(client: Client, text: str = TEXT, side: str = "for", **more: Any) -> Any:
    return client.post(BASE, {"side": side, "text": text} | more, **JSON)


def test_an_argument_is_published_once(ada: Client, client: Client) -> None:
    first, again = argue(ada), argue(ada)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"].endswith(f"{BASE}1/")
    shown = client.get(BASE).json()["results"]
    assert [each["text"] for each in shown] == [TEXT]
    assert shown[0]["endorsed_by_you"] is False
    assert client.get(f"{BASE}?side=against").json()["results"] == []


def test_an_edit_adds_a_wording_and_a_withdrawal_hides_none(ada: Client, client: Client) -> None:
    argue(ada)
    edited = ada.patch(f"{BASE}1/", {"text": "Shorter."}, **JSON).json()
    assert [each["text"] for each in edited["revisions"]] == [TEXT, "Shorter."]
    assert [ada.delete(f"{BASE}1/").status_code for _ in range(2)] == [204, 204]
    assert client.get(BASE).json()["results"] == []
    assert client.get(f"{BASE}1/").json()["text"] == "Shorter."


def test_endorsing_and_taking_it_back_can_be_repeated(ada: Client, bo: Client) -> None:
    argue(ada)
    for _ in range(2):
        shown = bo.put(f"{BASE}1/endorsement/", {"revision": 1}, **JSON).json()
        assert (shown["endorsements"], shown["endorsed_by_you"]) == (1, True)
    assert [bo.delete(f"{BASE}1/endorsement/").status_code for _ in range(2)] == [204, 204]
    assert bo.get(f"{BASE}1/").json()["endorsements"] == 0


def test_refusals_have_codes(ada: Client, bo: Client, client: Client) -> None:
    argue(ada)
    told = [
        argue(bo),
        argue(bo, "Another.", revision=2),
        ada.put(f"{BASE}1/endorsement/", {}, **JSON),
        bo.patch(f"{BASE}1/", {"text": "Mine."}, **JSON),
        bo.put(f"{BASE}1/endorsement/", {"revision": 2}, **JSON),
        bo.get(f"{BASE}9/"),
        argue(bo, "x" * 401),
        argue(bo, side="both"),
        client.put(f"{BASE}1/endorsement/", {}, **JSON),
    ]
    assert [(each.status_code, each.json()["code"]) for each in told] == [
        (409, "argued-already"),
        (409, "proposal-reworded"),
        (409, "own-argument"),
        (403, "not-the-author"),
        (409, "argument-changed"),
        (404, "argument-not-found"),
        (400, "invalid-input"),
        (400, "invalid-input"),
        (401, "not-signed-in"),
    ]


def test_thirty_arguments_cost_no_more_queries_than_three(
    ada: Client, moot: Any, signed_in: Any, client: Client, count_queries: Any
) -> None:
    topics = [first + second for first in "abcdef" for second in "klmno"]
    for topic in topics[:3]:
        argue(signed_in(moot.participant()), f"It is about {topic * 5}.")
    few = count_queries(client.get, BASE)
    for topic in topics[3:]:
        argue(signed_in(moot.participant()), f"It is about {topic * 5}.")
    assert len(client.get(BASE).json()["results"]) == 30
    assert count_queries(client.get, BASE) <= few


def test_a_found_argument_leads_to_itself(moot: Any, client: Client) -> None:
    proposal = moot.proposal()
    argued = actions.argue(
        participant=moot.participant(), proposal=proposal, side="for", text="A corpus is checkable."
    )
    page = client.get("/d/open-source-ai/search/?q=corpus").content.decode()
    assert f'href="{argued.argument.get_absolute_url()}"' in page
    found = client.get("/api/v1/definitions/open-source-ai/search/?q=corpus").json()["results"]
    (hit,) = [each for each in found if each["kind"] == "arguments"]
    assert client.get(hit["url"]).json()["text"] == "A corpus is checkable."
