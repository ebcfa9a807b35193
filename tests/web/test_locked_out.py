"""Wrong passwords lock an account for one network, for a while, and the page says so."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

SIGN_IN = "/accounts/login/"


@pytest.fixture
def account(moot: Any) -> Any:
    user = moot.user("ada@example.org")
    user.set_password("correct horse battery")
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def attempt(client: Client, password: str, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": "Ada@example.org", "password": password}, **extra)


def test_five_wrong_passwords_lock_it_and_the_page_says_until_when(
    account: Any, client: Client
) -> None:
    for _ in range(4):
        assert attempt(client, "wrong").status_code == 200
    assert attempt(client, "wrong").status_code == 429
    answer = attempt(client, "correct horse battery")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    page = answer.content.decode()
    assert "Passwords are taken again in 15 minutes." in page
    assert "correct horse" not in page
    assert client.get("/account/").status_code == 302


def test_others_and_other_ways_in_go_on_working(account: Any, client: Client) -> None:
    for _ in range(5):
        attempt(client, "wrong")
    elsewhere = Client()
    assert attempt(elsewhere, "correct horse battery", REMOTE_ADDR="203.0.113.9").status_code == 302
    assert client.post("/sign-in/", {"email": account.email}).status_code == 302


def test_the_lock_ends(account: Any, client: Client) -> None:
    for _ in range(5):
        attempt(client, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(client, "correct horse battery").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_nothing_of_what_was_typed_is_kept(account: Any, client: Client) -> None:
    attempt(client, "secret words")
    kept = AccessAttempt.objects.get()
    assert "secret" not in kept.post_data
    assert (kept.username, kept.failures_since_start) == ("ada@example.org", 1)
