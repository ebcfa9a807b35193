"""What htmx changes is said in the one live region that every page has from its beginning.

A region that comes in with the change is not read out by every screen reader, so each test
holds on to the element that was there before.
"""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.pages import DEMO, SMALL
from tests.browser.test_surveys import begin, choose

PROPOSAL = f"/d/{DEMO}/proposals/1/"
SAID = "() => window.region.isConnected && window.region.textContent.trim()"


def listen(page: Page) -> None:
    page.evaluate("() => { window.region = document.querySelector('[role=status]#said') }")


def hears(page: Page, words: str) -> None:
    page.wait_for_function(f"words => ({SAID})().includes(words)", arg=words)


def test_endorsing_and_taking_it_back_are_said(browse: Any) -> None:
    page = browse(PROPOSAL, who="participant")
    listen(page)
    button = page.locator(".arg form button").first
    button.click()
    hears(page, "You endorse argument")
    button.click()
    hears(page, "You no longer endorse argument")
    expect(button).to_be_focused()


def test_more_arguments_are_said_and_the_focus_stays_beside_them(browse: Any) -> None:
    page = browse(f"{PROPOSAL}?arguments=1", who="participant")
    listen(page)
    more = page.locator("#arguments-more")
    more.press("Enter")
    hears(page, "Shown now, for:")
    assert page.evaluate("document.activeElement.id") in ("arguments-more", "arguments-h")


def test_following_and_ceasing_to_are_said(browse: Any) -> None:
    page = browse(f"/d/{DEMO}/", who="participant")
    listen(page)
    page.locator("#follow-button").click()
    hears(page, "You follow this.")
    expect(page.locator("#follow-button")).to_be_focused()
    page.locator("#follow-button").click()
    hears(page, "You no longer follow this.")


def test_what_is_kept_and_similar_while_one_writes_is_said_once(browse: Any) -> None:
    page = browse(f"/d/{SMALL}/criteria/training-data/propose/", who=f"participant:{SMALL}")
    listen(page)
    wording = page.get_by_role("textbox", name="Wording")
    wording.fill("Nobody has written this yet.")
    hears(page, "Kept. Nobody else sees it.")
    page.evaluate("() => { window.region.textContent = '' }")
    wording.fill("Whoever publishes data MUST say where it comes from")
    hears(page, "similar proposal")
    assert "Kept" not in page.evaluate(SAID)
    page.evaluate("() => { window.region.textContent = '' }")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        wording.fill("Whoever publishes data MUST say where it comes from.")
    expect(page.locator("#preview .clause__text")).to_contain_text("comes from.")
    assert page.evaluate(SAID) == ""
    expect(wording).to_be_focused()


def test_results_of_a_search_are_counted_aloud(browse: Any) -> None:
    page = browse(f"/d/{DEMO}/search/")
    listen(page)
    page.get_by_label("Words to look for").press_sequentially("weights")
    hears(page, "for “weights”")


def test_filtering_the_scorecard_says_how_many_systems_are_left(browse: Any) -> None:
    page = browse(f"/d/{DEMO}/systems/")
    listen(page)
    page.locator("#matrix-q").press_sequentially("olmo")
    hears(page, "AI systems.")


def test_an_answer_that_leads_to_more_questions_says_so(browse: Any) -> None:
    page = browse(who="participant")
    begin(page)
    choose(page, "I build or train AI systems")
    page.get_by_label("For how many years").fill("7")
    page.locator("[name=q-changed][value=no]").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Licences in practice")
    listen(page)
    choose(page, "Yes, a list of forbidden uses")
    expect(page.get_by_label("What happened?")).to_be_visible()
    hears(page, "questions are asked here")
