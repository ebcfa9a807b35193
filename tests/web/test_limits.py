"""One person has one budget for each deed, and loses nothing that they typed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from deliberation.limits import network_of

SLUG = "open-source-ai"
VOTE = f"/d/{SLUG}/proposals/1/vote/"
PROPOSE = f"/d/{SLUG}/criteria/training-data/propose/"
WORDING = "Whoever trains a system on data of others MUST publish where that data came from."


@pytest.fixture(autouse=True)
def _tight(settings: Any) -> None:
    settings.RATES = settings.RATES | {"vote": "2/min", "propose": "1/hour"}


def test_pages_and_api_spend_one_budget(moot: Any, as_insider: Client, insider: Any) -> None:
    moot.proposal()
    token, _ = Token.objects.get_or_create(user=insider.user)
    program = Client(headers={"Authorization": f"Token {token.key}"})
    address = f"/api/v1/definitions/{SLUG}/proposals/1/vote"
    assert as_insider.post(VOTE, {"vote": "agree"}).status_code == 302
    answer = program.put(address, {"value": "pass"}, content_type="application/json")
    assert answer.status_code == 200
    assert as_insider.post(VOTE, {"vote": "disagree"}).status_code == 429
    answer = program.put(address, {"value": "agree"}, content_type="application/json")
    assert answer.status_code == 429
    assert moot.log() == [(insider, 1), (insider, 0)]


def test_the_budget_of_one_is_not_that_of_another(moot: Any, as_insider: Client) -> None:
    moot.proposal()
    for _ in range(3):
        as_insider.post(VOTE, {"vote": "agree"})
    mate = Client()
    mate.force_login(moot.participant().user)
    assert mate.post(VOTE, {"vote": "agree"}).status_code == 302


def proposed(client: Client, **fields: str) -> Any:
    sent = {"level": "MUST", "requires": "open", "wording": WORDING, "rationale": "So one sees."}
    return client.post(PROPOSE, sent | fields)


def test_too_many_proposals_keep_what_was_written(as_insider: Client, text_of: Any) -> None:
    assert proposed(as_insider).status_code == 302
    page = proposed(as_insider, wording=f"{WORDING} <b>")
    assert page.status_code == 429
    assert 3500 < int(page["Retry-After"]) <= 3600
    assert "It is possible again in 60 minutes." in text_of(page)
    html = page.content.decode()
    assert f"{WORDING} &lt;b&gt;</textarea>" in html
    assert '<input type="hidden" name="rationale" value="So one sees.">' in html
    again = html[html.index(f'action="{PROPOSE}"') :]
    assert again[: again.index("</form>")].count("csrfmiddlewaretoken") == 1


def test_a_form_sent_back_for_correction_costs_nothing(as_insider: Client) -> None:
    for _ in range(3):
        assert proposed(as_insider, wording="").status_code == 422
    assert proposed(as_insider).status_code == 302


def test_htmx_gets_a_notice_and_leaves_the_form_alone(moot: Any, as_insider: Client) -> None:
    moot.proposal()
    for _ in range(2):
        as_insider.post(VOTE, {"vote": "agree"})
    answer = as_insider.post(VOTE, {"vote": "pass"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#notices")
    assert (
        answer.content.decode().strip().startswith('<div class="notice notice--warn" role="alert">')
    )
    assert b'<div id="notices">' in as_insider.get("/").content


def test_a_cache_that_is_away_stops_no_vote_on_a_page(
    moot: Any, as_insider: Client, settings: Any
) -> None:
    moot.proposal()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    for _ in range(3):
        assert as_insider.post(VOTE, {"vote": "agree"}).status_code == 302


def test_a_network_has_one_budget_for_all_who_come_from_it(
    moot: Any, as_insider: Client, settings: Any
) -> None:
    settings.NETWORK_RATES = settings.NETWORK_RATES | {"vote": "3/min"}
    moot.proposal()
    for _ in range(2):
        assert as_insider.post(VOTE, {"vote": "agree"}).status_code == 302
    mate = Client()
    mate.force_login(moot.participant().user)
    assert mate.post(VOTE, {"vote": "agree"}).status_code == 302
    answer = mate.post(VOTE, {"vote": "pass"})
    assert (answer.status_code, int(answer["Retry-After"]) <= 60) == (429, True)
    elsewhere = mate.post(VOTE, {"vote": "pass"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


def test_what_the_network_refuses_costs_the_person_nothing(
    moot: Any, as_insider: Client, settings: Any
) -> None:
    settings.NETWORK_RATES = settings.NETWORK_RATES | {"vote": "1/min"}
    moot.proposal()
    as_insider.post(VOTE, {"vote": "agree"})
    for _ in range(3):
        assert as_insider.post(VOTE, {"vote": "pass"}).status_code == 429
    answer = as_insider.post(VOTE, {"vote": "pass"}, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 302


def test_a_new_account_starts_slower(
    moot: Any, as_insider: Client, insider: Any, settings: Any
) -> None:
    settings.NEW_RATES = settings.NEW_RATES | {"vote": "1/min"}
    moot.proposal()
    assert as_insider.post(VOTE, {"vote": "agree"}).status_code == 302
    assert as_insider.post(VOTE, {"vote": "pass"}).status_code == 429
    insider.user.date_joined -= timedelta(hours=settings.NEW_ACCOUNT_HOURS)
    insider.user.save()
    assert as_insider.post(VOTE, {"vote": "pass"}).status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_network_is_what_one_household_gets(rf: Any, address: str, network: str) -> None:
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_only_as_many_proxies_as_there_are_are_believed(rf: Any, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    forged = rf.get("/", headers={"x-forwarded-for": "192.0.2.1, 203.0.113.9"})
    assert network_of(forged) == "203.0.113.9"


def test_every_deed_that_a_view_counts_stands_in_the_table(settings: Any) -> None:
    source = "".join(path.read_text() for path in Path("deliberation").rglob("*.py"))
    named = set(re.findall(r'limited\("(\w+)"\)', source))
    for scopes in re.findall(r"scopes[^=\n]*= \{([^}]*)\}", source):
        named |= set(re.findall(r': "(\w+)"', scopes))
    assert named <= set(settings.LIMITS)


ARGUED = {"side": "for", "text": "Whoever wants to can check it."}
PROPOSED = {
    "criterion": "training-data",
    "level": "MUST",
    "requires": "open",
    "wording": WORDING,
    "rationale": "So one sees.",
}
# By deed: page, what is sent to it, address and method of the API, what is sent to it.
OF_FIVE: dict[str, tuple[Any, ...]] = {
    "vote": ("proposals/1/vote/", {"vote": "agree"}, "proposals/1/vote", "put",
             {"value": "agree"}),
    "propose": ("criteria/training-data/propose/", PROPOSED, "proposals/", "post", PROPOSED),
    "argue": ("proposals/1/arguments/", ARGUED, "proposals/1/arguments/", "post", ARGUED),
    "flag": ("proposals/1/flag/", {"kind": "spam"}, "proposals/1/flags/", "post",
             {"kind": "spam"}),
    "invite": ("admission/invite/", {"most_uses": "1"}, "invitations/", "post", {"most_uses": 1}),
}  # fmt: skip


@pytest.mark.parametrize("deed", OF_FIVE)
def test_each_limit_says_on_page_and_by_api_when_to_come_back(
    moot: Any, insider: Any, settings: Any, deed: str
) -> None:
    settings.RATES = settings.RATES | {deed: "1/hour"}
    moot.proposal()
    page, sent, address, method, given = OF_FIVE[deed]
    user = moot.steward() if deed == "invite" else insider.user
    client = Client()
    client.force_login(user)
    assert client.post(f"/d/{SLUG}/{page}", sent).status_code in (200, 302)
    refused = client.post(f"/d/{SLUG}/{page}", sent)
    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3600
    assert "It is possible again in 60 minutes." in refused.content.decode()
    token = Token.objects.create(user=user)
    program = Client(headers={"Authorization": f"Token {token.key}"})
    call = getattr(program, method)
    answer = call(f"/api/v1/definitions/{SLUG}/{address}", given, content_type="application/json")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
