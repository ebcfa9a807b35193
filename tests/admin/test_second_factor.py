"""Nobody decides for others without a second factor, by whichever face."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from deliberation.models import Draft
from tests.web.test_signing_in import newest_code

SLUG = "open-source-ai"


@pytest.fixture
def bare(moot: Any) -> Any:
    """A steward without a second factor."""
    return moot.steward(second_factor=False)


@pytest.fixture(autouse=True)
def _commits(monkeypatch: Any) -> None:
    """What waits for a commit happens within the request, as it does without a test."""
    monkeypatch.setattr(transaction, "on_commit", lambda deed, **_: deed())


def sign_in_by_code(client: Client, email: str) -> Any:
    client.post("/sign-in/", {"email": email})
    code = newest_code()
    return client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)


def code_of(secret: str) -> str:
    now = next(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, now))


def test_the_admin_leads_to_setting_one_up_and_back(bare: Any, client: Client) -> None:
    sign_in_by_code(client, bare.email)
    answer = client.get("/admin/deliberation/proposal/?q=data", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/second-factor/?next=")
    assert "stewards and moderators need something besides" in answer.content.decode()
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/recovery-codes/"
    page = client.get("/account/second-factor/").content.decode()
    assert 'href="/admin/deliberation/proposal/?q=data"' in page
    assert client.get("/admin/deliberation/proposal/?q=data").status_code == 200


def test_decisions_on_pages_wait_for_it_and_change_nothing(
    moot: Any, bare: Any, enter: Any
) -> None:
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    address = reverse("publish", args=[SLUG, draft.version])
    client = enter(bare)
    asked = client.get(address)
    assert asked["Location"] == f"/account/second-factor/?next={address.replace('/', '%2F')}"
    answer = client.post(address, headers={"referer": f"http://testserver{address}"})
    assert answer["Location"].endswith(f"?next={address.replace('/', '%2F')}")
    elsewhere = client.post(address, headers={"referer": "https://evil.example/x"})
    assert elsewhere["Location"] == "/account/second-factor/?next=%2F"
    draft.refresh_from_db()
    assert draft.status == Draft.Status.WORKING
    moot.with_second_factor(bare)
    client.post(address)
    draft.refresh_from_db()
    assert draft.status == Draft.Status.PUBLISHED


def test_the_api_says_so_in_one_problem(moot: Any, bare: Any) -> None:
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    program = Client(headers={"Authorization": f"Token {Token.objects.create(user=bare).key}"})
    address = f"/api/v1/definitions/{SLUG}/drafts/{draft.version}/publish/"
    answer = program.post(address)
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-needed")
    moot.with_second_factor(bare)
    assert program.post(address).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(moot: Any, bare: Any, enter: Any) -> None:
    Authenticator.objects.create(user=bare, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert enter(bare).get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/")


def test_the_first_one_ends_older_sessions_and_the_token(
    bare: Any, client: Client, enter: Any
) -> None:
    here, elsewhere = client, enter(bare)
    sign_in_by_code(here, bare.email)
    Token.objects.create(user=bare)
    here.get("/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]
    here.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert not Token.objects.filter(user=bare).exists()


@pytest.mark.parametrize("role", ["steward", "participant"])
def test_signing_in_asks_those_who_decide_for_it(moot: Any, client: Client, role: str) -> None:
    user = moot.steward(second_factor=False) if role == "steward" else moot.participant().user
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    answer = sign_in_by_code(client, user.email)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/account/").status_code == 200


def test_a_passkey_of_a_participant_stays_a_way_in_alone(moot: Any, client: Client) -> None:
    user = moot.participant().user
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"}
    )
    sign_in_by_code(client, user.email)
    assert client.get("/account/").status_code == 200
