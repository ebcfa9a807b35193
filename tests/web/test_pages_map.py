"""The opinion map on pages: the table says what the picture says, one's own place is one's own."""

import re
from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import Participant

HOME = "/d/open-source-ai/"


@pytest.fixture
def parted(easy: Any) -> list[Participant]:
    """Twelve of one mind and nine of another."""
    proposals = [easy.proposal(wording=f"Part {i} MUST be published.") for i in range(8)]
    people = easy.participants(21)
    for place, voter in enumerate(people):
        for index, proposal in enumerate(proposals):
            easy.vote(voter, proposal, "agree" if index == 0 or place < 12 else "disagree")
    easy.aggregate()
    return people


@pytest.fixture
def signed_in() -> Any:
    def enter(participant: Participant) -> Client:
        client = Client()
        client.force_login(participant.user)
        return client

    return enter


def test_the_table_says_what_the_map_draws(client: Client, parted: Any) -> None:
    page = client.get(HOME).content.decode()
    drawn = page[page.index('<svg class="map"') :]
    picture, table = drawn[: drawn.index("</svg>")], drawn[drawn.index("<table") :]
    rows = re.findall(r"Group ([A-E]).*?<td class=\"num\">(\d+)</td>.*?>(\d+)</td>", table, re.S)
    assert [(letter, size) for letter, size, _ in rows[:2]] == [("A", "12"), ("B", "9")]
    for letter, size, marks in rows[:2]:
        assert picture.count(f'class="pt g-{letter.lower()}"') == int(marks)
        assert f"Group {letter}, {size} participants" in picture


def test_ones_own_place_is_that_of_the_run_and_shown_to_nobody_else(
    parted: list[Participant], signed_in: Any, client: Client, easy: Any
) -> None:
    run = easy.definition.last_run()
    first, last = (actions.place_of(run, one) for one in (parted[0], parted[-1]))
    assert first
    assert last
    assert (first.label, last.label) == ("A", "B")
    assert first == actions.place_of(run, parted[2])
    assert b'class="you"' in signed_in(parted[0]).get(HOME).content
    assert b'class="you"' not in client.get(HOME).content


def test_somebody_with_few_votes_learns_how_many_are_wanting(
    parted: Any, easy: Any, signed_in: Any, text_of: Any
) -> None:
    newcomer = easy.participant()
    easy.vote(newcomer, easy.definition.proposals.get(number=1), "agree")
    response = signed_in(newcomer).get(HOME)
    assert b'class="you"' not in response.content
    assert "6 more votes give you a place." in text_of(response)


def test_ones_place_follows_the_votes_that_no_run_has_counted(parted: Any, easy: Any) -> None:
    run = easy.definition.last_run()
    before = actions.place_of(run, parted[0])
    for proposal in easy.definition.proposals.exclude(number=1):
        easy.vote(parted[0], proposal, "disagree")
    after = actions.place_of(run, parted[0])
    assert before
    assert after
    assert (before.label, after.label) == ("A", "B")


def test_groups_of_fewer_than_five_are_not_drawn_and_the_page_says_how_many(
    client: Client, easy: Any, text_of: Any
) -> None:
    proposals = [easy.proposal(wording=f"Part {i} MUST be published.") for i in range(8)]
    for place, voter in enumerate(easy.participants(10)):
        for proposal in proposals:
            easy.vote(voter, proposal, "agree" if place < 7 else "disagree")
    easy.aggregate()
    words = text_of(client.get(HOME))
    assert "3 of them are not shown" in words
    assert "Group B 3 0 not drawn" in words
