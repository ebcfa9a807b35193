"""Guests: anyone with a browser, where the definition is open to them."""

from typing import Any

import pytest
from django.test import Client

from deliberation import actions, guests
from deliberation.models import Admission, Participant

SLUG = "open-source-ai"
VOTE = f"/d/{SLUG}/proposals/1/vote/"


@pytest.fixture
def open_moot(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.GUESTS
    )
    moot.proposal()
    return moot


def test_a_visitor_votes_at_once_and_is_known_again(open_moot: Any, client: Client) -> None:
    page = client.get(f"/d/{SLUG}/vote/").content.decode()
    assert f'action="{VOTE}"' in page
    assert "as CC0" in page
    assert guests.COOKIE not in client.cookies
    answer = client.post(VOTE, {"vote": "agree"})
    assert answer["Location"] == f"/d/{SLUG}/vote/?voted=1"
    cookie = client.cookies[guests.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31536000)
    guest = Participant.objects.get(definition=open_moot.definition)
    assert guest.guest_key not in (None, cookie.value)
    client.cookies.pop("sessionid", None)
    client.post(VOTE, {"vote": "disagree"})
    assert open_moot.log() == [(guest, 1), (guest, -1)]


def test_the_head_of_the_page_names_the_guest_with_the_very_first_vote(
    open_moot: Any, client: Client
) -> None:
    voted = client.post(VOTE, {"vote": "agree"}, follow=True, headers={"HX-Request": "true"})
    guest = Participant.objects.get(definition=open_moot.definition)
    head = '<span class="site-head__who" id="who"'
    named = f"Guest <bdi>{guest.pseudonym}</bdi>"
    html = voted.content.decode()
    assert f'{head} hx-swap-oob="true">' in html
    assert named in html.partition(head)[2]
    whole = client.get(f"/d/{SLUG}/vote/").content.decode()
    assert f"{head}><span" in whole
    assert named in whole


def test_a_forged_cookie_is_nobody(open_moot: Any, client: Client) -> None:
    client.post(VOTE, {"vote": "agree"})
    guest = Participant.objects.get(definition=open_moot.definition)
    forger = Client()
    forger.cookies[guests.COOKIE] = f"{guest.guest_key}:1tRUST:me"
    forger.post(VOTE, {"vote": "disagree"})
    assert open_moot.log()[1][0] != guest


def test_guests_are_sent_to_sign_in_for_everything_else(open_moot: Any, client: Client) -> None:
    client.post(VOTE, {"vote": "agree"})
    there = f"/d/{SLUG}/criteria/training-data/propose/"
    assert client.get(there)["Location"] == f"/sign-in/?next={there}"


def test_without_guests_a_visitor_is_sent_to_sign_in(moot: Any, client: Client) -> None:
    moot.proposal()
    assert client.post(VOTE, {"vote": "agree"})["Location"].startswith("/sign-in/")
    assert f'action="{VOTE}"' not in client.get(f"/d/{SLUG}/vote/").content.decode()


def test_browsers_of_one_address_cannot_make_guests_without_end(
    open_moot: Any, settings: Any
) -> None:
    settings.GUEST_RATES = settings.GUEST_RATES | {"join": "2/hour"}
    answers = [Client().post(VOTE, {"vote": "agree"}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
