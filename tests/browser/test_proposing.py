"""Writing a proposal in a real browser: its like is found, it is published, and amended."""

import re

from playwright.sync_api import expect

from tests.browser.pages import SMALL

FIRST = "The tokeniser and its vocabulary MUST be published together with the weights."


def test_a_proposal_finds_its_like_is_published_and_amended(browse):
    page = browse(f"/d/{SMALL}/propose/", who=f"participant:{SMALL}")
    page.get_by_role("button", name="Write a clause for it").click()
    page.get_by_role("textbox", name="Wording").fill(FIRST)
    page.get_by_label("Rationale").fill("Else the weights cannot be run.")
    expect(page.locator("#preview .clause__text")).to_contain_text("The tokeniser")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    page.reload()
    expect(page.get_by_role("textbox", name="Wording")).to_have_value(FIRST)
    page.get_by_role("button", name="Publish proposal").click()
    expect(page.get_by_role("status").first).to_contain_text("Published: proposal")
    number = re.search(r"proposal (\d+)", page.get_by_role("status").first.inner_text())[1]

    page.goto(f"/d/{SMALL}/proposals/{number}/amend/")
    page.get_by_role("textbox", name="Wording").fill(FIRST.replace("vocabulary", "word list"))
    page.get_by_text("Editorial", exact=True).click()
    expect(page.locator("#preview ins")).to_have_text("word list")
    page.get_by_role("button", name="Publish amendment").click()
    expect(page.get_by_role("status").first).to_contain_text("Its votes stay.")

    other = browse(f"/d/{SMALL}/propose/", who=f"participant:{SMALL}")
    other.get_by_role("button", name="Write a clause for it").click()
    other.get_by_role("textbox", name="Wording").fill(
        "The tokeniser and word list MUST be published."
    )
    expect(other.locator("#similar")).to_contain_text(f"Proposal {number}")
    assert other.evaluate("document.activeElement.id") == "id_wording"
    other.get_by_role("link", name="Vote on it").first.click()
    assert f"proposal={number}" in other.url


def test_search_answers_while_one_types_and_its_address_can_be_kept(browse):
    page = browse(f"/d/{SMALL}/search/")
    page.get_by_label("Words to look for").press_sequentially("data")
    expect(page.locator("#found mark").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=data$"))
    page.reload()
    expect(page.locator("#found mark").first).to_be_visible()
