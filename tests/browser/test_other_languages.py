"""Words of other languages are longer: pages hold them on a phone too."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import NARROW, WIDER, resize

READ = ["home", "definition", "criteria", "criterion", "proposal", "vote", "draft", "diff",
        "report", "systems", "system", "search"]  # fmt: skip
BROKEN = """() => [...document.querySelectorAll('.vote-btn b')].filter(e => {
    const lines = e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)
    return Math.round(lines) > e.textContent.trim().split(/\\s+/).length
}).map(e => e.textContent)"""


@pytest.mark.parametrize("language", ["de-DE", "es-ES", "fr-FR"])
def test_nothing_runs_off_a_phone_and_no_vote_is_broken_in_two(browse, site, keys, language):
    page = browse(who=keys("participant"), width=PHONE, language=language, reduced_motion="reduce")
    faults = []
    for name in READ:
        page.goto(site.path(name))
        for width in (NARROW, PHONE):
            resize(page, width)
            faults += [f"{name} at {width}: {html}" for html in page.evaluate(WIDER)]
            faults += [f"{name} at {width}: {word}" for word in page.evaluate(BROKEN)]
    assert not faults, "\n".join(faults)
