"""Voting in a flow: confirmation, undo, results, the end of the queue, and one's own votes."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from deliberation import actions
from deliberation.models import Phase

HOME = "/d/open-source-ai/"
HTMX = {"HX-Request": "true"}


def vote(client: Client, number: int, word: str, **more: Any) -> Any:
    sent = {"vote": word, "revision": 1} | more
    return client.post(f"{HOME}proposals/{number}/vote/", sent, follow=True)


def undo(client: Client, page: Any) -> Any:
    last = page.context["page"].confirmed
    address = f"{HOME}proposals/{last.proposal.number}/vote/undo/"
    return client.post(address, {"event": last.event}, follow=True)


@pytest.fixture
def two(moot: Any) -> Any:
    moot.proposal()
    moot.proposal()
    return moot


def test_after_a_vote_the_next_proposal_comes_with_the_confirmation_of_the_last(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    page = vote(as_insider, 1, "agree")
    assert "Recorded: agree on proposal 1. Undo" in text_of(page)
    assert page.context["page"].proposal.number == 2


def test_undoing_brings_back_what_stood_before(as_insider: Client, two: Any, text_of: Any) -> None:
    page = undo(as_insider, vote(as_insider, 1, "agree"))
    assert "Undone: no vote of yours stands on proposal 1." in text_of(page)
    assert page.context["page"].proposal.number == 1
    vote(as_insider, 1, "pass")
    page = undo(as_insider, vote(as_insider, 1, "disagree"))
    assert "Undone: your earlier vote on proposal 1 stands again." in text_of(page)
    assert [value for _, value in two.log()] == [1, None, 0, -1, 0]


def test_undoing_from_a_page_that_is_too_old_says_so(
    as_insider: Client, insider: Any, two: Any, text_of: Any
) -> None:
    old = vote(as_insider, 1, "agree")
    vote(as_insider, 1, "disagree")
    page = undo(as_insider, old)
    assert "Nothing was undone: your vote on proposal 1 changed since." in text_of(page)
    bad = as_insider.post(f"{HOME}proposals/1/vote/undo/", {"event": "x"}, follow=True)
    assert "Nothing was undone: this page is too old." in text_of(bad)
    assert [value for _, value in two.log()] == [1, -1]


def test_a_vote_tells_what_it_changed_in_ones_own_cells(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    proposal = two.definition.proposals.get(number=1)
    two.votes(proposal, agree=29)
    two.aggregate()
    words = text_of(vote(as_insider, 1, "agree"))
    assert "As of the last count. Your vote enters with the next one" in words
    assert "29 of 29" in words
    assert "30 of 30" in words
    assert "AI developers" in words
    assert "Researchers" not in words
    assert "It turns: undecided to adopted Quorum is met." in words
    two.aggregate()
    page = as_insider.get(f"{HOME}vote/?proposal=1")
    assert "The last count holds your vote." in text_of(page)
    assert "30 agree 0 pass 0 disagree" in text_of(page)


def test_htmx_gets_the_ballot_alone_with_what_was_refused(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    page = as_insider.post(f"{HOME}proposals/1/vote/", {"vote": "agree"}, follow=True, headers=HTMX)
    assert b"<html" not in page.content
    assert "Recorded: agree on proposal 1." in text_of(page)
    proposal = two.definition.proposals.get(number=2)
    two.decide("reject", proposal, note="A name is in it.")
    page = as_insider.post(f"{HOME}proposals/2/vote/", {"vote": "agree"}, follow=True, headers=HTMX)
    assert "Proposal 2 was rejected by moderation and takes no votes." in text_of(page)
    assert "Next" in text_of(page) or "Skip for now" in text_of(page)


def test_htmx_is_led_to_sign_in_by_a_whole_page(client: Client, two: Any) -> None:
    answer = client.post(f"{HOME}proposals/1/vote/", {"vote": "agree"}, headers=HTMX)
    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_the_end_of_the_queue_sums_up_what_one_said(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    first, second = two.definition.proposals.order_by("number")
    two.votes(first, agree=8)
    two.votes(second, agree=7, disagree=1)
    two.aggregate()
    vote(as_insider, 1, "agree")
    words = text_of(vote(as_insider, 2, "disagree"))
    assert "You have voted on all 2 proposals" in words
    assert "You agreed 1 times, disagreed 1 times and passed 0 times." in words
    assert "Where most others say what you say" in words
    assert "Where few others do" in words
    assert "Data 1 1 0" in words


def test_a_run_that_counted_the_votes_is_told_and_none_before(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    run = two.aggregate()
    address = f"{HOME}vote/counted/?run={run.pk}"
    assert as_insider.get(address).status_code == 204
    vote(as_insider, 1, "agree")
    two.aggregate()
    told = as_insider.get(address, headers=HTMX)
    assert "your votes until then are in" in text_of(told)
    assert 'hx-swap-oob="innerHTML:#said">Counted again at' in told.content.decode()


def test_my_votes_are_listed_found_changed_and_withdrawn(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    vote(as_insider, 1, "agree")
    vote(as_insider, 2, "pass")
    assert "2 votes shown" in text_of(as_insider.get(f"{HOME}votes/"))
    assert "1 vote shown" in text_of(as_insider.get(f"{HOME}votes/?vote=pass"))
    assert "1 vote shown" in text_of(as_insider.get(f"{HOME}votes/?q=training+2"))
    assert "None of your votes matches" in text_of(as_insider.get(f"{HOME}votes/?q=nothing"))
    page = vote(as_insider, 2, "disagree", back="votes", filter="vote=pass")
    assert page.redirect_chain[-1][0] == f"{HOME}votes/?vote=pass#v2"
    assert "Recorded: your vote on proposal 2." in text_of(page)
    page = vote(as_insider, 1, "withdraw", back="votes")
    assert "Withdrawn: your vote on proposal 1." in text_of(page)
    assert [value for _, value in two.log()] == [1, 0, -1, None]


def test_my_votes_after_voting_closed_stand_without_buttons(
    as_insider: Client, two: Any, text_of: Any
) -> None:
    vote(as_insider, 1, "agree")
    actions.change_phase(definition=two.definition, phase=Phase.CLOSED)
    page = as_insider.get(f"{HOME}votes/")
    assert "Closed; the vote stands." in text_of(page)
    assert b'name="vote" value=' not in page.content


def test_votes_on_a_merged_proposal_are_listed_with_the_survivor(
    as_insider: Client, insider: Any, two: Any, text_of: Any
) -> None:
    other = two.proposal(wording="All of the training data MUST be shared.")
    two.vote(insider, other, "agree")
    first = two.definition.proposals.get(number=1)
    actions.moderation.merge(proposal=other, into=first, by=two.moderator(), note="Same.")
    page = as_insider.get(f"{HOME}votes/")
    assert "which was merged into this one" in text_of(page)
    assert b'id="v1"' in page.content
    assert b'id="v3"' not in page.content
    assert "1 vote shown" in text_of(as_insider.get(f"{HOME}votes/?q=1"))
    (row,) = json.loads(as_insider.get(f"{HOME}votes.json").content)["votes"]
    assert (row["proposal"], row["cast_on"], row["vote"]) == (1, 3, "agree")
    (listed,) = as_insider.get("/api/v1/definitions/open-source-ai/votes/").json()["results"]
    assert (listed["proposal"], listed["cast_on"]) == (1, 3)
    assert "proposal 1" in text_of(as_insider.get("/account/"))
    vote(as_insider, 1, "disagree", back="votes")
    page = text_of(as_insider.get(f"{HOME}votes/"))
    assert "merged into this one" not in page
    assert "1 vote shown" in page
    vote(as_insider, 1, "withdraw", back="votes")
    assert "You have not voted yet" in text_of(as_insider.get(f"{HOME}votes/"))


def test_my_votes_can_be_taken_along(as_insider: Client, insider: Any, two: Any) -> None:
    risky = two.proposal(wording="=SUM(A1) MUST be open.")
    two.vote(insider, risky, "agree")
    kept = json.loads(as_insider.get(f"{HOME}votes.json").content)
    (row,) = kept["votes"]
    assert (row["proposal"], row["vote"], row["wording"]) == (3, "agree", "=SUM(A1) MUST be open.")
    table = list(csv.DictReader(StringIO(as_insider.get(f"{HOME}votes.csv").content.decode())))
    assert table[0]["wording"].startswith("'=SUM")


@pytest.mark.parametrize("page", ["votes/", "votes.csv", "votes.json"])
def test_my_votes_are_for_those_who_take_part(client: Client, two: Any, page: str) -> None:
    assert client.get(f"{HOME}{page}")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("query", ["page=x", "q=%00", "vote=maybe", "q=" + "x" * 5000, "page=99"])
def test_odd_filters_are_no_error(as_insider: Client, two: Any, query: str) -> None:
    assert as_insider.get(f"{HOME}votes/?{query}").status_code == 200


def test_pages_after_a_vote_keep_to_twelve_queries(
    as_insider: Client, insider: Any, many: Any, easy: Any, count_queries: Any
) -> None:
    added = many(20)
    for proposal in added[:4]:
        easy.vote(insider, proposal, "agree")
    number = added[0].number
    for address in (
        f"{HOME}vote/?voted={number}",
        f"{HOME}vote/?proposal={number}",
        f"{HOME}vote/?proposal={added[9].number}&results=1",
        f"{HOME}votes/",
    ):
        assert count_queries(as_insider.get, address) <= 12, address
    for proposal in added[4:]:
        easy.vote(insider, proposal, "pass")
    assert count_queries(as_insider.get, f"{HOME}vote/?voted={number}") <= 12
