"""Voting as people do it: by keyboard, without scripts, and where the network fails."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

VOTE = "/d/open-source-ai/vote/"


def shown(page: Page) -> int:
    """The number of the proposal on the ballot."""
    words = page.locator("article.ballot header").inner_text()
    found = re.search(r"Proposal (\d+)", words)
    assert found
    return int(found.group(1))


def voted_on(page: Page) -> int:
    return int(page.locator(".progress strong").inner_text().split()[0])


def test_twelve_votes_by_keyboard_each_confirmed_and_the_next_in_focus(browse: Any) -> None:
    page = browse(VOTE, who="participant")
    for number in range(1, 13):
        proposal, key = shown(page), "adp"[number % 3]
        word = {"a": "agree", "d": "disagree", "p": "pass"}[key]
        page.keyboard.press(key)
        said = f"Recorded: {word} on proposal {proposal}."
        expect(page.locator("#said")).to_have_text(said)
        expect(page.locator("#prop")).to_be_focused()
        assert voted_on(page) == number
    page.goto("/d/open-source-ai/votes/")
    expect(page.locator("#prop")).to_have_text("12 votes shown")


def test_keys_undo_skip_and_can_be_switched_off(browse: Any) -> None:
    page = browse(VOTE, who="participant")
    first = shown(page)
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(rf"skip={first}$"))
    second = shown(page)
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("Recorded: agree")
    # No finger is as fast: until htmx has settled, the undo button loads a whole page.
    expect(page.locator(".htmx-settling, .htmx-request")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text(f"no vote of yours stands on proposal {second}")
    assert shown(page) == second
    page.get_by_label("Keys:").uncheck()
    page.locator("#prop").focus()
    page.keyboard.press("a")
    page.reload()
    expect(page.get_by_label("Keys:")).not_to_be_checked()
    assert voted_on(page) == 0


def test_the_same_votes_without_javascript(browse: Any) -> None:
    page = browse(VOTE, who="participant", javascript=False, width=PHONE)
    expect(page.locator("#keys")).to_be_hidden()
    for number in range(1, 4):
        proposal = shown(page)
        page.get_by_role("button", name="Disagree").click()
        expect(page.locator("#last-h")).to_have_text(f"Recorded: disagree on proposal {proposal}.")
        assert voted_on(page) == number
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#last-h")).to_contain_text("Undone: no vote of yours stands")
    assert voted_on(page) == 2
    page.get_by_role("button", name="Pass").click()
    page.get_by_role("link", name="How it stands, or change it").click()
    page.get_by_role("button", name="Agree", exact=False).first.click()
    expect(page.locator("#last-h")).to_contain_text("Recorded: agree")


def test_a_vote_that_finds_no_network_says_it_was_not_saved_and_can_be_sent_again(
    browse: Any,
) -> None:
    page = browse(VOTE, who="participant", width=PHONE)
    proposal = shown(page)
    with browse.offline(page):
        page.get_by_role("button", name="Agree").first.click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Not saved: you are offline.")
        expect(page.get_by_role("button", name="Try again")).to_be_focused()
        assert shown(page) == proposal
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#said")).to_have_text(f"Recorded: agree on proposal {proposal}.")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert voted_on(page) == 1


def test_a_server_that_fails_or_is_silent_is_told_apart_and_a_double_press_sends_once(
    browse: Any,
) -> None:
    page = browse(VOTE, who="participant")
    sent = []
    page.on("request", lambda request: sent.append(1) if request.method == "POST" else None)
    address = re.compile(r"/vote/$")
    page.route(address, lambda route: route.fulfill(status=503, body="Away."))
    agree = page.get_by_role("button", name="Agree").first
    agree.dblclick()
    expect(page.get_by_role("alert")).to_contain_text("something went wrong here")
    page.unroute(address)
    before = len(sent)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#said")).to_contain_text("Recorded: agree")
    assert len(sent) == before + 1
    assert voted_on(page) == 1
