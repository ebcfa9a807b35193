"""Coming in: a code by e-mail, a password, and the votes of the guest one was."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.core import mail
from django.test import Client

from deliberation import actions, guests
from deliberation.models import Admission, User

SLUG = "open-source-ai"
PASSWORD = "a-long-password-of-hers"
ADA = "ada@example.org"
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """Passwords are slow to check on purpose; that is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def newest_code() -> str:
    """The code of the last mail, as its reader finds it."""
    found = re.search(r"^    (\S+)$", mail.outbox[-1].body, re.M)
    assert found
    return found[1]


def come_in(client: Client, email: str = ADA, **fields: str) -> Any:
    client.post("/sign-in/", {"email": email} | fields)
    return client.post(CONFIRM, {"code": newest_code()} | fields)


def test_a_code_signs_in_whoever_has_an_account_and_leads_on(moot: Any, client: Client) -> None:
    user = moot.user(ADA)
    there = f"/d/{SLUG}/vote/"
    assert come_in(client, "Ada@Example.org", next=there)["Location"] == there
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/sign-in/")["Location"] == "/"
    assert client.post("/sign-out/")["Location"] == "/"
    assert "Sign in" in client.get("/").content.decode()


def test_the_first_code_makes_an_account_without_a_password(db: None, client: Client) -> None:
    come_in(client, "New@Example.org")
    user = User.objects.get()
    assert user.email == "new@example.org"
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)


def test_nothing_tells_whether_an_address_is_known(moot: Any, text_of: Any) -> None:
    moot.user(ADA)
    pages = []
    for email in (ADA, "new@example.org"):
        page = Client().post("/sign-in/", {"email": email}, follow=True)
        pages.append(text_of(page).replace(email, "…"))
    texts = [re.sub(r"^    \S+$", "…", str(each.body), flags=re.M) for each in mail.outbox]
    assert pages[0] == pages[1]
    assert texts[0] == texts[1]


def test_a_closed_account_is_not_entered(moot: Any, client: Client) -> None:
    moot.user(ADA, is_active=False)
    page = client.post("/sign-in/", {"email": ADA}, follow=True)
    assert page.status_code == 200
    assert not any(re.search(r"^    \S+$", str(each.body), re.M) for each in mail.outbox)
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_says_so_and_the_fifth_ends_it(
    moot: Any, client: Client, text_of: Any
) -> None:
    client.post("/sign-in/", {"email": ADA})
    right = newest_code()
    for _ in range(4):
        page = client.post(CONFIRM, {"code": "WRONG-1"})
        assert "This is not the code." in text_of(page)
    page = client.post(CONFIRM, {"code": "WRONG-1"}, follow=True)
    assert "Too many tries." in text_of(page)
    client.post(CONFIRM, {"code": right})
    assert "_auth_user_id" not in client.session


def test_codes_are_not_sent_without_end(db: None, text_of: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,2/10m/key"}
    for _ in range(2):
        Client().post("/sign-in/", {"email": ADA})
    page = Client().post("/sign-in/", {"email": ADA})
    assert "Too many tries." in text_of(page)
    assert f'value="{ADA}"' in page.content.decode()
    assert len(mail.outbox) == 2


def test_an_address_that_is_none_is_kept_and_told(db: None, client: Client, text_of: Any) -> None:
    page = client.post("/sign-in/", {"email": "ada@"})
    assert "Enter a valid email address." in text_of(page)
    assert b'value="ada@"' in page.content


@pytest.mark.parametrize("address", ["/sign-in/", "/accounts/login/"])
def test_no_field_says_its_label_twice(db: None, client: Client, address: str) -> None:
    assert b"placeholder" not in client.get(address).content


def test_a_password_works_where_one_is_set(moot: Any, client: Client, text_of: Any) -> None:
    user = moot.user(ADA, password=PASSWORD)
    EmailAddress.objects.create(user=user, email=ADA, verified=True, primary=True)
    wrong = client.post("/accounts/login/", {"login": ADA, "password": "wrong"})
    assert "No account has this e-mail address and this password." in text_of(wrong)
    assert b'value="ada@example.org"' in wrong.content
    sent = {"login": "ADA@example.org", "password": PASSWORD, "next": f"/d/{SLUG}/"}
    assert client.post("/accounts/login/", sent)["Location"] == f"/d/{SLUG}/"


def test_a_password_is_set_by_whoever_wants_one_and_works_from_then_on(
    moot: Any, client: Client, text_of: Any
) -> None:
    come_in(client)
    account = client.get("/account/")
    assert "None is set, and none is needed." in text_of(account)
    assert b'href="/accounts/password/set/"' in account.content
    weak = client.post("/accounts/password/set/", {"password1": "12345", "password2": "12345"})
    assert "too short" in text_of(weak)
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    page = client.post("/accounts/password/set/", sent, follow=True)
    assert page.redirect_chain[-1][0] == "/account/"
    assert "One is set." in text_of(page)
    assert mail.outbox[-1].to == [ADA]
    other = Client()
    answer = other.post("/accounts/login/", {"login": ADA, "password": PASSWORD})
    assert answer["Location"] == "/"
    assert "_auth_user_id" in other.session


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/"])
def test_signing_in_leads_nowhere_else(moot: Any, client: Client, there: str) -> None:
    assert come_in(client, next=there)["Location"] == "/"


def test_there_is_one_way_to_register(client: Client, db: None) -> None:
    assert client.get("/accounts/signup/?next=/d/")["Location"] == "/sign-in/?next=/d/"
    client.post("/accounts/signup/", {"email": ADA, "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.fixture
def open_moot(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.GUESTS
    )
    for _ in range(2):
        moot.proposal()
    return moot


def vote(client: Client, number: int, word: str) -> None:
    client.post(f"/d/{SLUG}/proposals/{number}/vote/", {"vote": word})


def test_a_guest_who_registers_is_asked_and_keeps_the_votes(
    open_moot: Any, client: Client, text_of: Any
) -> None:
    vote(client, 1, "agree")
    guest = open_moot.definition.participants.get()
    assert "You have cast 1 vote as a guest." in text_of(client.get("/sign-in/"))
    answer = come_in(client, next=f"/d/{SLUG}/")
    assert answer["Location"] == f"/d/{SLUG}/join/?next=%2Fd%2F{SLUG}%2F"
    form = client.get(answer["Location"])
    assert f"1 vote was cast here as the guest {guest.pseudonym}" in text_of(form)
    sent = {
        "pseudonym": form.context["form"].initial["pseudonym"],
        "stakeholder_class": "researchers",
        "agree": "on",
        "next": f"/d/{SLUG}/",
    }
    assert client.post(f"/d/{SLUG}/join/", sent)["Location"] == f"/d/{SLUG}/"
    guest.refresh_from_db()
    assert (guest.user.email, guest.stakeholder_class.slug) == (ADA, "researchers")
    assert open_moot.log() == [(guest, 1)]
    assert "1 stand" in text_of(client.get("/account/"))


def test_a_member_who_forgot_to_sign_in_is_asked_what_becomes_of_the_votes(
    open_moot: Any, client: Client, text_of: Any
) -> None:
    member = open_moot.participant()
    open_moot.vote(member, open_moot.definition.proposals.get(number=1), "disagree")
    vote(client, 1, "agree")
    vote(client, 2, "agree")
    answer = come_in(client, member.user.email)
    page = client.get(answer["Location"])
    assert f"You take part here already, as {member.pseudonym}." in text_of(page)
    done = client.post(f"/d/{SLUG}/take-over/", {"next": f"/d/{SLUG}/"}, follow=True)
    assert "1 vote of the guest is yours now." in text_of(done)
    assert "On 1 proposal you had voted already; that vote stands." in text_of(done)
    standing = member.events.standing().order_by("revision__proposal__number")
    assert [event.value for event in standing] == [-1, 1]
    assert not guests_left(open_moot)


def guests_left(moot: Any) -> bool:
    return moot.definition.participants.exclude(guest_key=None).exists()


def test_another_browser_is_asked_nothing(open_moot: Any, client: Client) -> None:
    vote(Client(), 1, "agree")
    assert come_in(client)["Location"] == "/"
    assert guests.COOKIE not in client.cookies


def test_mails_of_codes_say_what_they_are_for(db: None, client: Client) -> None:
    client.post("/sign-in/", {"email": ADA})
    (sent,) = mail.outbox
    assert sent.to == [ADA]
    assert newest_code() in sent.subject
    assert "If you did not ask for it, do nothing." in sent.body


def test_accounts_elsewhere_are_off_until_they_are_switched_on(db: None, client: Client) -> None:
    assert not project.SOCIALACCOUNT_PROVIDERS
    assert b"Or by another account" not in client.get("/sign-in/").content
