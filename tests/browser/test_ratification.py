"""Participants ratify a text in the browser: enough of them make 1.0.0, too few do not."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.seed_ratified import ENOUGH, QUORUM, TOO_FEW

SEED = "import json; from tests.browser.seed_ratified import seed; print(json.dumps(seed()))"
WHY = "It says what I need to know."


@pytest.fixture(scope="module")
def voters(site: Site) -> dict[str, list[str]]:
    seeded: dict[str, list[str]] = site.shell(SEED)
    return seeded


def address(slug: str) -> str:
    return f"/d/{slug}/ratification/"


def test_enough_ballots_make_1_0_0_and_too_few_return_to_convergence(
    site: Site, browse: Any, voters: dict[str, list[str]]
) -> None:
    """The phases open and close by themselves."""
    reader = browse(width=PHONE)
    for slug, number in ((ENOUGH, QUORUM), (TOO_FEW, 1)):
        site.until(lambda slug=slug: "round 1, open" in _later(reader, slug), 90)
        for session in voters[slug][:number]:
            _vote_yes(browse(address(slug), who=session))
    site.until(lambda: "round 1: ratified" in _later(reader, ENOUGH), 240)
    reader.get_by_role("link", name="1.0.0").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Ratified")
    expect(reader.locator("main")).to_contain_text("1.0.0")
    site.until(lambda: "round 1:" in _later(reader, TOO_FEW), 60)
    said = _shown(reader, TOO_FEW)
    assert "ratified" not in said.split("round 1:")[1].splitlines()[0]
    assert f"{QUORUM} needed" in said
    assert WHY.lower() in said
    assert reader.goto(f"/d/{TOO_FEW}/1.0.0/").status == 404
    reader.goto(f"/d/{TOO_FEW}/phases/")
    expect(reader.locator("tr[aria-current=step]")).to_contain_text("Convergence")


def _later(page: Page, slug: str) -> str:
    page.wait_for_timeout(2_000)
    return _shown(page, slug)


def _shown(page: Page, slug: str) -> str:
    page.goto(address(slug))
    return str(page.locator("main").inner_text()).lower()


def _vote_yes(page: Page) -> None:
    page.get_by_role("radio", name="Yes").check()
    page.get_by_label("Reason (optional)").fill(WHY)
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("You voted yes.")).to_be_visible()
