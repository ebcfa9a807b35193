"""Coming in, in a real browser: as a guest without any script, and by a passkey."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.pages import SMALL

VOTE = f"/d/{SMALL}/vote/"


def code_for(site: Site, address: str) -> str:
    """The code in the newest mail to this address."""
    letters = site.until(lambda: site.mail(address))
    found = re.search(r"Your code: (\S+)", letters[-1]["Subject"])
    assert found
    return found[1]


def sign_in(site: Site, page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    page.get_by_label("Code").fill(code_for(site, email))
    page.get_by_role("button", name="Confirm").click()


def test_without_javascript_a_guest_votes_registers_and_keeps_the_votes(
    site: Site, browse: Any
) -> None:
    page = browse(VOTE, width=PHONE, javascript=False)
    page.get_by_role("button", name="Agree").first.click()
    guest = page.locator(".who bdi").inner_text()
    page.get_by_role("link", name="Sign in").first.click()
    expect(page.get_by_text("You have cast 1 vote as a guest.")).to_be_visible()
    sign_in(site, page, "guest@example.org")
    expect(page.get_by_text(f"as the guest {guest}")).to_be_visible()
    page.get_by_role("radio").first.check()
    page.get_by_label("I agree that this becomes public").check()
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".who bdi")).to_have_text(guest)
    expect(page.get_by_role("status").first).to_contain_text(f"as {guest}")
    page.goto("/account/")
    expect(page.get_by_text("1 stands")).to_be_visible()


def test_the_first_vote_names_the_guest_at_once(browse: Any) -> None:
    page = browse(VOTE, width=PHONE)
    expect(page.locator(".who")).to_have_count(0)
    page.get_by_role("button", name="Agree").first.click()
    expect(page.locator("#who .who bdi")).not_to_be_empty()
    named = page.locator("#who .who bdi").inner_text()
    page.reload()
    expect(page.locator("#who .who bdi")).to_have_text(named)
    expect(page.locator("#who")).to_have_count(1)


def test_a_passkey_signs_in(site: Site, browse: Any) -> None:
    page = browse("/sign-in/?next=/account/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(site, page, "passkey@example.org")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.locator("#passkeys")).to_contain_text("My phone")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("passkey@example.org")


def test_a_passkey_that_is_not_there_is_told_in_place(browse: Any) -> None:
    page = browse("/sign-in/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The code always works.")).to_be_visible()


def test_colours_and_language_are_kept(browse: Any) -> None:
    page = browse("/", javascript=False)
    page.get_by_text("Language and colours").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_text("Language and colours").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
