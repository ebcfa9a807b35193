"""Surveys in a real browser: answered with and without a script, built, and an idea voted on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import DEMO

SURVEYS = f"/d/{DEMO}/surveys/"
SURVEY = f"{SURVEYS}what-it-means/"
IDEA = "Whoever publishes weights MUST say with which seed they were trained."


def begin(page):
    page.goto(SURVEY)
    page.get_by_label("I agree to this use").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You and AI systems")


def choose(page, text):
    page.locator("label.choice", has_text=text).first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_shipped_survey_is_answered_interrupted_and_resumed(site, browse, javascript):
    who = site.session("participant")
    page = browse(who=who, width=PHONE, javascript=javascript)
    begin(page)
    choose(page, "I build or train AI systems")
    page.get_by_label("For how many years").fill("seven")
    page.locator("[name=q-changed][value=no]").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("Give a number.")
    page.get_by_label("For how many years").fill("7")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Licences in practice")
    choose(page, "Yes, a list of forbidden uses")
    if javascript:
        expect(page.get_by_label("What happened?")).to_be_visible()
    page.get_by_role("button", name="Save and leave").click()
    page.context.close()

    page = browse(SURVEY, who=who, width=DESK, javascript=javascript)
    page.goto(f"{SURVEY}section/licences/")
    expect(page.locator("input[value=uses]")).to_be_checked()
    page.get_by_label("What happened?").fill("A school was not sure.")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What matters")
    page.get_by_label("The weights can be downloaded").first.select_option("1")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What has nobody proposed yet?").fill(f"{IDEA} ({javascript})")
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over your answers")
    page.goto(f"{SURVEY}section/licences/")
    page.locator("[name=q-decided][value=no]").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("What happened?")
    page.get_by_role("button", name="let them go").click()
    page.goto(f"{SURVEY}review/")
    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_role("status").first).to_contain_text("Your answers are sent.")
    page.goto(f"{SURVEY}review/")
    expect(page.get_by_role("main")).not_to_contain_text("A school was not sure.")


def test_a_steward_builds_a_survey_with_a_branch_and_publishes_it(browse):
    page = browse("/admin/surveys/survey/add/", who="steward")
    page.get_by_label("Definition").select_option(label="Open Source AI")
    page.get_by_label("Slug").fill("built")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/surveys/survey/")
    row = page.locator("tr", has_text="built")
    row.get_by_role("link", name="Build").click()
    page.get_by_role("link", name="Title, texts, languages").click()
    page.get_by_label("Title (en)").fill("Built here")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add a section").click()
    page.get_by_label("Key").fill("first")
    page.get_by_label("Title (en)").fill("First")
    page.get_by_role("button", name="Save").click()
    for key, text, condition in (("pet", "Have you a pet?", ""), ("name", "Its name?", "pet")):
        page.get_by_role("link", name="Add a question").click()
        page.get_by_label("Key").fill(key)
        page.get_by_label("Question (en)").fill(text)
        if condition:
            page.get_by_label("Kind").select_option(label="a line of text")
            page.get_by_text("When it is shown").click()
            page.get_by_label("Condition 1: question").select_option(condition)
            page.get_by_label("with").first.fill("yes")
        else:
            page.get_by_label("Options", exact=True).fill("yes | Yes\nno | No")
        expect(page.locator("#preview")).to_contain_text(text)
        page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Publish this version").click()
    expect(page.get_by_role("status").first).to_contain_text("Published.")
    page.goto(f"{SURVEYS}built/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Built here")


def test_an_idea_becomes_a_proposal_that_people_vote_on(site, browse):
    writer = browse(who="participant")
    begin(writer)
    choose(writer, "I study AI systems")
    writer.locator("[name=q-changed][value=no]").check()
    writer.get_by_role("button", name="Next").click()
    writer.locator("[name=q-decided][value=no]").check()
    writer.get_by_role("button", name="Next").click()
    writer.get_by_role("button", name="Next").click()
    writer.get_by_label("What has nobody proposed yet?").fill(IDEA)
    writer.get_by_role("button", name="Look it over").click()
    writer.get_by_role("button", name="Send answers").click()

    moderator = browse(f"{SURVEY}ideas/?q=seed", who="steward")
    moderator.get_by_role("link", name="Make it a proposal").first.click()
    moderator.get_by_role("button", name="Open the proposal").click()
    expect(moderator.get_by_role("status").first).to_contain_text("is open for votes")
    address = re.sub(r"https?://[^/]+", "", moderator.url)

    voter = browse(address, who="participant")
    expect(voter.get_by_role("main")).to_contain_text("with which seed")
    voter.get_by_role("button", name=re.compile("^Agree")).first.click()
    expect(voter.get_by_role("status").first).to_be_visible()
