"""No page, feed, e-mail or list of the admin makes markup of what people wrote.

tests/web/test_text.py feeds the whole list to the two functions that let any markup through;
here the list goes through every field of every model, and every address is looked at.
"""

from collections.abc import Iterator
from itertools import chain, product
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from deliberation import actions
from deliberation.actions.announcements import spread_announcements
from deliberation.actions.digests import token_of
from deliberation.models import (
    AISystem,
    Frequency,
    InvitationList,
    Mail,
    Participant,
    Suspicion,
)
from deliberation.web import urls as pages
from surveys.web import urls as survey_pages
from tests.markup.words import NO_WORDS, VECTORS, WORDS, attack, fields, models
from tests.web.test_text import is_harmless

SLUG = "open-source-ai"
ATOM = "{http://www.w3.org/2005/Atom}"
# What stands in an address, for the first that shows something.
PARTS: dict[str, list[Any]] = {
    "slug": [SLUG], "criterion": ["training-data"], "number": [1, 2, 3, 4, 5, 6],
    "argument": [1, 2], "survey": ["asked"], "key": ["s", "ballot"],
    "question": ["idea", "ballot"],
}  # fmt: skip


def test_of_every_field_of_text_it_is_known_whether_people_write_it() -> None:
    found = {field.name for model in models() for field in fields(model)}
    assert found - WORDS - NO_WORDS == set(), "say whether it holds what people write"


def patterns() -> list[URLPattern]:
    return [
        each
        for each in [*pages.urlpatterns, *survey_pages.urlpatterns]
        if isinstance(each, URLPattern) and each.name
    ]


def addresses(pattern: URLPattern, parts: dict[str, list[Any]]) -> Iterator[str]:
    names = list(pattern.pattern.converters)
    for values in product(*(parts.get(name, []) for name in names)):
        try:
            yield reverse(pattern.name, kwargs=dict(zip(names, values, strict=True)))
        except NoReverseMatch:
            continue


def entered(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def people(written: Any, ada: Participant) -> dict[str, Client]:
    chief = written.with_second_factor(written.user(is_staff=True, is_superuser=True))
    survey = written.definition.surveys.get(slug="asked")
    return {
        "visitor": Client(), "ada": entered(ada.user), "chief": entered(chief),
        "answering": entered(survey.responses.first().participant.user),
    }  # fmt: skip


# What looking shows nothing of: deeds, files, and addresses that lead to another page.
UNSEEN = {
    "account_request_login_code", "account_signup", "add-domain-rule", "arguments", "cast-vote",
    "compare", "decide-appeal", "decide-dispute", "decide-evidence", "decide-flag",
    "decide-verification", "discard-unfinished", "dispute-evidence", "endorse", "follow",
    "follow-criterion", "follow-proposal", "invite", "latest-draft", "mfa_index",
    "mfa_list_webauthn", "move-phase", "remove-domain-rule", "renew-token",
    "resend-invitation", "resume", "retry-mail", "reverse-exclusion", "revoke-invitation",
    "revoke-list", "set_language", "survey-by-link", "survey-count", "survey-discard",
    "survey-draw", "survey-hide", "survey-links", "survey-publish", "survey-revoke-links",
    "take-over", "take-role", "theme", "undo-decision", "undo-vote", "withdraw-argument",
    "withdraw-evidence", "withdraw-verification",
}  # fmt: skip


@pytest.mark.slow
def test_pages_and_feeds(written: Any, people: dict[str, Client]) -> None:
    before = written.definition.drafts.latest_first()[0].version
    assert attack() > 300
    written.draft()
    after = written.definition.drafts.latest_first()[0].version
    asked = written.definition.surveys.get(slug="asked").responses
    parts = PARTS | {
        "version": [after], "before": [before], "after": [after], "name": ["json", "csv"],
        "ending": ["zip"], "token": [token_of(written.user())],
        "pk": keys(Suspicion, InvitationList),
        "system": list(AISystem.objects.values_list("slug", flat=True)),
        "response": list(asked.filter(answers__has_key="idea").values_list("key", flat=True)),
    }  # fmt: skip
    seen = {each.name for each in patterns() if is_seen(each, parts, list(people.values()))}
    assert {each.name for each in patterns()} - seen == UNSEEN


def keys(*models: type[Model]) -> list[int]:
    found = [model._default_manager.values_list("pk", flat=True) for model in models]
    return sorted(set(chain.from_iterable(found)))


def is_seen(pattern: URLPattern, parts: dict[str, list[Any]], clients: list[Client]) -> bool:
    """Whether one of its addresses shows something to somebody; all of them look at that one."""
    return any(
        [looks_harmless(client, address) for client in clients].count(True)
        for address in addresses(pattern, parts)
    )


def looks_harmless(client: Client, address: str) -> bool:
    """Whether something was shown, which then was harmless."""
    answer = client.get(address)
    if answer.status_code != 200:
        return False
    kind = answer["Content-Type"].partition(";")[0]
    if kind == "text/html":
        is_harmless(answer.content.decode(), address)
    elif kind == "application/atom+xml":
        for each in ElementTree.fromstring(answer.content).iter():
            if each.tag in (f"{ATOM}summary", f"{ATOM}content"):
                is_harmless(each.text or "", address)
            assert not (each.get("href") or "").lower().startswith(("javascript:", "data:"))
    elif kind == "image/svg+xml":
        is_harmless(answer.content.decode(), address)
    return True


@pytest.mark.slow
def test_lists_and_forms_of_the_admin(written: Any, people: dict[str, Client]) -> None:
    attack()
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._base_manager.order_by("pk").first()
        assert looks_harmless(people["chief"], reverse(f"{name}_changelist")), name
        if first is not None:
            looks_harmless(people["chief"], reverse(f"{name}_change", args=[first.pk]))
    for address in (f"/admin/queue/{SLUG}/", "/admin/"):
        assert looks_harmless(people["chief"], address), address


# Those with words of people in them; the e-mail about an idea is as the one of moderation.
MAILS = {"digest", "announcement", "moderation", "verification", "invitation"}


@pytest.mark.parametrize("vector", VECTORS[::6])
def test_mails(moot: Any, settings: Any, vector: str) -> None:
    settings.MAILERS = {"default": {"BACKEND": "deliberation.mail.Outbox"}}
    type(moot.definition).objects.filter(pk=moot.definition.pk).update(title=vector[:120])
    moot.definition.refresh_from_db()
    author = moot.participant()
    Participant.objects.filter(pk=author.pk).update(pseudonym=vector[:60])
    author.refresh_from_db()
    reader = moot.user(digest=Frequency.IMMEDIATE)
    actions.follow(user=reader, target=moot.definition, frequency="immediate")
    proposal = moot.proposal(wording=f"{vector} MUST be.", author=author, origin="participant")
    actions.spread_news()
    actions.send_digests()
    actions.announce(
        definition=moot.definition, by=moot.steward(), subject=vector[:150], text=vector
    )
    spread_announcements()
    moot.decide("reject", proposal, note=vector)
    asked = actions.ask_for_verification(participant=author, statement="I work there.")
    actions.decline(request=asked, by=moot.moderator(), reason=vector)
    invitation, token = actions.invite(
        definition=moot.definition, by=moot.steward(), email="new@example.org"
    )
    actions.send_invitation(invitation=invitation, token=token, language="en")
    mails = list(Mail.objects.exclude(html=""))
    assert {each.kind for each in mails} >= MAILS
    for each in mails:
        is_harmless(each.html, f"{each.kind}: {vector}")
        assert "\n" not in each.subject
