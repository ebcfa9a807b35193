"""No page takes more than twelve queries, however much there is on it.

Every page of tests/browser/pages.py is opened on what the site of the browser tests holds: a
definition with 55 proposals, two drafts, AI systems, arguments and surveys.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import Admission, Definition, Role, User
from tests.browser.pages import DEMO, ELSEWHERE, ONE, OTHERS, PAGES, PROPOSAL, SMALL, Page, names
from tests.browser.seed import seed

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MOST: Final = 12
# Of what needs no page of its own in the browser, the pages and pieces of pages; {…} stands for
# what `_more` brings.
MORE: Final = {
    "suspicion": Page(f"{ONE}/integrity/{{suspicion}}/", ("steward",)),
    "flag": Page(f"{ONE}/moderation/flags/{{flag}}/", ("participant", "steward")),
    "flag-argument": Page(f"{PROPOSAL}/arguments/1/flag/", ("participant",)),
    "moderate-argument": Page(f"{PROPOSAL}/arguments/1/moderate/", ("steward",)),
    "invitation-list": Page(f"/d/{SMALL}/admission/lists/{{list}}/", ("steward",)),
    "amend": Page(f"{ONE}/proposals/{{own}}/amend/", ("participant",)),
    "open-definition": Page("/definitions/new/", ("administrator",)),
    "import-definition": Page("/definitions/import/", ("administrator",)),
    "proposal-systems": Page(f"{PROPOSAL}/systems/", ("visitor", "participant")),
    "draft-news": Page(f"{ONE}/{{before}}/news/", ("visitor", "participant")),
    "counted": Page(f"{ONE}/vote/counted/?run=0", ("visitor", "participant")),
}
NO_PAGE: Final = (
    "a deed",
    "a file",
    "a feed",
    "a picture",
    "leads to",
    "shown once",
    "asked of",
    "what one sent",
)
# The first visit after something changed may take more, where it makes what is then kept.
FIRST: Final = {
    # The licences of the system, and the clauses of the two texts it is looked at under.
    "system": 16,
    # The same of two systems, under one text.
    "compare-systems": 15,
}
# Always: an editor's page, which reads what is being built for the list of it, for its faults
# and for the place of the new question.
EDITORS: Final = {"survey: builder of a question": 13}
EVERYBODY: Final = ("visitor", "guest", "participant", "outsider", "answering", "steward")
LEADS: Final = {"arguments", "adding a passkey"}  # elsewhere first, at times


class Site:
    """The seeded site, and clients of everybody on it."""

    def __init__(self) -> None:
        self.seeded = seed(people=2)
        self.demo = Definition.objects.get(slug=DEMO)
        self.clients = {who: self._client(who) for who in ("participant", "outsider")}
        self.clients |= {"visitor": Client(), "guest": self._guest()}
        for who in ("steward", "answering"):
            self.clients[who] = self._with(self.seeded[who])
        self.clients["administrator"] = self._administrator()
        self.more = self._more()

    def path(self, page: Page) -> str:
        after, before = self.seeded["versions"][:2]
        known = {"before": before, "after": after, "token": self.seeded["token"]}
        return page.path.format(**known, **self.seeded["places"], **self.more)

    def _client(self, who: str) -> Client:
        return self._with(self.seeded["people"][{"participant": DEMO, "outsider": ""}[who]][0])

    def _with(self, key: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    def _guest(self) -> Client:
        """A guest of the small definition: the other admits none."""
        client = Client()
        client.post(reverse("cast-vote", args=[SMALL, 1]), {"vote": "agree"})
        return client

    def _administrator(self) -> Client:
        user = User.objects.create_superuser("root@example.org")
        user.authenticator_set.create(type="totp", data={})
        client = Client()
        client.force_login(user)
        return client

    def _more(self) -> dict[str, Any]:
        steward = Role.objects.filter(definition=self.demo, name="steward").first().user
        session = self.clients["participant"].session
        person = self.demo.participant_of(User.objects.get(pk=session["_auth_user_id"]))
        own = actions.open_proposal(
            definition=self.demo, criterion_slug="training-data", level="MAY", requires="open",
            wording="What nobody asked about MAY stay out.", author=person,
        )  # fmt: skip
        flagged = moderation.flag(
            participant=person, subject=self.demo.proposals.get(number=2), kind="spam", note="See."
        )
        small = actions.change_admission(
            definition=Definition.objects.get(slug=SMALL), admission=Admission.INVITED
        )
        listed = actions.invite_list(
            definition=small, by=steward, name="people.csv", content=b"ada@example.org\n",
            language="en",
        )  # fmt: skip
        suspicion = self.demo.suspicions.create(
            size=1, strength=0.9, watermark=1, found_at=timezone.now(), updated_at=timezone.now()
        )
        suspicion.participants.add(person)
        return {
            "own": own.number,
            "flag": flagged.flag.number,
            "list": listed.pk,
            "suspicion": suspicion.pk,
        }


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """One for all tests of this file; nothing of it stays."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield Site()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def taken(client: Client, path: str) -> tuple[int, int]:
    """The status of the answer and the number of queries."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    return response.status_code, len(queries)


def test_every_page_is_visited_here() -> None:
    assert not MORE.keys() - OTHERS.keys()
    others = OTHERS.keys() - MORE.keys()
    assert [name for name in others if not OTHERS[name].startswith(NO_PAGE)] == []
    assert names() == PAGES.keys() | OTHERS.keys()


@pytest.mark.parametrize("name", PAGES | ELSEWHERE | MORE)
def test_a_page_takes_at_most_twelve_queries(site: Site, name: str) -> None:
    page = (PAGES | ELSEWHERE | MORE)[name]
    path = site.path(page)
    for who in dict.fromkeys((*page.who, *EVERYBODY)):
        for each in caches.all(initialized_only=True):
            each.clear()
        # As the worker leaves it whenever something about AI systems changed.
        actions.standing()
        client = site.clients[who]
        first, again = taken(client, path), taken(client, path)
        if who in page.who and name not in LEADS:
            assert first[0] == (404 if name == "not found" else 200), who
        most = EDITORS.get(name, MOST)
        assert first[1] <= FIRST.get(name, most), who
        assert again[1] <= most, who
