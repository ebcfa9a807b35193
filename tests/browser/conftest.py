"""A real site and a real Chromium: one of each for a whole test session.

`site` is an installation with web, worker and beat as processes; `browse` opens pages on
it, as a visitor or signed in, and fails the test if a page logs an error, breaks its
content security policy, or asks anything of another site.
"""

import email
import email.policy
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.pages import DEMO, ELSEWHERE, PAGES
from tests.installations import Installation, environment, free_port, lifetime

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 900}
SEED = "import json; from tests.browser.seed import seed; print(json.dumps(seed()))"
# Chromium logs these for any answer of 400 and above; a refusal shown in place is none.
ANSWERED = "Failed to load resource: the server responded with a status of"
ASSETS = {"stylesheet", "script", "image", "font"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@dataclass
class Site(Installation):
    """An installation with people to sign in as.

    seeded: what `tests.browser.seed.seed` returned.
    """

    seeded: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        # By name, since passkeys belong to a name and not to a number.
        return f"http://localhost:{self.port}"

    def seed(self) -> None:
        self.seeded = self.shell(SEED)

    def path(self, name: str) -> str:
        """Where tests/browser/pages.py looks at a page."""
        after, before = self.seeded["versions"][:2]
        page = (PAGES | ELSEWHERE)[name]
        places = self.seeded["places"]
        return page.path.format(before=before, after=after, token=self.seeded["token"], **places)

    def mail(self, address: str) -> list[EmailMessage]:
        """What was sent to an address, the latest last."""
        sent = [
            email.message_from_bytes(each, policy=email.policy.default)
            for path in sorted(self.home.glob("mail/*"), key=lambda path: path.stat().st_mtime)
            for each in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
            if each.strip()
        ]
        return [each for each in sent if address in each["To"]]

    def session(self, who: str) -> str:
        """The session of "steward", of "answering", of a fresh "participant" (of the demo's
        definition, or "participant:SLUG"), or of a fresh "outsider", who takes part in nothing."""
        if who in ("steward", "answering"):
            return str(self.seeded[who])
        role, _, slug = who.partition(":")
        people = {"participant": slug or DEMO, "outsider": ""}
        return str(self.seeded["people"][people[role]].pop())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web, worker and beat, on the demo's definition and a small one (tests/browser/seed.py)."""
    home = tmp_path_factory.mktemp("site")
    more = {"EMAIL_URL": f"filemail:///{home}/mail", "OPENMOOT_PSEUDO_LANGUAGE": "true"}
    site = Site(home, free_port(), environment(home, **more))
    for _ in lifetime(site):
        site.seed()
        site.start("web", "worker", "beat")
        yield site


def launched(playwright: Playwright) -> Browser:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if shutil.which("chromium") is None:
        absent = "Chromium is not installed (Debian: apt-get install chromium)."
        if os.environ.get("OPENMOOT_REQUIRE_SERVICES"):
            pytest.fail(absent)
        pytest.skip(absent)
    # Playwright leaves its event loop set on this thread, which Django would take for an
    # asynchronous caller in whatever test comes after.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Browse:
    """Opens pages, each in a browser context of its own, and collects what went wrong there."""

    site: Site
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __call__(
        self,
        path: str = "",
        *,
        who: str = "visitor",
        width: int = DESK,
        dark: bool = False,
        javascript: bool = True,
        language: str = "en-GB",
        **options: Any,
    ) -> Page:
        """A page at `path` (blank if that is empty).

        who: "visitor", or what `Site.session` knows, or a session key. The options are those
        of playwright's `new_context`.
        """
        context = self.chromium.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            **options,
        )
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._got)
        if who != "visitor":
            self.sign_in(context, who)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def sign_in(self, context: BrowserContext, who: str) -> None:
        known = who in ("steward", "answering") or who.partition(":")[0] in (
            "participant",
            "outsider",
        )
        key = self.site.session(who) if known else who
        context.add_cookies([{"name": "sessionid", "value": key, "url": self.site.url}])

    @contextmanager
    def offline(self, page: Page) -> Iterator[None]:
        """The network is away; what the browser logs about that is no error."""
        before = len(self.errors)
        page.context.set_offline(True)
        try:
            yield
        finally:
            page.context.set_offline(False)
            del self.errors[before:]

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED):
            self.errors.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(
            self.site.url
        ):
            self.errors.append(f"asked another site: {request.url}")

    def _got(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in ASSETS:
            self.errors.append(f"{response.status}: {response.url}")


@pytest.fixture
def browse(site: Site, chromium: Browser) -> Iterator[Browse]:
    browse = Browse(site, chromium)
    yield browse
    browse.close()
    assert not browse.errors, "\n".join(browse.errors)


@pytest.fixture(scope="session")
def keys(site: Site) -> Callable[[str], str]:
    """One session for each role, shared by the tests that only look."""

    @cache
    def key(who: str) -> str:
        return who if who == "visitor" else site.session(who)

    return key


@pytest.fixture
def visit(site: Site, browse: Browse, keys: Callable[[str], str]) -> Callable[..., Page]:
    """Opens a page of tests/browser/pages.py as somebody, with everything unfolded."""

    def visit(name: str, who: str, **options: Any) -> Page:
        page = browse(site.path(name), who=keys(who), **options)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        return page

    return visit


type Opened = Callable[..., Page]
