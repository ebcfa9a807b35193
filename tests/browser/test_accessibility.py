"""WCAG 2.2 AA on every page, as far as machines can tell."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.browser.conftest import DESK, HEIGHTS, PHONE
from tests.browser.pages import OTHERS, PAGES, names, visits

DATE_PARTS = 7
NARROW = 320  # CSS pixels down to which everything reflows
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What differs between the themes and between the widths.
PHONE_IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}


def resize(page, width):
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})


def axe(page, options):
    """What axe finds wrong, one line an element."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(options)})")["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_every_address_is_looked_at_or_known_to_be_no_page():
    assert names() == PAGES.keys() | OTHERS.keys()


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_axe_finds_nothing_where_a_page_could_not_be_shown(browse, status):
    request = RequestFactory().get("/")
    request.user, request.htmx, request.session = AnonymousUser(), None, {}
    html = render_to_string(f"{status}.html", {"seconds": 30}, request)
    page = browse(reduced_motion="reduce")
    page.route("**/away/", lambda route: route.fulfill(status=status, body=html,
                                                       content_type="text/html"))  # fmt: skip
    page.goto("/away/")
    found = axe(page, OPTIONS)
    page.emulate_media(color_scheme="dark")
    assert not found + axe(page, PHONE_IN_THE_DARK)


WIDER = """() => {
    const wide = document.documentElement.clientWidth
    const scrolls = e => {
        for (let at = e; at; at = at.parentElement)
            if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true
        return false
    }
    const out = [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
        const box = e.getBoundingClientRect()
        return box.width > 1 && box.height > 1 && (box.right > wide + 1 || box.left < -1)
            && !scrolls(e) && !e.closest('svg') && !e.closest('.skip, .vh')
    }).map(e => e.outerHTML.slice(0, 120))
    return document.documentElement.scrollWidth > wide ? ['the page scrolls sideways', ...out] : out
}"""


# Radio buttons of one name are one stop: the chosen one, or the first.
STOPS = """() => {
    const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled
    const all = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    )].filter(shown)
    const radios = Map.groupBy(
        all.filter(e => e.type === 'radio'), e => (e.form?.id || '') + e.name
    )
    const skipped = new Set()
    for (const group of radios.values()) {
        const stop = group.find(e => e.checked) || group[0]
        group.filter(e => e !== stop).forEach(e => skipped.add(e))
    }
    window.stops = all.filter(e => !skipped.has(e))
    return window.stops.map(e => e.outerHTML.slice(0, 100))
}"""
FOCUSED = """async () => {
    // The browser scrolls to what is focused when it next paints.
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    const at = document.activeElement
    const ringed = e => {
        const style = getComputedStyle(e)
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    }
    const box = at.getBoundingClientRect()
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return {
        stop: window.stops.indexOf(at),
        ringed: ringed(at) || [...(at.labels || [])].some(ringed),
        seen: box.width < 2 || (box.bottom > 0 && box.top < innerHeight
            && (at.contains(middle) || !middle?.closest('.site-head, .ballot--stick'))),
        html: at.outerHTML.slice(0, 100),
    }
}"""


def too_wide(page):
    """What does not fit at 320 pixels, and at twice the size."""
    found = []
    for width in (NARROW, DESK // 2):
        resize(page, width)
        found += [f"too wide at {width}: {html}" for html in page.evaluate(WIDER)]
    return found


def beyond_keys(page):
    """The controls that Tab does not reach, or where one would not see it."""
    stops = page.evaluate(STOPS)
    # The year, the month and so on of a date are a stop each.
    parts = DATE_PARTS * page.locator("input[type=date], input[type=datetime-local]").count()
    reached, faults = set(), []
    for _ in range(len(stops) + parts + 5):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["stop"] < 0 or at["stop"] in reached:
            continue
        reached.add(at["stop"])
        if not at["seen"]:
            # What came in above may have moved it while the browser scrolled there.
            page.wait_for_timeout(300)
            at = page.evaluate(FOCUSED)
        if not at["ringed"]:
            faults.append(f"no visible focus: {at['html']}")
        if not at["seen"]:
            faults.append(f"out of sight: {at['html']}")
    # What a swap took away in the meantime need not be reached.
    kept = page.evaluate("window.stops.map(each => each.isConnected)")
    return faults + [
        f"not reached: {html}"
        for index, html in enumerate(stops)
        if kept[index] and index not in reached
    ]


@pytest.mark.parametrize(("name", "who"), visits())
def test_a_page_fits_is_used_by_keys_alone_and_axe_finds_nothing(visit, name, who):
    # One visit for all of it. Without smooth scrolling and transitions: places and colours
    # would be measured on the way.
    page = visit(name, who, reduced_motion="reduce")
    found = axe(page, OPTIONS)
    found += too_wide(page)
    resize(page, PHONE)
    found += beyond_keys(page)
    page.emulate_media(color_scheme="dark")
    found += axe(page, PHONE_IN_THE_DARK)
    assert not found, "\n".join(dict.fromkeys(found))


MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e)
    const longest = list => Math.max(...list.split(',').map(parseFloat))
    return longest(style.transitionDuration) > 0.01
        || (style.animationName !== 'none' && longest(style.animationDuration) > 0.01)
        || style.scrollBehavior === 'smooth'
}).map(e => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("name", ["home", "vote", "draft"])
def test_nothing_moves_for_those_who_want_less_motion(visit, name):
    assert visit(name, PAGES[name].who[0], reduced_motion="reduce").evaluate(MOVING) == []
