"""What goes wrong while people take part: told in place, and nothing typed is lost."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.pages import DEMO, SMALL
from tests.browser.test_coming_in import sign_in

PROPOSAL = f"/d/{SMALL}/proposals/1/"
PROPOSE = f"/d/{SMALL}/criteria/training-data/propose/"
LONG = "Whoever publishes data MUST say on which day it was brought up to date. " * 140


def argue(page: Page, text: str) -> None:
    page.locator("#argue > summary").click()
    page.get_by_role("radio", name="For", exact=True).check()
    page.get_by_label("Your reason").fill(text)
    page.get_by_role("button", name="Publish argument").click()


def make_old(page: Page) -> None:
    """As after signing in anew in another tab: the tokens of this page are no longer good."""
    page.context.clear_cookies(name="csrftoken")
    other = page.context.new_page()
    other.goto("/")
    other.close()


def test_an_argument_that_finds_no_network_stays_and_can_be_sent_again(browse: Any) -> None:
    page = browse(PROPOSAL, who=f"participant:{SMALL}", width=PHONE)
    with browse.offline(page):
        argue(page, "Old data misleads.")
        expect(page.get_by_role("alert")).to_contain_text("Not saved: you are offline.")
        expect(page.get_by_role("button", name="Try again")).to_be_focused()
        expect(page.get_by_role("button", name="Try again")).to_be_in_viewport()
        expect(page.get_by_label("Your reason")).to_have_value("Old data misleads.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#arguments")).to_contain_text("Published: argument")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_server_that_fails_says_so_beside_the_button_that_was_pressed(browse: Any) -> None:
    page = browse(PROPOSAL, who=f"participant:{SMALL}")
    address = re.compile(r"/follow/$")
    page.route(address, lambda route: route.fulfill(status=500, body="Away."))
    page.locator("#follow-button").click()
    expect(page.get_by_role("alert")).to_contain_text("something went wrong here")
    page.unroute(address)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#follow")).to_contain_text("You follow this.")


def test_an_argument_from_a_page_that_is_too_old_comes_back_to_be_sent_again(
    browse: Any,
) -> None:
    page = browse(PROPOSAL, who=f"participant:{SMALL}")
    make_old(page)
    argue(page, "A date on a page that is too old is no date, and nobody can tell it apart.")
    expect(page.get_by_role("heading", level=1)).to_have_text("This form is out of date")
    expect(page.get_by_label("What you wrote")).to_have_value(re.compile("too old is no date"))
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#notices")).to_contain_text("Published: argument")


def test_a_vote_from_a_page_that_is_too_old_is_cast_by_sending_it_again(browse: Any) -> None:
    page = browse(f"/d/{DEMO}/vote/", who="participant", width=PHONE)
    make_old(page)
    page.get_by_role("button", name="Agree").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This form is out of date")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#last-h")).to_contain_text("Recorded: agree on proposal")


def test_ten_thousand_characters_written_without_network_and_sent_signed_out_are_kept(
    site: Site, browse: Any
) -> None:
    page = browse(PROPOSE, who=f"participant:{SMALL}")
    wording = page.get_by_role("textbox", name="Wording")
    page.get_by_label("Rationale").fill("Stale data misleads.")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    with browse.offline(page):
        wording.fill(LONG)
        expect(page.locator("#kept")).to_contain_text("Not kept: no answer came.")
        expect(wording).to_have_value(LONG)
    page.context.clear_cookies(name="sessionid")
    wording.press("End")
    wording.press("Space")
    expect(page.locator("#kept")).to_contain_text("Not kept: you are signed out.")
    page.get_by_role("button", name="Publish proposal").click()
    sign_in(site, page, "writer@example.org")
    page.get_by_role("radio").first.check()
    page.get_by_label("I agree that this becomes public").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet")
    expect(page.get_by_label("What you wrote")).to_have_value(re.compile("^Whoever publishes"))
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("#write")).to_contain_text("2000 is the most")
    expect(page.get_by_role("textbox", name="Wording")).to_have_value(re.compile("^Whoever pub"))


def test_too_many_votes_at_once_are_told_in_an_alert(browse: Any) -> None:
    page = browse(f"/d/{DEMO}/vote/", who="participant")
    notice = '<div class="notice" role="alert"><p>It is possible again in 9 seconds.</p></div>'
    headers = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML show:#notices:top"}
    page.route(
        re.compile(r"/vote/$"),
        lambda route: route.fulfill(status=429, body=notice, headers=headers),
    )
    shown = page.locator("#prop").inner_text()
    page.get_by_role("button", name="Agree").first.click()
    expect(page.get_by_role("alert")).to_contain_text("It is possible again in 9 seconds.")
    expect(page.locator("#prop")).to_have_text(shown)
