"""Arguing in a real browser, by keyboard, with htmx and without any script."""

import pytest

from tests.browser.pages import DEMO

PROPOSAL = f"/d/{DEMO}/proposals/3/"


def write(page, side, text):
    page.locator("#argue > summary").press("Enter")
    page.get_by_role("radio", name=side, exact=True).press("Space")
    page.get_by_label("Your reason").focus()
    page.keyboard.type(text)
    page.get_by_role("button", name="Publish argument").press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_an_argument_is_written_endorsed_and_edited_by_keyboard(browse, javascript):
    kind = "with a script" if javascript else "without one"
    reader = browse(PROPOSAL, who="participant", javascript=javascript)
    author = browse(PROPOSAL, who="participant", javascript=javascript)

    write(author, "Against", f"Nobody can check this, {kind}.")
    author.get_by_role("status").filter(has_text="Published: argument").wait_for()
    if javascript:
        assert author.evaluate("document.activeElement.textContent").strip().startswith("Published")
    author.locator("#arguments span", has_text="Yours:").get_by_role("link").last.press("Enter")
    author.get_by_label("Your reason").press("End")
    author.keyboard.type(" Ever.")
    author.get_by_role("button", name="Save").press("Enter")
    author.locator("ins", has_text="Ever.").wait_for()
    assert author.get_by_role("heading", name="History").count() == 1

    # The other side is silent, so that one of this side is shown until more are asked for.
    reader.goto(f"{PROPOSAL}?arguments=6")
    button = reader.locator(".arg", has_text=f"{kind}. Ever.").get_by_role("button")
    assert button.get_attribute("aria-pressed") == "false"
    button.press("Enter")
    reader.get_by_role("status").filter(has_text="You endorse argument").wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    if javascript:
        assert reader.evaluate("document.activeElement.id").startswith("endorse-")

    author.reload()
    assert author.get_by_role("heading", name="Edit").count() == 0


def test_what_is_too_long_stays_in_the_form(browse):
    page = browse(PROPOSAL, who="participant")
    write(page, "For", "It is so. " * 45)
    page.get_by_role("alert").filter(has_text="400 is the most").wait_for()
    assert page.get_by_label("Your reason").input_value().startswith("It is so. It is so.")
    assert page.get_by_role("radio", name="For", exact=True).is_checked()
