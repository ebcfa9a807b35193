"""A steward looks at what other numbers would do, decides, and everybody can see it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.seed_ruled import SLUG, VOTES, WORDING

SEED = "import json; from tests.browser.seed_ruled import seed; print(json.dumps(seed()))"
HOME = f"/d/{SLUG}/"
WHY = "Twelve people came; thirty will not."


@pytest.fixture(scope="module")
def ruled(site: Site) -> dict[str, Any]:
    seeded: dict[str, Any] = site.shell(SEED)
    return seeded


def test_a_ruleset_is_previewed_decided_logged_and_named_by_the_next_draft(
    site: Site, browse: Any, ruled: dict[str, Any]
) -> None:
    reader = browse()
    site.until(lambda: "undecided" in _standing(reader))
    page = browse(f"{HOME}rulesets/", who=ruled["steward"])
    page.get_by_role("link", name="Change the ruleset").click()
    _preview(page)
    _decide(page)
    _log_shows(browse(f"{HOME}moderation/", width=PHONE), ruled["handle"])

    def is_clause() -> bool:
        reader.goto(f"{HOME}draft/")
        return WORDING in reader.locator("main").inner_text()

    site.until(is_clause)
    expect(reader.get_by_role("link", name="3", exact=True)).to_have_attribute(
        "href", f"{HOME}rulesets/#ruleset-3"
    )


def _standing(reader: Page) -> str:
    """How the proposal stands, once a run has counted it."""
    reader.goto(f"{HOME}proposals/1/?results=shown")
    return str(reader.locator("main").inner_text()).lower()


def _preview(page: Page) -> None:
    """Nothing can be decided that was not looked at."""
    expect(page.get_by_role("button", name="Decide on these numbers")).to_have_count(0)
    page.get_by_label("Quorum: votes on a proposal").fill(str(VOTES - 2))
    page.get_by_role("button", name="Preview").click()
    shown = page.locator("#preview")
    expect(shown).to_contain_text("30")
    expect(shown).to_contain_text(str(VOTES - 2))
    expect(shown).to_contain_text(WORDING)


def _decide(page: Page) -> None:
    page.get_by_role("button", name="Decide on these numbers").click()
    expect(page.locator("main")).to_contain_text("reason")
    page.get_by_label("Public reason").fill(WHY)
    page.get_by_role("button", name="Decide on these numbers").click()
    expect(page.get_by_role("heading", name="Ruleset 3")).to_be_visible()
    expect(page.locator("#ruleset-3")).to_contain_text(WHY)


def _log_shows(page: Page, handle: str) -> None:
    entry = page.locator("#ruleset-3")
    expect(entry).to_contain_text("Ruleset 3 takes the place of ruleset 2")
    expect(entry).to_contain_text(WHY)
    expect(entry).to_contain_text(handle)
    expect(entry).to_contain_text("can be reversed")
