"""The settings, and pages that cannot be shown."""

import re
from typing import Any

from django.template.loader import get_template
from django.test import Client
from rest_framework.authtoken.models import Token

from deliberation import actions

SLUG = "open-source-ai"


def test_the_account_is_for_those_who_signed_in(client: Client, moot: Any) -> None:
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert client.post("/account/token/")["Location"].startswith("/sign-in/")


def test_the_account_lists_ones_own_standing_votes(
    as_insider: Client, insider: Any, moot: Any, text_of: Any
) -> None:
    first, second = moot.proposal(), moot.proposal()
    moot.vote(insider, first, "agree")
    moot.vote(insider, first, "disagree")
    moot.vote(insider, second, "agree")
    actions.withdraw_vote(participant=insider, proposal=second)
    moot.votes(second, agree=2)
    page = as_insider.get("/account/")
    assert "1 stand" in text_of(page)
    assert "Training data, proposal 1" in text_of(page)
    assert "Training data, proposal 2" not in text_of(page)
    assert f'href="/d/{SLUG}/vote/?proposal=1"'.encode() in page.content
    assert insider.pseudonym in text_of(page)


def test_a_token_is_made_and_renewed_and_the_old_one_is_gone(
    as_insider: Client, insider: Any, text_of: Any
) -> None:
    assert "Make a token" in text_of(as_insider.get("/account/"))
    page = as_insider.post("/account/token/", follow=True)
    first = Token.objects.get(user=insider.user).key
    assert first in text_of(page)
    page = as_insider.post("/account/token/", follow=True)
    second = Token.objects.get(user=insider.user).key
    assert second in text_of(page)
    assert "the old one no longer works" in text_of(page)
    assert second != first
    assert as_insider.get("/account/token/").status_code == 405


def test_an_address_that_leads_nowhere_gets_a_page_of_ours(
    client: Client, db: None, text_of: Any
) -> None:
    page = client.get("/d/nothing/")
    assert page.status_code == 404
    assert "There is no such page" in text_of(page)
    assert len(re.findall(r"<h1[\s>]", page.content.decode())) == 1


def test_a_form_without_its_token_records_nothing(moot: Any, insider: Any, text_of: Any) -> None:
    moot.proposal()
    client = Client(enforce_csrf_checks=True)
    client.force_login(insider.user)
    page = client.post(f"/d/{SLUG}/proposals/1/vote/", {"vote": "agree"})
    assert page.status_code == 403
    assert "This form is out of date" in text_of(page)
    assert moot.log() == []


def test_pages_for_faults_need_nothing_from_us() -> None:
    for name in ("400.html", "500.html"):
        html = get_template(name).render()
        assert html.count("<h1") == 1
        assert not re.search(r"<style|<script|\sstyle=", html)
