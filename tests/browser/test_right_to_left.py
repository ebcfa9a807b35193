"""Every page in a made-up language that runs from right to left, with longer words."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import PAGES, visits
from tests.browser.test_accessibility import WIDER, resize
from tests.languages.catalogues import collected
from tests.languages.pseudo import RIGHT_TO_LEFT, install

LANGUAGE = "ar-XB"


@pytest.fixture(scope="module", autouse=True)
def made_up_language(site, tmp_path_factory):
    install(collected(tmp_path_factory.mktemp("sources")), site.home)


@pytest.mark.parametrize(("name", "who"), visits())
def test_pages_run_from_right_to_left_and_fit(visit, name, who):
    page = visit(name, who, language=LANGUAGE)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert RIGHT_TO_LEFT in page.locator("body").inner_text()
    assert page.evaluate(WIDER) == []
    resize(page, PHONE)
    assert page.evaluate(WIDER) == []


# How far the beginning of the text stands from the edge where lines begin.
BEGINS = """selector => {
    const range = document.createRange()
    const at = document.querySelector(selector)
    if (!at) return null
    range.selectNodeContents(at)
    const box = range.getBoundingClientRect()
    const wide = document.documentElement.clientWidth
    return document.documentElement.dir === 'rtl' ? wide - box.right : box.left
}"""


@pytest.mark.parametrize("name", ["definition", "vote", "draft", "criterion"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_begins_at_the_left_edge_begins_at_the_right_one(visit, name, width):
    who = PAGES[name].who[0]
    straight, mirrored = (
        visit(name, who, width=width, language=language) for language in ("en-GB", LANGUAGE)
    )
    for selector in (".wordmark", ".crumbs", "h1", "main h2", ".site-foot p"):
        begins = straight.evaluate(BEGINS, selector)
        assert mirrored.evaluate(BEGINS, selector) == pytest.approx(begins, abs=2), selector


TURNED = """selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())
    .map(e => Math.sign(e.getScreenCTM().a))"""


def test_bars_are_mirrored_and_seals_are_not(visit):
    page = visit("draft", "visitor", language=LANGUAGE)
    assert set(page.evaluate(TURNED, "svg.bar")) == {-1}
    assert set(page.evaluate(TURNED, "svg.seal, .seal svg")) == {1}
