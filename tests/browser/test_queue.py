"""A moderator clears a queue of thirty by keyboard; the author appeals; another restores."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.seed_queue import FIRST, NUMBER, SLUG
from tests.browser.test_coming_in import sign_in

SEED = "import json; from tests.browser.seed_queue import seed; print(json.dumps(seed()))"
QUEUE = f"/admin/queue/{SLUG}/"
WHY = "It says two things; one vote cannot tell them apart."


@pytest.fixture(scope="module")
def waiting(site: Site) -> dict[str, Any]:
    seeded: dict[str, Any] = site.shell(SEED)
    return seeded


def digits(secret: str) -> str:
    return auth.format_hotp_value(
        auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())))
    )


def in_queue(page: Page) -> int:
    return page.locator(".case").count()


def test_a_queue_of_thirty_by_keyboard_an_appeal_and_another_moderator(
    site: Site, browse: Any, waiting: dict[str, Any]
) -> None:
    page = browse(QUEUE)
    sign_in(site, page, FIRST)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_label("Code").fill(digits(waiting["secret"]))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(QUEUE))
    page.goto(f"{QUEUE}?kind=proposal")
    assert in_queue(page) == NUMBER
    _clear(page)
    entry = _appeal(browse, waiting)
    _restore(browse, waiting)
    _log_shows(browse("/"), entry)


def _clear(page: Page) -> None:
    """By keys alone: help, one rejected with its reason, all the others accepted."""
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".case.is-current")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator(".case.is-current textarea")).to_be_focused()
    page.keyboard.type(WHY)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    for left in range(NUMBER - 1, 0, -1):
        expect(page.locator(".case")).to_have_count(left)
        with page.expect_navigation():
            page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()


def _appeal(browse: Any, waiting: dict[str, Any]) -> str:
    """The author sees the reason and asks another moderator. Gives the decision's address."""
    page = browse(f"/d/{SLUG}/moderation/mine/", who=waiting["author"])
    page.locator("li", has_text=WHY).get_by_role("link").first.click()
    page.get_by_role("textbox").last.fill("Both halves need each other.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Both halves need each other.")).to_be_visible()
    return page.url


def _restore(browse: Any, waiting: dict[str, Any]) -> None:
    page = browse(f"{QUEUE}?kind=appeal", who=waiting["second"])
    expect(page.locator(".case")).to_contain_text("Both halves need each other.")
    page.keyboard.press("a")
    page.keyboard.type("The author is right: it is one duty.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()


def _log_shows(page: Page, decision: str) -> None:
    """To anybody: the rejection, its reason, and that it was undone and why."""
    page.goto(f"/d/{SLUG}/moderation/")
    expect(page.locator("main")).to_contain_text("The author is right: it is one duty.")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("main")).to_contain_text(WHY)
    page.goto(decision)
    expect(page.locator("main")).to_contain_text("Upheld.")
