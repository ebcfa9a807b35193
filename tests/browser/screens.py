"""Pictures of the pages for docs/screens, of a site with simulated people: `make screens`.

Each page as a phone and a desk show it, in light and dark, at the height of the window.
"""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import DESK, PHONE, Browse, Site, launched
from tests.installations import ROOT, environment, free_port, lifetime

FOLDER = ROOT / "docs" / "screens"
QUALITY = 72
# Page, and for whom.
SHOWN = {
    "home": "visitor",
    "definition": "visitor",
    "vote": "participant",
    "criterion": "participant",
    "proposal": "visitor",
    "propose": "participant",
    "search": "visitor",
    "draft": "visitor",
    "diff": "visitor",
    "report": "visitor",
}
# Where a page is scrolled to, if not to its beginning.
FROM = {"draft": ".statute .part"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        site = Site(home, free_port(), environment(home))
        for _ in lifetime(site):
            site.seed()
            site.start("web")
            browser = launched(playwright)
            for name in SHOWN:
                take(site, browser, name)


def take(site: Site, browser: Browser, name: str) -> None:
    browse = Browse(site, browser)
    who = SHOWN[name]
    session = who if who == "visitor" else site.session(who)
    for width, size in ((PHONE, "phone"), (DESK, "desk")):
        for dark in (False, True):
            page = browse(
                site.path(name), who=session, width=width, dark=dark, reduced_motion="reduce"
            )
            if name in FROM:
                page.locator(FROM[name]).first.evaluate("each => each.scrollIntoView()")
            picture = Image.open(BytesIO(page.screenshot()))
            path = FOLDER / f"{name}-{size}{'-dark' if dark else ''}.webp"
            picture.save(path, quality=QUALITY, method=6)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")
    browse.close()
    if browse.errors:
        raise SystemExit("\n".join(browse.errors))


if __name__ == "__main__":
    main()
