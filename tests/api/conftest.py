"""Clients with a token, a definition with a draft, and counted queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token

from deliberation import actions

BASE = "/api/v1/definitions/open-source-ai"


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """A client with the token of a user, or of a participant's user."""

    def client_of(who: Any) -> Client:
        user = getattr(who, "user", who)
        token, _ = Token.objects.get_or_create(user=user)
        return Client(headers={"Authorization": f"Token {token.key}"})

    return client_of


@pytest.fixture
def easy(moot: Any) -> Any:
    """The moot under a ruleset with which one vote makes a clause."""
    actions.change_ruleset(
        definition=moot.definition,
        reason="Tests need drafts, not majorities.",
        quorum_votes=1,
        quorum_cell_votes=0,
        broad_support=0,
        bridging=0,
        required_classes=[],
    )
    return moot


@pytest.fixture
def drafted(easy: Any) -> Any:
    """The moot with draft 0.1.0."""
    easy.votes(easy.proposal(), agree=1)
    assert easy.draft().version == "0.1.0"
    return easy


@pytest.fixture
def count_queries() -> Callable[..., int]:
    def count(call: Callable[..., Any], *args: Any, **kwargs: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert call(*args, **kwargs).status_code == 200
        return len(captured)

    return count
