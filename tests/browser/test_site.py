"""That the fixtures stand on a real site, and notice what goes wrong on it."""

import pytest

from tests.browser.pages import DEMO, SMALL


def test_the_site_has_drafts_and_a_worker_that_answers(site, browse):
    page = browse(f"/d/{DEMO}/draft/")
    assert page.locator("article.clause, .clause").count() >= 10
    site.until(lambda: site.get("/healthz").json()["worker"] == "ok")


@pytest.mark.parametrize("who", ["participant", f"participant:{SMALL}", "outsider", "steward"])
def test_people_come_in_by_the_session_they_were_given(browse, who):
    page = browse("/account/", who=who)
    assert page.url.endswith("/account/")


def test_inline_script_is_stopped_by_the_policy_and_noticed(browse):
    page = browse("/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'x = 1'}))"
    )
    assert page.evaluate("typeof x") == "undefined"
    assert any("Content Security Policy" in error for error in browse.errors)
    browse.errors.clear()


def test_a_request_to_another_site_is_noticed(browse):
    page = browse("/")
    page.evaluate("fetch('https://elsewhere.invalid/').catch(() => null)")
    assert browse.errors
    browse.errors.clear()
