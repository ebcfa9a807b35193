"""People at the door, and a definition with drafts to read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation import actions
from deliberation.models import Participant, Proposal

EASY = {
    "quorum_votes": 2,
    "quorum_cell_votes": 1,
    "broad_support": "0.100",
    "bridging": "0.100",
    "required_classes": [],
}


@pytest.fixture
def insider(moot: Any) -> Participant:
    return moot.participant()


@pytest.fixture
def as_insider(insider: Participant) -> Client:
    client = Client()
    client.force_login(insider.user)
    return client


@pytest.fixture
def as_outsider(moot: Any) -> Client:
    """Signed in, takes part in nothing."""
    client = Client()
    client.force_login(moot.user())
    return client


@pytest.fixture
def as_steward(moot: Any) -> Client:
    client = Client()
    client.force_login(moot.steward())
    return client


@pytest.fixture
def easy(moot: Any) -> Any:
    """The definition with a ruleset that two votes satisfy, and proposals that all pass."""
    actions.change_ruleset(definition=moot.definition, reason="For tests.", **EASY)
    moot.definition.criterion_uses.update(competing=False)
    return moot


@pytest.fixture
def drafted(easy: Any) -> Any:
    """Two drafts: one clause, then another worded and levelled differently, and a new one."""
    easy.definition.criterion_uses.update(competing=True)
    first = easy.proposal("training-data", level="SHOULD")
    easy.votes(first, agree=3)
    easy.draft()
    second = easy.proposal("training-data", level="MUST")
    easy.votes(second, agree=9)
    easy.votes(easy.proposal("no-scale-cap", level="MUST NOT"), agree=4, disagree=1)
    easy.draft()
    return easy


@pytest.fixture
def many(easy: Any) -> Callable[[int], list[Proposal]]:
    """Adds proposals on which a few people vote, and aggregates."""
    voters = easy.participants(6)

    def add(number: int) -> list[Proposal]:
        added = [easy.proposal(wording=f"Part {i} of it MUST be published.") for i in range(number)]
        for index, proposal in enumerate(added):
            for place, voter in enumerate(voters):
                side = "agree" if index % 4 or place % 2 else "disagree"
                easy.vote(voter, proposal, side)
        easy.aggregate()
        return added

    return add


@pytest.fixture
def count_queries() -> Callable[..., int]:
    def count(call: Callable[..., Any], *args: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert call(*args).status_code == 200
        return len(queries)

    return count


@pytest.fixture
def text_of() -> Callable[[Any], str]:
    """The page's words, without tags, on one line."""
    import re
    from html import unescape

    def words(response: Any) -> str:
        bare = re.sub(r"<[^>]+>", " ", response.content.decode())
        return re.sub(r"\s+", " ", unescape(bare))

    return words
