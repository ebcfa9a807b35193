"""Who comes to the admin, each with a second factor unless the test is about that."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse


def listing(name: str) -> str:
    return reverse(f"admin:deliberation_{name}_changelist")


@pytest.fixture
def enter() -> Any:
    """A browser in which this user is signed in."""

    def enter(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def chief(moot: Any, enter: Any) -> Client:
    """Whoever runs the site."""
    return enter(moot.with_second_factor(moot.user(is_staff=True, is_superuser=True)))


@pytest.fixture
def steward(moot: Any, enter: Any) -> Client:
    return enter(moot.steward())


@pytest.fixture
def moderator(moot: Any, enter: Any) -> Client:
    return enter(moot.moderator())
