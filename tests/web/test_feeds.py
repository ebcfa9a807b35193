"""Atom feeds: what RFC 4287 asks for, ids that stay, and conditional requests."""

import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from deliberation import actions

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ONE = "/d/open-source-ai/"
FEEDS = ("drafts.atom", "proposals.atom", "criteria/training-data/proposals.atom")


def feed(address: str, client: Client | None = None) -> ET.Element:
    answer = (client or Client()).get(ONE + address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def titles(found: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in found.findall(f"{ATOM}entry")]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_all_that_the_rfc_requires(drafted: Any, address: str) -> None:
    found = feed(address)
    assert found.tag == f"{ATOM}feed"
    entries = found.findall(f"{ATOM}entry")
    assert entries
    for part in (found, *entries):
        for name in ("id", "title", "updated"):
            [element] = part.findall(ATOM + name)
            assert element.text
        assert part.findtext(f"{ATOM}id", "").startswith("tag:")
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated", "")).tzinfo
        assert part.find(f"{ATOM}link[@rel='alternate']") is not None
    [own] = found.findall(f"{ATOM}link[@rel='self']")
    assert own.get("href", "").endswith(ONE + address)
    assert found.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    newest = max(entry.findtext(f"{ATOM}updated", "") for entry in entries)
    assert found.findtext(f"{ATOM}updated") == newest


def test_drafts_say_what_changed_and_keep_their_id_when_published(drafted: Any) -> None:
    before = feed("drafts.atom").findall(f"{ATOM}entry")
    assert "added" in before[0].findtext(f"{ATOM}summary", "")
    actions.publish_draft(draft=drafted.definition.drafts.latest_first()[0])
    after = feed("drafts.atom").findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id") for e in after] == [e.findtext(f"{ATOM}id") for e in before]
    assert after[0].findtext(f"{ATOM}title", "").endswith("published")
    assert after[0].findtext(f"{ATOM}updated", "") > before[0].findtext(f"{ATOM}updated", "")


def test_proposals_are_new_and_revised_ones_by_pseudonym(moot: Any) -> None:
    author = moot.participant()
    proposal = moot.proposal(author=author, wording="All <i>data</i> MUST be published.")
    actions.revise_proposal(
        proposal=proposal,
        level="MUST",
        requires="open",
        wording="All of the data MUST be published.",
        is_substantive=True,
        author=author,
    )
    found = feed("proposals.atom")
    assert titles(found) == [
        "Proposal 1 on Training data, revision 2: votes start anew",
        "New proposal 1 on Training data",
    ]
    first = found.findall(f"{ATOM}entry")[1]
    assert first.findtext(f"{ATOM}author/{ATOM}name") == author.pseudonym
    assert "&lt;i&gt;data&lt;/i&gt;" in first.findtext(f"{ATOM}summary", "")
    assert author.user.email not in ET.tostring(found, "unicode")


def test_a_criterion_has_its_own_proposals_alone_and_rejected_ones_are_out(moot: Any) -> None:
    moot.proposal("training-data")
    moot.proposal("no-scale-cap")
    spam = moot.proposal("training-data")
    moot.decide("reject", spam, note="Spam.")
    assert titles(feed(FEEDS[2])) == ["New proposal 1 on Training data"]
    assert len(titles(feed(FEEDS[1]))) == 2


@pytest.mark.parametrize("address", FEEDS)
def test_who_has_the_feed_already_is_told_so(moot: Any, address: str) -> None:
    client = Client()
    first = client.get(ONE + address)
    assert "public" in first["Cache-Control"]
    for known in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        assert client.get(ONE + address, headers=known).status_code == 304
    moot.proposal()
    moot.proposal("no-scale-cap")
    later = client.get(ONE + address, headers={"If-None-Match": first["ETag"]})
    assert later.status_code == (304 if address == "drafts.atom" else 200)


@pytest.mark.parametrize("address", FEEDS)
def test_a_definition_in_setup_has_no_feed(moot: Any, as_steward: Client, address: str) -> None:
    actions.change_phase(definition=moot.definition, phase="setup")
    for client in (Client(), as_steward):
        assert client.get(ONE + address).status_code == 404


def test_many_proposals_cost_no_more_queries_than_few(moot: Any, count_queries: Any) -> None:
    moot.proposal()
    few = count_queries(Client().get, ONE + FEEDS[1])
    for _ in range(10):
        moot.proposal(author=moot.participant())
    assert count_queries(Client().get, ONE + FEEDS[1]) <= few


@pytest.mark.parametrize(
    ("page", "number"), [("", 2), ("criteria/training-data/", 1), ("drafts/", 2)]
)
def test_pages_name_their_feeds_for_readers_to_find(drafted: Any, page: str, number: int) -> None:
    html = Client().get(ONE + page).content.decode()
    assert html.count('rel="alternate" type="application/atom+xml"') == number
