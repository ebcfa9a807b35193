"""From a vote by a passer-by to a clause of one's own in the draft: the whole way, for real."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.pages import SMALL

ADDRESS = "passer-by@example.org"
WORDING = "Whoever publishes data MUST say when it was last brought up to date."


def test_a_guest_votes_registers_by_code_and_keeps_the_votes(site, browse):
    page = browse(f"/d/{SMALL}/", width=PHONE)
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"/d/{SMALL}/vote/")
    agree = page.get_by_role("button", name=re.compile("^Agree"))
    for _ in range(2):
        before = page.locator("main").inner_text()
        agree.first.click()
        expect(page.locator("main")).not_to_have_text(before)
        expect(page.locator("main")).to_contain_text("Recorded: agree")
        page.goto(f"/d/{SMALL}/vote/")
    expect(page.locator(".progress").first).to_contain_text(re.compile(r"2 of \d"))

    page.goto(f"/sign-in/?next=/d/{SMALL}/vote/")
    page.locator("main").get_by_role("textbox").first.fill(ADDRESS)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    (letter,) = site.until(lambda: site.mail(ADDRESS))
    code = re.search(r"^    (\S+)$", letter.get_body(("plain",)).get_content(), re.M)[1]
    page.locator("main").get_by_role("textbox").first.fill(code)
    page.get_by_role("button", name="Confirm").click()

    page.goto(f"/d/{SMALL}/join/")
    expect(page.locator("main")).to_contain_text("2 votes were cast here as the guest")
    page.get_by_role("radio").first.check()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Join").click()
    page.goto(f"/d/{SMALL}/vote/")
    expect(page.locator(".progress").first).to_contain_text(re.compile(r"2 of \d"))
    expect(page.locator("main")).not_to_contain_text("as a guest")


def test_a_proposal_is_voted_on_and_the_worker_puts_it_into_the_draft(site, browse):
    author = browse(f"/d/{SMALL}/criteria/training-data/propose/", who=f"participant:{SMALL}")
    author.get_by_label("Level", exact=False).first.select_option("MUST")
    author.get_by_label("Evidence needed").first.select_option("open")
    author.get_by_label("Wording").first.fill(WORDING)
    author.get_by_label("Rationale").first.fill("Stale data misleads whoever builds on it.")
    author.get_by_role("button", name=re.compile("^Publish")).first.click()
    expect(author.get_by_text(re.compile(r"Published: proposal \d+"))).to_be_visible()
    number = re.search(r"Published: proposal (\d+)", author.locator("main").inner_text())[1]

    for _ in range(3):
        voter = browse(f"/d/{SMALL}/vote/?proposal={number}", who=f"participant:{SMALL}")
        expect(voter.locator("main")).to_contain_text(WORDING)
        voter.get_by_role("button", name=re.compile("^Agree")).first.click()
        expect(voter.locator("main")).to_contain_text(f"Recorded: agree on proposal {number}.")

    reader = browse()

    def stands():
        reader.goto(f"/d/{SMALL}/draft/")
        return WORDING in reader.locator("main").inner_text()

    site.until(stands)
    expect(reader.locator(".clause", has_text=WORDING)).to_contain_text(f"Proposal {number}")
