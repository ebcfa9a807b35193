"""Forms whose page is too old, or whose author is signed out: what was typed comes along."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from deliberation import sent
from deliberation.models import Argument

SLUG = "open-source-ai"
HOME = f"/d/{SLUG}/"
PROPOSE = f"{HOME}criteria/training-data/propose/"
ARGUMENTS = f"{HOME}proposals/1/arguments/"
TEXT = "A form is a record of who studies which model, and who <does> not."
LONG = "Whoever trains a system MUST say on which data, so that anyone can look at it. " * 120
CLAUSE = {"level": "MUST", "requires": "open", "wording": "", "rationale": "Else nobody can."}
HERE = {"Origin": "http://testserver"}
HTMX = HERE | {"HX-Request": "true"}


@pytest.fixture
def strict(insider: Any) -> Client:
    """Signed in, and as careful about forms as a real browser makes the site."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(insider.user)
    return client


def again(page: Any) -> tuple[str, dict[str, str]]:
    """Where the page's form sends what it holds, and what that is."""
    (found,) = re.findall(r'<form class="stack" method="post".*?</form>', page.text, re.DOTALL)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found))
    typed = r'name="(\w+)" aria-label[^>]*>\n(.*?)</textarea>'
    fields |= {name: unescape(value) for name, value in re.findall(typed, found, re.DOTALL)}
    return re.findall(r'action="([^"]*)"', found)[0], fields


def test_a_form_that_is_out_of_date_comes_back_ready_to_be_sent_again(
    moot: Any, strict: Client, text_of: Any
) -> None:
    moot.proposal()
    page = strict.post(ARGUMENTS, {"side": "for", "text": TEXT}, headers=HERE)
    assert page.status_code == 403
    assert "Nothing was recorded. What you sent is kept on this page" in text_of(page)
    assert not Argument.objects.exists()
    address, fields = again(page)
    assert fields["text"] == TEXT
    assert strict.post(address, fields, headers=HERE).status_code == 302
    assert Argument.objects.get().current.text == TEXT


def test_htmx_shows_it_in_the_place_of_the_page_that_is_too_old(moot: Any, strict: Client) -> None:
    moot.proposal()
    page = strict.post(ARGUMENTS, {"side": "for", "text": TEXT}, headers=HTMX)
    assert (page["HX-Retarget"], page["HX-Reselect"]) == ("#main", "#main")
    assert again(page)[1]["text"] == TEXT


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_what_another_site_sends_is_not_offered_to_be_sent_again(
    moot: Any, strict: Client, origin: str | None
) -> None:
    moot.proposal()
    headers = {"Origin": origin} if origin else {}
    page = strict.post(ARGUMENTS, {"side": "for", "text": TEXT}, headers=headers)
    assert page.status_code == 403
    assert escape(TEXT) not in page.text
    assert not re.search(r'action="[^"]*arguments/"', page.text)


def test_a_password_never_comes_back(strict: Client) -> None:
    given = {"login": "ada@example.org", "password": "correct horse battery"}
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", given, headers=HERE)
    assert page.status_code == 403
    assert "correct horse" not in page.text


@pytest.mark.parametrize(
    ("address", "given"),
    [
        (ARGUMENTS, {"side": "for", "text": TEXT}),
        (PROPOSE, CLAUSE | {"wording": LONG}),
        (f"{HOME}proposals/1/flag/", {"reason": "other", "note": TEXT}),
    ],
    ids=["argument", "a wording of ten thousand characters", "flag"],
)
def test_what_somebody_sends_after_signing_out_waits_until_they_are_in(
    moot: Any, client: Client, text_of: Any, address: str, given: dict[str, str]
) -> None:
    moot.proposal()
    answer = client.post(address, given)
    resume = reverse("resume")
    assert answer["Location"].startswith("/sign-in/?next=")
    newcomer = moot.user()
    client.force_login(newcomer)
    join = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    assert join == f"{HOME}join/?{urlencode({'next': resume})}"
    joined = {
        "pseudonym": "new-one", "stakeholder_class": "researchers", "agree": "on", "next": resume,
    }  # fmt: skip
    page = client.post(join, joined, follow=True)
    assert page.redirect_chain[-1][0] == resume
    assert "You were not signed in when you sent this" in text_of(page)
    where, fields = again(page)
    assert where == address
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == given


def test_who_takes_part_already_is_led_straight_to_what_they_sent(
    moot: Any, insider: Any, client: Client
) -> None:
    moot.proposal()
    answer = client.post(ARGUMENTS, {"side": "for", "text": TEXT})
    client.force_login(insider.user)
    page = client.get(f"{HOME}join/?next={reverse('resume')}", follow=True)
    address, fields = again(page)
    assert client.post(address, fields).status_code == 302
    assert Argument.objects.get().author == insider
    assert answer["Location"].count("resume") == 1


def test_htmx_leads_away_as_a_whole_and_keeps_it_too(moot: Any, client: Client) -> None:
    moot.proposal()
    headers = {"HX-Request": "true"}
    answer = client.post(ARGUMENTS, {"side": "for", "text": TEXT}, headers=headers)
    assert answer["HX-Redirect"].startswith("/sign-in/")
    assert client.session[sent.KEY]["fields"][1]["value"] == TEXT


def test_a_text_that_goes_on_being_written_after_signing_out_says_it_is_not_kept(
    moot: Any, client: Client, text_of: Any
) -> None:
    headers = {"HX-Request": "true"}
    given = CLAUSE | {"wording": TEXT, "deed": "preview"}
    answer = client.post(PROPOSE, given, headers=headers)
    assert "Not kept: you are signed out." in text_of(answer)
    assert sent.KEY not in client.session


def test_a_session_keeps_no_more_than_a_form_can_hold(moot: Any, client: Client) -> None:
    answer = client.post(PROPOSE, CLAUSE | {"wording": "x" * (sent.MOST + 1)})
    assert answer["Location"] == f"/sign-in/?next={PROPOSE}"
    assert sent.KEY not in client.session


def test_without_anything_kept_there_is_nothing_to_send(as_insider: Client) -> None:
    assert as_insider.get(reverse("resume"))["Location"] == "/"
