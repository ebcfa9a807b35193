"""Signing in by accounts elsewhere, switched on by the environment."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Site
from tests.installations import environment, free_port, lifetime

EMAIL = "elsewhere@example.org"


class Provider(BaseHTTPRequestHandler):
    """As much of OpenID Connect as signing in asks for, and everybody is the same person."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        match asked.path:
            case "/.well-known/openid-configuration":
                names = ("authorization", "token", "userinfo")
                here = f"http://{self.headers['Host']}"
                self._answer({f"{name}_endpoint": f"{here}/{name}" for name in names})
            case "/authorization":
                given = {name: values[0] for name, values in parse_qs(asked.query).items()}
                code = urlencode({"code": "once", "state": given["state"]})
                self.send_response(302)
                self.send_header("Location", f"{given['redirect_uri']}?{code}")
                self.end_headers()
            case "/userinfo":
                self._answer({"sub": "17", "email": EMAIL, "email_verified": True})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"access_token": "a-token", "token_type": "Bearer"})

    def _answer(self, body: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: object) -> None:
        """Says nothing: the tests look at what comes of it."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def switched_on(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("switched-on")
    more = {
        "OPENMOOT_OIDC_CLIENT_ID": "openmoot", "OPENMOOT_OIDC_SECRET": "secret",
        "OPENMOOT_OIDC_SERVER": provider, "OPENMOOT_OIDC_NAME": "Fair ID",
        "OPENMOOT_GITHUB_CLIENT_ID": "of-github", "OPENMOOT_GITHUB_SECRET": "secret",
    }  # fmt: skip
    site = Site(home, free_port(), environment(home, **more))
    for _ in lifetime(site):
        site.start("web")
        yield site


@pytest.fixture
def page(switched_on: Site, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=switched_on.url, viewport={"width": PHONE, "height": 844}, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def come_in(page: Page) -> None:
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("link", name="Fair ID").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Continue with Fair ID")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/account/$"))


def test_the_first_time_makes_an_account_and_the_second_enters_it(
    switched_on: Site, page: Page
) -> None:
    come_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(EMAIL)
    page.get_by_role("button", name="Sign out").click()
    come_in(page)
    page.get_by_role("link", name="Connect or disconnect").click()
    expect(page.get_by_role("radio")).to_have_count(1)
    count = "from deliberation.models import User; print(User.objects.count())"
    assert switched_on.shell(count) == 1


def test_the_form_for_github_leads_there_with_the_id_of_the_environment(page: Page) -> None:
    page.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    page.goto("/sign-in/")
    page.get_by_role("link", name="GitHub").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(r"^https://github\.com/login/oauth/authorize\?"))
    assert parse_qs(urlsplit(page.url).query)["client_id"] == ["of-github"]
