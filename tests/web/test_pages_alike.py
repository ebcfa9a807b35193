"""What holds for every page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deliberation import actions
from deliberation.models import Phase

SLUG = "open-source-ai"
READING = [
    "/",
    f"/d/{SLUG}/",
    f"/d/{SLUG}/criteria/",
    f"/d/{SLUG}/criteria/training-data/",
    f"/d/{SLUG}/vote/",
    f"/d/{SLUG}/0.2.0/",
    f"/d/{SLUG}/drafts/",
    f"/d/{SLUG}/diff/0.1.0/0.2.0/",
    f"/d/{SLUG}/diff/0.2.0/0.1.0/",
    f"/d/{SLUG}/diff/0.2.0/0.2.0/",
]
SIGNED_IN = [
    *READING,
    f"/d/{SLUG}/criteria/training-data/propose/",
    "/account/",
    f"/d/{SLUG}/votes/",
]


# Our own scripts, from our own files; anything else called a script is an intruder.
OWN_SCRIPT = re.compile(r'<script src="/static/[\w./-]+\.js" defer></script>')


def is_sound(html: str) -> None:
    html = OWN_SCRIPT.sub("", html)
    assert len(re.findall(r"<h1[\s>]", html)) == 1
    assert len(re.findall(r"<main[\s>]", html)) == 1
    assert "<title>" in html
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|javascript:", html)
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert sorted(ids) == sorted(set(ids))
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert "<caption" in table


def test_every_page_is_sound_for_a_visitor(client: Client, drafted: Any) -> None:
    for address in [*READING, "/sign-in/"]:
        response = client.get(address)
        assert response.status_code == 200, address
        is_sound(response.content.decode())


def test_every_page_is_sound_for_a_participant(as_insider: Client, drafted: Any) -> None:
    for address in SIGNED_IN:
        response = as_insider.get(address)
        assert response.status_code == 200, address
        is_sound(response.content.decode())


def test_every_page_is_sound_before_the_first_vote(client: Client, moot: Any) -> None:
    for address in [*READING[:5], f"/d/{SLUG}/draft/", f"/d/{SLUG}/drafts/"]:
        response = client.get(address)
        assert response.status_code == 200, address
        is_sound(response.content.decode())


def test_pages_forbid_inline_code_and_shared_caches(client: Client, drafted: Any) -> None:
    response = client.get(f"/d/{SLUG}/")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]


def test_a_definition_in_setup_is_not_there_for_outsiders(
    client: Client, as_outsider: Client, drafted: Any
) -> None:
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    for address in READING[1:]:
        assert client.get(address).status_code == 404, address
        assert as_outsider.get(address).status_code == 404, address


def test_a_definition_in_setup_is_there_for_its_steward(as_steward: Client, drafted: Any) -> None:
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    for address in READING:
        assert as_steward.get(address).status_code == 200, address
    assert b"In setup." in as_steward.get(f"/d/{SLUG}/").content


def test_deeds_in_a_hidden_definition_are_not_there_either(
    as_outsider: Client, drafted: Any
) -> None:
    actions.change_phase(definition=drafted.definition, phase=Phase.SETUP)
    for name, more in (("join", []), ("cast-vote", [1]), ("publish", ["0.2.0"])):
        assert as_outsider.post(reverse(name, args=[SLUG, *more])).status_code == 404


def test_what_people_write_never_becomes_markup(
    as_insider: Client, drafted: Any, moot: Any
) -> None:
    attack = '<script>alert("1")</script><img src=x onerror=alert(1)> MUST be'
    author = moot.participant()
    type(author).objects.filter(pk=author.pk).update(pseudonym="<script>alert(2)</script>")
    author.refresh_from_db()
    rival = drafted.proposal(wording=attack, rationale=attack, author=author, origin="participant")
    drafted.votes(rival, agree=20)
    version = drafted.draft().version
    assert version == "0.2.1"
    pages = [
        "/",
        f"/d/{SLUG}/",
        f"/d/{SLUG}/criteria/training-data/",
        f"/d/{SLUG}/vote/?proposal={rival.number}",
        f"/d/{SLUG}/{version}/",
        f"/d/{SLUG}/diff/0.2.0/{version}/",
        f"/d/{SLUG}/diff/{version}/0.2.0/",
    ]
    for address in pages:
        html = OWN_SCRIPT.sub("", as_insider.get(address).content.decode())
        assert "<script" not in html, address
        assert "<img" not in html, address
    assert "&lt;script&gt;" in as_insider.get(pages[4]).content.decode()
    assert "&lt;script&gt;alert(2)" in as_insider.get(pages[2]).content.decode()


def test_simulated_definitions_say_so_on_every_page(client: Client, drafted: Any) -> None:
    type(drafted.definition).objects.update(is_simulated=True)
    for address in READING:
        assert b"Simulated data" in client.get(address).content, address


def test_real_definitions_do_not_say_simulated(client: Client, drafted: Any) -> None:
    for address in READING:
        assert b"Simulated" not in client.get(address).content, address


ODD = ["page=x", "page=-1", "page=99", "proposal=1e9", "voted=²", f"proposal={10**20}"]


@pytest.mark.parametrize("query", [*ODD, f"page={10**400}", "skip=-5,x,99999999999999999999"])
def test_odd_numbers_in_the_address_are_no_error(client: Client, moot: Any, query: str) -> None:
    moot.proposal()
    assert client.get(f"/d/{SLUG}/criteria/training-data/?{query}").status_code == 200
    assert client.get(f"/d/{SLUG}/vote/?{query}").status_code in (200, 404)


@pytest.mark.parametrize("rows", [["/"], READING[1:2], READING[2:3], READING[3:4], READING[4:5]])
def test_thirty_proposals_cost_no_more_queries_than_three(
    as_insider: Client, many: Any, count_queries: Any, rows: list[str]
) -> None:
    (address,) = rows
    many(3)
    as_insider.get(address)
    few = count_queries(as_insider.get, address)
    many(27)
    first = count_queries(as_insider.get, address)
    assert first <= 12
    assert count_queries(as_insider.get, address) <= few


def test_drafts_of_thirty_clauses_cost_no_more_queries_than_of_three(
    as_steward: Client, many: Any, easy: Any, count_queries: Any
) -> None:
    many(3)
    few = count_queries(as_steward.get, f"/d/{SLUG}/0.1.0/")
    many(27)
    latest = easy.definition.drafts.latest_first()[0]
    assert len(latest.content["parts"][0]["clauses"]) >= 20
    # One more, once: the text of the draft before, for the marks of change.
    assert count_queries(as_steward.get, latest.get_absolute_url()) <= few + 1 <= 12
    assert count_queries(as_steward.get, latest.get_absolute_url()) < few
    assert count_queries(as_steward.get, f"/d/{SLUG}/diff/0.1.0/{latest.version}/") <= 12
    assert count_queries(as_steward.get, f"/d/{SLUG}/drafts/") <= 12


def test_more_votes_of_ones_own_cost_no_more_queries(
    as_insider: Client, insider: Any, many: Any, easy: Any, count_queries: Any
) -> None:
    added = many(12)
    easy.vote(insider, added[0], "agree")
    few = count_queries(as_insider.get, "/account/")
    for proposal in added[1:]:
        easy.vote(insider, proposal, "pass")
    assert count_queries(as_insider.get, "/account/") <= few <= 12
    assert count_queries(as_insider.get, f"/d/{SLUG}/vote/") <= 12
