"""From the scorecard to a dispute and its decision, and back to a changed verdict."""

import re
import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.pages import ONE

SCORECARD = f"{ONE}/systems/?under=osaid-1-0"
MOST_TABS = 80
PATIENCE = 90  # seconds: a debounce, a worker that is busy, a slow machine


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the link with these words has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.closest('a')?.textContent ?? ''"):
            return
    raise AssertionError(f"no way by keyboard to {words}")


def row_of(page: Page, system: str) -> Any:
    return page.locator(".matrix tbody tr", has_text=system).first


def test_a_dispute_changes_a_verdict(browse: Any) -> None:
    page = browse(SCORECARD, who="participant")
    expect(row_of(page, "Pythia")).to_contain_text("meets it")
    _find_by_keyboard(page)
    expect(page.get_by_text("Yes. It meets the text.")).to_be_visible()
    tab_to(page, "Evidence and disputes: Training code")
    page.keyboard.press("Enter")
    page.get_by_label("What is wrong with the record").fill("The settings are not there.")
    page.get_by_role("button", name="Dispute it").click()
    expect(page.get_by_text("The settings are not there.")).to_be_visible()
    _strike(browse(page.url, who="steward"))
    page.goto(f"{ONE}/systems/pythia/?under=osaid-1-0")
    expect(page.get_by_text("It cannot be told.", exact=True)).to_be_visible()
    _wait_for_the_worker(page)


def _find_by_keyboard(page: Page) -> None:
    """By keys alone: the name into the filter, and on to the only row left."""
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("pyth")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"1 of \d+ AI systems?"))
    expect(page).to_have_url(re.compile("q=pyth"))
    tab_to(page, "Pythia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does Pythia")


def _strike(page: Page) -> None:
    page.get_by_label("What is known counts as unknown").check()
    page.get_by_label("Public reason").fill("Nobody could find them.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Verdicts follow within a minute.")).to_be_visible()
    expect(page.get_by_text("Nobody could find them.").first).to_be_visible()


def _wait_for_the_worker(page: Page) -> None:
    until = time.monotonic() + PATIENCE
    page.goto(SCORECARD)
    while "cannot be told" not in row_of(page, "Pythia").inner_text():
        assert time.monotonic() < until, "the worker did not assess it anew"
        time.sleep(2)
        page.reload()


def test_a_mark_leads_to_its_finding_and_only_the_scorecard_scrolls_sideways(browse: Any) -> None:
    page = browse(SCORECARD, width=PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    row_of(page, "Llama 3.1").locator("td").nth(3).click()
    expect(page).to_have_url(re.compile(r"/systems/llama-3-1/\?under=osaid-1-0#e-3"))
    expect(page.locator("#e-3")).to_be_in_viewport()


def test_the_scorecard_works_without_script(browse: Any) -> None:
    page = browse(SCORECARD, javascript=False)
    page.get_by_label("Verdict", exact=True).select_option("meets")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("verdict=meets"))
    expect(row_of(page, "Llama 3.1")).to_have_count(0)
    page.get_by_role("link", name="AI system", exact=True).click()
    expect(page.locator("[aria-sort=descending]")).to_have_count(1)
