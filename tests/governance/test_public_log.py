"""One public log of all that is decided, on texts and on how a definition is run."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import Phase, User

LOG = "/d/open-source-ai/moderation/"
API = "/api/v1/definitions/open-source-ai/moderation/log/"


@pytest.fixture
def steward(moot: Any) -> User:
    return moot.steward()


@pytest.fixture
def decided(moot: Any, steward: User) -> Any:
    """One decision of each kind, the oldest first."""
    definition = moot.definition
    moot.decide("reject", moot.proposal(), note="It names a person.")
    numbers = {"quorum_votes": 20}
    actions.decide_ruleset(definition=definition, by=steward, reason="Too many.", numbers=numbers)
    closing = timezone.now() + timedelta(days=9)
    actions.plan_phases(
        definition=definition, by=steward, times={Phase.CLOSED: closing}, reason="Time to end."
    )
    new = moot.user()
    actions.give_role(
        definition=definition, to=new.email, role="moderator", by=steward, reason="Has the time."
    )
    crowd = [moot.participant() for _ in range(3)]
    exclusion = actions.exclude(
        definition=definition, by=steward, reason="=One hand.", participants=crowd
    )
    actions.reverse_exclusion(exclusion=exclusion, by=steward, reason="They were a class.")
    moderation.change_policy(
        definition=definition, by=steward, text="Be kind.", reason="It was asked for."
    )
    moderation.change_moderation(
        definition=definition, by=steward, moderates_first=True, reason="Much spam."
    )
    actions.decide_admission(
        definition=definition, by=steward, admission="invited", reason="Too many came."
    )
    return moot


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_tells_every_kind_with_who_why_and_whether_it_can_be_reversed(
    decided: Any, steward: User, client: Client
) -> None:
    page = said(client.get(LOG))
    handle = decided.definition.roles.get(user=steward).handle
    assert "9 decisions, the latest first" in page
    order = [
        "Who takes part: those who are invited. Until then: anyone with an account.",
        "New proposals and amendments wait until a moderator accepts them.",
        "Version 1 of the moderation policy is in force.",
        "Exclusion 1 was reversed",
        "The votes of 3 participants are left out",
        "became Moderator",
        "The phases were scheduled anew",
        "Ruleset 2 takes the place of ruleset 1",
        "Proposal 1 was rejected",
    ]
    places = [page.lower().find(each.lower()) for each in order]
    assert -1 not in places
    assert places == sorted(places)
    assert page.count(f"<bdi>{handle}</bdi>, steward") == 8
    for reason in (
        "They were a class.",
        "=One hand.",
        "Has the time.",
        "Time to end.",
        "Much spam.",
        "Too many came.",
        "It was asked for.",
    ):
        assert reason in page
    assert page.count("can be reversed") == 9
    assert steward.email not in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?kind=ruleset", 1),
        ("?kind=policy", 1),
        ("?kind=setting", 2),
        ("?kind=exclusion", 1),
        ("?kind=reject", 1),
        ("?reason=other", 1),
    ],
)
def test_it_is_narrowed_to_one_kind(decided: Any, client: Client, query: str, number: int) -> None:
    words = "decision" if number == 1 else "decisions"
    assert f"{number} {words}, the latest first" in said(client.get(f"{LOG}{query}"))
    assert client.get(f"{API}{query}").json()["count"] == number


def test_api_csv_and_feed_tell_the_same(decided: Any, client: Client) -> None:
    answer = client.get(API).json()
    kinds = [each["kind"] for each in answer["results"]]
    assert kinds == [
        *["setting"] * 2,
        "policy",
        "readmission",
        "exclusion",
        "role",
        "phase",
        "ruleset",
        "reject",
    ]
    assert [each["decision"] is None for each in answer["results"]] == [True] * 8 + [False]
    lines = b"".join(client.get("/d/open-source-ai/moderation.csv").streaming_content).decode()
    assert [line.split(",")[2] for line in lines.splitlines()[1:]] == kinds
    assert "'=One hand." in lines
    feed = client.get("/d/open-source-ai/moderation.atom").content.decode()
    assert feed.count("<entry>") == 9
    assert "Ruleset 2 takes the place" in feed


def test_pages_of_the_api_are_checked(decided: Any, client: Client) -> None:
    first = client.get(f"{API}?page_size=4").json()
    assert len(first["results"]) == 4
    assert len(client.get(first["next"]).json()["results"]) == 4
    assert client.get(f"{API}?page=99").status_code == 404
    assert client.get(f"{API}?page_size=x").status_code == 400


def test_a_phase_that_comes_as_planned_is_told_as_coming_by_itself(
    moot: Any, client: Client
) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.CONVERGENCE, because="As planned.")
    page = said(client.get(LOG))
    assert "The phase “Convergence” began." in page
    assert "by itself, as planned" in page
    assert "final" in page


def test_what_was_set_up_at_the_start_is_no_decision(moot: Any, client: Client) -> None:
    assert "Nothing has been decided yet" in said(client.get(LOG))


def test_the_log_costs_the_same_queries_however_much_was_decided(
    decided: Any, steward: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(21, 27):
        numbers = {"quorum_votes": number}
        actions.decide_ruleset(
            definition=decided.definition, by=steward, reason="More.", numbers=numbers
        )
    with django_assert_max_num_queries(17):
        client.get(LOG)
