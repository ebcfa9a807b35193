"""Proposing, varying, amending and searching through pages, without any script."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from deliberation import actions
from deliberation.models import Proposal

SLUG = "open-source-ai"
HOME = f"/d/{SLUG}/"
PROPOSE = f"{HOME}criteria/training-data/propose/"
LONG = "The training data MUST be published with its sources, so that anyone can study it."
FINE = {"level": "MUST", "requires": "open", "wording": LONG, "rationale": "Else nobody can."}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def own(moot: Any, insider: Any) -> Proposal:
    proposal: Proposal = moot.proposal(
        wording=LONG, rationale="As was.", author=insider, origin="participant"
    )
    return proposal


def key_of(page: Any) -> str:
    found = re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_the_preview_shows_the_clause_as_it_would_stand_and_keeps_it(
    as_insider: Client, insider: Any, drafted: Any, text_of: Any
) -> None:
    page = as_insider.post(PROPOSE, FINE | {"deed": "preview", "wording": f"**All** {LONG}"})
    words, html = text_of(page), page.content.decode()
    assert page.status_code == 200
    assert "1.1 Training data MUST All The training data" in words
    assert "<strong>All</strong>" in html
    assert "is clause 1.1 of draft 0.2.0" in words
    assert "Kept at" in words
    assert insider.unfinished.get().wording == f"**All** {LONG}"
    assert "All** The training" in as_insider.get(PROPOSE).content.decode()
    assert not drafted.definition.proposals.filter(author=insider).exists()


def test_htmx_gets_the_preview_from_the_same_template(as_insider: Client, own: Proposal) -> None:
    answer = as_insider.post(PROPOSE, FINE | {"deed": "preview"}, headers=HTMX)
    html = answer.content.decode()
    assert "<html" not in html
    assert html.count('hx-swap-oob="true"') == 3
    assert "Vote on it instead" in html


def test_one_very_alike_is_shown_once_more_and_can_be_voted_on_or_passed_over(
    as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal(wording=LONG)
    page = as_insider.post(PROPOSE, FINE)
    assert page.status_code == 422
    assert "Proposal 1 says nearly the same. Yours is not published yet" in text_of(page)
    assert f"{HOME}vote/?proposal=1" in page.content.decode()
    assert escape(LONG) in page.content.decode()
    page = as_insider.post(PROPOSE, FINE | {"deed": "publish-anyway"}, follow=True)
    assert "Published: proposal 2." in text_of(page)


def test_a_second_press_leads_to_the_same_proposal(
    as_insider: Client, insider: Any, moot: Any
) -> None:
    sent = FINE | {"idempotency_key": key_of(as_insider.get(PROPOSE))}
    first, second = as_insider.post(PROPOSE, sent), as_insider.post(PROPOSE, sent)
    assert first["Location"] == second["Location"]
    assert moot.definition.proposals.count() == 1


def test_publishing_ends_what_was_kept(as_insider: Client, insider: Any, moot: Any) -> None:
    as_insider.post(PROPOSE, FINE | {"deed": "keep"})
    sent = FINE | {"idempotency_key": key_of(as_insider.get(PROPOSE))}
    assert as_insider.post(PROPOSE, sent).status_code == 302
    assert not insider.unfinished.exists()


def test_ten_thousand_characters_come_back_whole_and_are_kept(
    as_insider: Client, insider: Any, moot: Any, text_of: Any
) -> None:
    long = "It MUST " * 1250
    page = as_insider.post(PROPOSE, FINE | {"wording": long})
    assert page.status_code == 422
    assert "2000 is the most" in text_of(page)
    assert long.strip() in page.content.decode()
    assert insider.unfinished.get().wording.strip() == long.strip()


def test_the_daily_limit_is_named_before_and_told_after_and_the_text_stays(
    as_insider: Client, insider: Any, moot: Any, settings: Any, text_of: Any
) -> None:
    settings.PROPOSALS_A_DAY = 1
    assert "at most 1 proposals a day; you can open 1 more now" in text_of(as_insider.get(PROPOSE))
    moot.proposal("no-scale-cap", author=insider, origin="participant")
    page = as_insider.post(PROPOSE, FINE)
    assert page.status_code == 422
    assert "You opened 1 proposals within a day, which is the most." in text_of(page)
    assert escape(LONG) in page.content.decode()


def test_unfinished_texts_are_listed_gone_on_with_and_discarded(
    as_insider: Client, as_outsider: Client, own: Proposal, moot: Any, text_of: Any
) -> None:
    variant = f"{HOME}proposals/1/variant/"
    as_insider.post(variant, FINE | {"deed": "keep", "wording": "Weights MUST be there."})
    page = as_insider.get(f"{HOME}unfinished/")
    assert "Variant of proposal 1" in text_of(page)
    assert f'href="{variant}"' in page.content.decode()
    assert "Weights MUST" in as_insider.get(variant).content.decode()
    assert as_outsider.get(f"{HOME}unfinished/").status_code == 302
    (discard,) = re.findall(r'action="([^"]+discard/)"', page.content.decode())
    as_outsider.post(discard)
    page = as_insider.post(discard, follow=True)
    assert "Discarded. Nothing of it is kept." in text_of(page)
    assert "Nothing is unfinished" in text_of(page)


def test_a_variant_starts_from_the_wording_and_says_whose(
    as_outsider: Client, as_insider: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal(wording=LONG)
    page = as_insider.get(f"{HOME}proposals/1/variant/")
    assert escape(LONG) in page.content.decode()
    page = as_insider.post(
        f"{HOME}proposals/1/variant/", FINE | {"wording": f"{LONG} Within a year."}
    )
    assert page.status_code == 302
    assert moot.definition.proposals.get(number=2).variant_of.number == 1


def test_an_amendment_is_read_as_a_difference_before_it_is_published(
    as_insider: Client, own: Proposal, moot: Any, text_of: Any
) -> None:
    address = f"{HOME}proposals/1/amend/"
    sent = FINE | {
        "wording": LONG.replace("sources", "origins"), "change": "editorial", "revision": "1",
    }  # fmt: skip
    page = as_insider.post(address, sent)
    html = page.content.decode()
    assert "Nothing is published yet." in text_of(page)
    assert "<del>sources,</del> <ins>origins,</ins>" in html
    assert f'name="seen" value="{sent["wording"]}"' in html
    changed = sent | {"seen": sent["wording"], "wording": f"{sent['wording']} Always."}
    assert "Nothing is published yet." in text_of(as_insider.post(address, changed))
    sent |= {"seen": sent["wording"]}
    assert "Its votes stay." in text_of(as_insider.post(address, sent, follow=True))
    own.refresh_from_db()
    assert (own.current.number, own.voted.number) == (2, 1)


def test_the_form_of_an_amendment_as_opened_is_no_difference_that_was_seen(
    as_insider: Client, own: Proposal, moot: Any, text_of: Any
) -> None:
    address = f"{HOME}proposals/1/amend/"
    opened = as_insider.get(address)
    assert f'name="seen" value="{LONG}"' in opened.content.decode()
    assert "The meaning stays. Nobody has voted on it yet." in text_of(opened)
    assert " 0 votes" not in text_of(opened)
    sent = FINE | {
        "wording": f"{LONG}\r\nAll of it.", "change": "editorial", "revision": "1", "seen": LONG,
    }  # fmt: skip
    assert "Nothing is published yet." in text_of(as_insider.post(address, sent))
    sent["seen"] = sent["wording"]
    assert "Its votes stay." in text_of(as_insider.post(address, sent, follow=True))


def test_an_amendment_from_a_stale_form_is_shown_against_the_wording_of_now(
    as_insider: Client, own: Proposal, insider: Any, text_of: Any
) -> None:
    actions.revise_proposal(
        proposal=own, level="MUST", requires="open", wording=f"{LONG} Now.", is_substantive=False
    )
    address = f"{HOME}proposals/1/amend/"
    sent = FINE | {"wording": f"{LONG} Soon.", "change": "editorial", "revision": "1"}
    sent["seen"] = sent["wording"]
    page = as_insider.post(address, sent)
    assert page.status_code == 422
    assert "Proposal 1 was amended while you wrote: revision 2 is the wording now." in text_of(page)
    assert "<del>Now.</del> <ins>Soon.</ins>" in page.content.decode()
    assert 'name="revision" value="2"' in page.content.decode()
    assert as_insider.post(address, sent | {"revision": "2"}).status_code == 302


def test_others_are_led_from_amending_to_a_variant_and_stewards_amend(
    as_insider: Client, as_steward: Client, moot: Any
) -> None:
    moot.proposal(wording=LONG)
    address = f"{HOME}proposals/1/amend/"
    assert as_insider.get(address)["Location"] == f"{HOME}proposals/1/variant/"
    assert as_insider.post(address, FINE).status_code == 302
    assert as_steward.get(address).status_code == 200


def test_a_criterion_is_chosen_first_where_none_is_known(as_insider: Client, moot: Any) -> None:
    page = as_insider.get(f"{HOME}propose/")
    assert b'<option value="no-scale-cap">' in page.content
    chosen = as_insider.get(f"{HOME}propose/?criterion=training-data")
    assert chosen["Location"] == PROPOSE


def test_search_finds_all_kinds_marks_the_words_and_counts(
    client: Client, drafted: Any, text_of: Any
) -> None:
    page = client.get(f"{HOME}search/?q=train")
    words, html = text_of(page), page.content.decode()
    assert "6 results for “train”" in words
    assert "All 6 Criteria 1 Proposals 3 Clauses 2" in words
    assert "The <mark>training</mark> data MUST be published." in html
    assert f'href="{HOME}0.2.0/#' in html
    only = text_of(client.get(f"{HOME}search/?q=train&kind=proposals"))
    assert "Proposal 2" in only
    assert "Draft 0.2.0" not in only


def test_search_over_all_definitions_leaves_out_what_one_may_not_see(
    client: Client, moot: Any, text_of: Any
) -> None:
    moot.proposal(wording="Everything MUST be seekable.")
    assert "Open Source AI" in text_of(client.get("/search/?q=seekable"))
    actions.change_phase(definition=moot.definition, phase="setup")
    assert "No result for “seekable”" in text_of(client.get("/search/?q=seekable"))
    assert client.get(f"{HOME}search/?q=seekable").status_code == 404


def test_htmx_gets_the_results_alone_and_odd_queries_are_no_error(
    client: Client, drafted: Any
) -> None:
    part = client.get(f"{HOME}search/?q=train", headers=HTMX)
    assert b"<html" not in part.content
    assert "HX-Request" in part["Vary"]
    for query in ("", "q=%00", "q=" + "x" * 3000, "q=train&kind=kings", "q=<b>", "q=a%26b|!"):
        assert client.get(f"{HOME}search/?{query}").status_code == 200


@pytest.mark.parametrize(
    "address", [PROPOSE, f"{HOME}proposals/1/variant/", f"{HOME}search/?q=part", "/search/?q=part"]
)
def test_more_proposals_cost_no_more_queries(
    as_insider: Client, many: Any, count_queries: Any, address: str
) -> None:
    many(3)
    few = count_queries(as_insider.get, address)
    many(27)
    assert count_queries(as_insider.get, address) <= few <= 12
