"""Surveys' pages and API answer as the table of permissions says, in every phase.

Fails when an address is added without an entry here.
"""

import uuid
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from deliberation import actions, permissions
from deliberation.models import Phase
from deliberation.permissions import Deed, Who
from surveys.api import urls as api_urls
from tests.surveys.conftest import BRANCHED, ask  # noqa: F401

RUN, IDEAS, READ = Deed.RUN_SURVEYS, Deed.MAKE_OF_IDEAS, Deed.READ
KEY = str(uuid.UUID(int=1))
# By name of the address: what else it is made of, and the deed of looking and of posting.
PAGES: dict[str, tuple[list[Any], Deed | None, Deed | None]] = {
    "surveys": ([], READ, None),
    "survey": (["asked"], READ, READ),
    "survey-by-link": (["asked", "t"], READ, None),
    "survey-section": (["asked", "you"], READ, READ),
    "survey-review": (["asked"], READ, READ),
    "survey-discard": (["asked"], None, READ),
    "survey-results": (["asked"], READ, None),
    "survey-question-csv": (["asked", "role"], READ, None),
    "survey-json": (["asked"], READ, None),
    "survey-xlsx": (["asked"], READ, None),
    "survey-progress": (["asked"], RUN, None),
    "survey-count": (["asked"], None, RUN),
    "survey-publish": (["asked", 1], None, RUN),
    "survey-hide": (["asked"], None, RUN),
    "survey-links": (["asked"], None, RUN),
    "survey-revoke-links": (["asked"], None, RUN),
    "survey-export": (["asked", "csv"], RUN, None),
    "survey-ideas": (["asked"], IDEAS, None),
    "survey-idea": (["asked", KEY, "idea"], IDEAS, IDEAS),
    "survey-following": (["asked"], RUN, None),
    "survey-draw": (["asked", "needs"], None, RUN),
}
# By method and name: what else the address is made of, and the deed.
API: dict[tuple[str, str], tuple[list[Any], Deed]] = {
    ("GET", "surveys"): ([], READ),
    ("POST", "surveys"): ([], RUN),
    ("GET", "survey"): (["asked"], READ),
    ("PATCH", "survey"): (["asked"], RUN),
    ("GET", "versions"): (["asked"], READ),
    ("GET", "version"): (["asked", 1], READ),
    ("GET", "version-xlsform"): (["asked", 1], READ),
    ("PUT", "draft-xlsform"): (["asked"], RUN),
    ("GET", "draft"): (["asked"], RUN),
    ("PUT", "draft"): (["asked"], RUN),
    ("POST", "draft"): (["asked"], RUN),
    ("POST", "publish"): (["asked"], RUN),
    ("GET", "response"): (["asked"], READ),
    ("PUT", "response"): (["asked"], READ),
    ("PATCH", "response"): (["asked"], READ),
    ("DELETE", "response"): (["asked"], READ),
    ("POST", "send"): (["asked"], READ),
    ("GET", "export"): (["asked", "csv"], RUN),
    ("POST", "links"): (["asked"], RUN),
    ("DELETE", "links"): (["asked"], RUN),
    ("GET", "results"): (["asked"], READ),
    ("POST", "results"): (["asked"], RUN),
    ("GET", "snapshot"): (["asked", 1], READ),
    ("POST", "publish-results"): (["asked", 1], RUN),
    ("GET", "ideas"): (["asked"], IDEAS),
    ("POST", "ideas"): (["asked"], IDEAS),
    ("POST", "following"): (["asked", "needs"], RUN),
}
DECIDING = (Who.OBSERVER, Who.MODERATOR, Who.STEWARD, Who.ADMINISTRATOR)


def test_every_page_has_an_entry() -> None:
    pages = import_module("surveys.web.urls").urlpatterns
    assert {each.name for each in pages} == set(PAGES)


def test_every_method_of_the_api_has_an_entry() -> None:
    found = {
        (method, pattern.name)
        for pattern in api_urls.urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name
        for method in pattern.callback.view_class().allowed_methods
        if method != "OPTIONS"
    }
    assert found == set(API)


@pytest.fixture
def clients(moot: Any, ask: Any) -> dict[Who, Client]:  # noqa: F811
    """A client in each role, at a definition with a published survey."""
    ask(BRANCHED)
    observer = moot.user()
    moot.definition.roles.create(user=observer, name="observer")
    users = {
        Who.PARTICIPANT: moot.participant().user,
        Who.OBSERVER: observer,
        Who.MODERATOR: moot.moderator(),
        Who.STEWARD: moot.steward(),
        Who.ADMINISTRATOR: moot.with_second_factor(moot.user(is_superuser=True)),
    }
    made = {Who.VISITOR: Client()}
    for who, user in users.items():
        made[who] = Client()
        made[who].force_login(user)
    return made


def is_refused(client: Client, method: str, address: str) -> bool:
    """Whether the answer is “you may not”; what it did is undone."""
    with transaction.atomic():
        answer = client.generic(method, address, "{}", content_type="application/json")
        transaction.set_rollback(True)
    return answer.status_code in (401, 403) or b"not-in-this-phase" in getattr(
        answer, "content", b""
    )


@pytest.mark.parametrize("phase", Phase)
def test_pages_answer_as_the_table_says(moot: Any, clients: Any, phase: Phase) -> None:
    actions.change_phase(definition=moot.definition, phase=phase)
    wrong = []
    for name, (rest, *deeds) in PAGES.items():
        address = reverse(name, args=["open-source-ai", *rest])
        for method, deed in zip(("GET", "POST"), deeds, strict=True):
            if deed in (None, READ):
                continue
            for who in DECIDING if phase == Phase.SETUP else clients:
                expected = permissions.may({who}, deed, phase)
                if is_refused(clients[who], method, address) == expected:
                    wrong.append((name, method, who, expected))
    assert wrong == []


@pytest.mark.parametrize("phase", Phase)
def test_the_api_answers_as_the_table_says(moot: Any, clients: Any, phase: Phase) -> None:
    actions.change_phase(definition=moot.definition, phase=phase)
    wrong = []
    for (method, name), (rest, deed) in API.items():
        if deed == READ:
            continue
        address = reverse(f"surveys-api:{name}", args=["open-source-ai", *rest])
        for who in DECIDING if phase == Phase.SETUP else clients:
            expected = permissions.may({who}, deed, phase)
            if is_refused(clients[who], method, address) == expected:
                wrong.append((method, name, who, expected))
    assert wrong == []


def test_in_setup_surveys_are_not_there_for_others(moot: Any, clients: Any) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.SETUP)
    for who in (Who.VISITOR, Who.PARTICIPANT):
        for name, (rest, *_deeds) in PAGES.items():
            address = reverse(name, args=["open-source-ai", *rest])
            assert clients[who].get(address).status_code in (404, 405), (who, name)


@pytest.mark.parametrize("role", ["steward", "moderator"])
def test_running_surveys_needs_a_second_factor(moot: Any, ask: Any, role: str) -> None:  # noqa: F811
    ask(BRANCHED)
    client, name = Client(), "survey-progress" if role == "steward" else "survey-ideas"
    client.force_login(getattr(moot, role)(second_factor=False))
    answer = client.get(reverse(name, args=["open-source-ai", "asked"]))
    assert answer["Location"].startswith("/account/second-factor/")
    api = {"steward": "draft", "moderator": "ideas"}[role]
    refused = client.get(reverse(f"surveys-api:{api}", args=["open-source-ai", "asked"]))
    assert refused.json()["code"] == "second-factor-needed"
