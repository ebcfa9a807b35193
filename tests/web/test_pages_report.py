"""The report on a draft: it reads alone, and its numbers are those of the votes."""

from typing import Any

import pytest
from django.test import Client

from deliberation.models import Draft

API = "/api/v1/definitions/open-source-ai/drafts"


@pytest.fixture
def reported(easy: Any) -> Draft:
    """A draft of two minds: one clause all agree on, one question that divides them."""
    easy.definition.stakeholder_classes.filter(slug="developers").update(target_share="0.700")
    proposals = [
        easy.proposal(wording=f"Part {i} MUST be published.", criterion=criterion)
        for i, criterion in enumerate(["training-data"] * 7 + ["no-scale-cap"])
    ]
    for place, voter in enumerate(easy.participants(24)):
        for index, proposal in enumerate(proposals):
            side = "agree" if index == 7 or place < 14 else "disagree"
            easy.vote(voter, proposal, side)
    draft: Draft = easy.draft()
    return draft


def test_a_report_says_who_took_part_what_all_agree_on_and_what_divides(
    client: Client, reported: Draft, text_of: Any
) -> None:
    words = text_of(client.get(f"{reported.get_absolute_url()}report/"))
    assert "24 participants voted; 192 votes stand." in words
    assert "20 points below its target" in words
    assert "The broadest agreement is on No scale cap ." in words
    assert "What divides most is Training data ." in words
    assert "Group A 14 participants" in words
    assert "Engine" in words
    assert reported.content_hash[:8] in words


def test_numbers_of_a_report_lead_to_proposals_clauses_and_data(
    client: Client, reported: Draft
) -> None:
    page = client.get(f"{reported.get_absolute_url()}report/").content.decode()
    for there in ("proposals/8/", "0.1.0/#c-", "drafts/0.1.0/?format=csv", "report/?format=md"):
        assert there in page


def test_a_report_stays_as_it_was_when_votes_go_on(
    client: Client, reported: Draft, easy: Any, text_of: Any
) -> None:
    address = f"{reported.get_absolute_url()}report/"
    before = text_of(client.get(address))
    for proposal in easy.definition.proposals.all():
        easy.votes(proposal, disagree=9)
    easy.aggregate()
    assert text_of(client.get(address)) == before


def test_a_draft_from_before_reports_says_so_and_shows_its_text(
    client: Client, reported: Draft, text_of: Any
) -> None:
    Draft.objects.update(report={})
    words = text_of(client.get(f"{reported.get_absolute_url()}report/"))
    assert "cut before reports were kept" in words
    assert "Part 7 MUST be published." in words
    answer = client.get(f"{API}/0.1.0/report/")
    assert (answer.status_code, answer.json()["code"]) == (404, "report-not-kept")


def test_whoever_has_the_report_is_not_sent_it_again(client: Client, reported: Draft) -> None:
    """What it says is the text's own, whatever language the reader's is."""
    address = f"{API}/0.1.0/report/"
    for name in ("json", "md"):
        mine = client.get(f"{address}?format={name}", headers={"accept-language": "de"})
        assert (mine["Content-Language"], mine["Cache-Control"]) == ("en", "no-cache")
        assert mine.content == client.get(f"{address}?format={name}").content
        known = {"if-none-match": mine["ETag"], "accept-language": "fr"}
        again = client.get(f"{address}?format={name}", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert "Accept-Language" in again["Vary"]
    reported.definition.proposals.filter(number=8).update(moderation="rejected")
    assert client.get(address, headers={"if-none-match": mine["ETag"]}).status_code == 200


def test_the_api_gives_the_report_as_data_and_as_markdown(client: Client, reported: Draft) -> None:
    told = client.get(f"{API}/latest/report/").json()
    assert (told["version"], told["content_hash"]) == ("0.1.0", reported.content_hash)
    assert [each["side"] for each in told["agreed"]][:1] == ["agree"]
    answer = client.get(f"{API}/0.1.0/report/", headers={"accept": "text/markdown"})
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert "# Open Source AI: report on draft 0.1.0" in text
    assert "- All agree: proposal 8 (MUST, No scale cap): 96% (24 of 24)" in text
    assert "| AI developers | 12 | 12 | 50% | 70% | 0 |" in text


def test_a_report_on_many_proposals_costs_no_more_queries(
    client: Client, many: Any, easy: Any, count_queries: Any
) -> None:
    many(3)
    few = count_queries(client.get, "/d/open-source-ai/0.1.0/report/")
    many(27)
    latest = easy.definition.drafts.latest_first()[0]
    client.get(f"{latest.get_absolute_url()}report/")
    assert count_queries(client.get, f"{latest.get_absolute_url()}report/") <= few <= 12
