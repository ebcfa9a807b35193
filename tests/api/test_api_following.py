"""Following by program."""

from typing import Any

import pytest
from django.test import Client

from deliberation.models import Follow
from tests.api.conftest import BASE

pytestmark = pytest.mark.django_db


def put(client: Client, address: str, body: Any) -> Any:
    return client.put(f"{BASE}{address}", body, content_type="application/json")


def test_what_one_follows_is_listed_with_its_frequency(moot: Any, signed_in: Any) -> None:
    moot.proposal()
    client = signed_in(moot.user())
    put(client, "/follow/", {})
    put(client, "/criteria/training-data/follow/", {"frequency": "weekly"})
    put(client, "/proposals/1/follow/", {"frequency": "off"})
    shown = client.get("/api/v1/follows/").json()
    assert shown["digest"] == "daily"
    assert [
        (each["criterion"], each["proposal"], each["frequency"]) for each in shown["follows"]
    ] == [
        (None, None, None),
        ("training-data", None, "weekly"),
        (None, 1, "off"),
    ]
    assert shown["follows"][2]["url"].endswith("/definitions/open-source-ai/proposals/1/")


def test_following_again_keeps_the_frequency_unless_one_is_given(moot: Any, signed_in: Any) -> None:
    client = signed_in(moot.user())
    put(client, "/follow/", {"frequency": "weekly"})
    assert put(client, "/follow/", {}).json()["frequency"] == "weekly"
    assert put(client, "/follow/", {"frequency": None}).json()["frequency"] is None
    assert Follow.objects.count() == 1


def test_unfollowing_and_the_choice_for_all(moot: Any, signed_in: Any) -> None:
    client = signed_in(moot.user())
    put(client, "/follow/", {})
    for _ in range(2):
        assert client.delete(f"{BASE}/follow/").status_code == 204
    answer = client.patch("/api/v1/follows/", {"digest": "off"}, content_type="application/json")
    assert answer.json() == {"digest": "off", "follows": []}


def test_a_frequency_that_there_is_not_is_refused_with_those_there_are(
    moot: Any, signed_in: Any
) -> None:
    answer = put(signed_in(moot.user()), "/follow/", {"frequency": "hourly"})
    assert answer.status_code == 400
    assert "immediate, daily, weekly, off" in answer.json()["errors"][0]["detail"]


def test_nobody_sees_what_others_follow(moot: Any, signed_in: Any) -> None:
    put(signed_in(moot.user()), "/follow/", {})
    assert signed_in(moot.user()).get("/api/v1/follows/").json()["follows"] == []
