"""What stewards and moderators send, as a real mail server gets it, in both its forms."""

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions, tasks
from deliberation.exchange.addresses import read_addresses
from deliberation.models import Admission, Follow, Invitation, Mail
from deliberation.refusals_integrity import NotSendable, UnreadableList

pytestmark = pytest.mark.django_db

LIST = b"""Name;E-Mail
Ada;ada@example.org
Bob;Bob Bobson <bob@example.org>
Nobody;
Twice;ADA@example.org
Wrong;not an address
"""


def deliver() -> None:
    """What beat and worker do."""
    tasks.send_invitations()
    tasks.spread_announcements()
    for pk in Mail.objects.due(timezone.now()).values_list("pk", flat=True):
        tasks.deliver_mail(pk)


def forms_of(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a message that has both."""
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def link_in(message: EmailMessage) -> str:
    """The link of an invitation, the same in both forms."""
    found = [re.search(r"/d/[\w-]+/join/\?invitation=[\w-]+", each) for each in forms_of(message)]
    assert found[0]
    assert found[1]
    assert found[0][0] == found[1][0]
    return found[0][0]


@pytest.fixture
def invited(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.INVITED
    )
    return moot


def invite(moot: Any, content: bytes = LIST) -> Any:
    return actions.invite_list(
        definition=moot.definition, by=moot.steward(), name="people.csv", content=content,
        language="en-gb",
    )  # fmt: skip


def test_a_list_is_invited_by_the_worker_and_its_bad_rows_are_told(
    invited: Any, postbox: Any, client: Client
) -> None:
    made = invite(invited)
    assert [(row["number"], row["text"]) for row in made.rejected] == [
        (4, ""), (5, "ADA@example.org"), (6, "not an address"),
    ]  # fmt: skip
    assert postbox.taken == []
    deliver()
    deliver()
    assert sorted(to for to, _ in postbox.taken) == ["ada@example.org", "bob@example.org"]
    [message] = postbox.to("ada@example.org")
    assert message["Subject"] == "You are invited to “Open Source AI”"
    text, html = forms_of(message)
    assert "invites you to take part" in text
    assert "<p>" in html
    client.force_login(invited.user())
    answer = client.get(link_in(message))
    assert answer.status_code == 200
    again = invite(invited)
    assert again.rejected[0]["reason"] == "It has an invitation that waits."


def test_sending_again_makes_a_new_link_and_ends_the_old_one(
    invited: Any, postbox: Any, client: Client
) -> None:
    invite(invited)
    deliver()
    invitation = Invitation.objects.get(email="ada@example.org")
    actions.resend_invitation(invitation=invitation, language="en-gb")
    deliver()
    first, second = (link_in(message) for message in postbox.to("ada@example.org"))
    client.force_login(invited.user())
    assert client.get(first).status_code == 403
    assert client.get(second).status_code == 200
    actions.revoke_invitation(invitation=invitation)
    with pytest.raises(NotSendable):
        actions.resend_invitation(invitation=invitation, language="en-gb")


def test_a_list_that_is_revoked_is_not_sent(invited: Any, postbox: Any) -> None:
    made = invite(invited)
    assert actions.revoke_list(invited=made) == 2
    deliver()
    assert postbox.taken == []


@pytest.mark.parametrize(
    ("content", "good"),
    [
        (b"email\nada@example.org\n", ["ada@example.org"]),
        (b"ada@example.org\r\nbob@example.org\r\n", ["ada@example.org", "bob@example.org"]),
        (b"\xef\xbb\xbfemail,name\n\nada@example.org,Ada\n", ["ada@example.org"]),
        ("name\temail\nZoë\tzoe@example.org\n".encode("cp1252"), ["zoe@example.org"]),
    ],
)
def test_lists_are_read_as_spreadsheets_write_them(content: bytes, good: list[str]) -> None:
    assert read_addresses(content).good == good


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"PK\x03\x04\x00\x00", b"a@b.example\n" * 5002, b"x" * 1_000_001]
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableList):
        read_addresses(content)


def test_an_announcement_reaches_each_follower_once_in_both_forms(moot: Any, postbox: Any) -> None:
    ada, off, stranger = moot.user("ada@example.org"), moot.user("off@example.org"), moot.user()
    off.digest = "off"
    off.save()
    now = timezone.now()
    proposal = moot.proposal()
    for user in (ada, off):
        Follow.objects.create(user=user, definition=moot.definition, created_at=now)
        Follow.objects.create(user=user, proposal=proposal, created_at=now)
    actions.announce(
        definition=moot.definition, by=moot.steward(), subject="A meeting <tomorrow>",
        text="We meet at ten.\n\nBring & share.",
    )  # fmt: skip
    deliver()
    deliver()
    assert [to for to, _ in postbox.taken] == ["ada@example.org"]
    [message] = postbox.to("ada@example.org")
    assert message["Subject"] == "Open Source AI: A meeting <tomorrow>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = forms_of(message)
    assert "We meet at ten.\n\nBring & share." in text.replace("\r\n", "\n")
    assert "A meeting &lt;tomorrow&gt;" in html
    assert "Bring &amp; share." in html
    assert stranger.mails.count() == 0


def test_who_asked_for_verification_is_told_in_both_forms(moot: Any, postbox: Any) -> None:
    participant = moot.participant()
    request = actions.ask_for_verification(participant=participant, statement="I work there.")
    actions.decline(request=request, by=moot.moderator(), reason="The link leads <nowhere>.")
    deliver()
    [message] = postbox.to(participant.user.email)
    text, html = forms_of(message)
    assert "The link leads <nowhere>." in text
    assert "The link leads &lt;nowhere&gt;." in html
    assert "I work there." not in text + html
    request = actions.ask_for_verification(participant=participant, statement="Look again.")
    actions.verify(request=request, by=moot.moderator())
    deliver()
    assert "is verified" in postbox.to(participant.user.email)[1]["Subject"]


def test_stewards_see_what_bounced_and_what_is_tried_again(
    invited: Any, postbox: Any, client: Client
) -> None:
    postbox.answers["ada@example.org"] = "550 No such mailbox"
    postbox.answers["bob@example.org"] = "452 Mailbox full"
    made = invite(invited)
    deliver()
    client.force_login(invited.steward())
    log = client.get("/d/open-source-ai/mails/").content.decode()
    assert "No such mailbox" in log
    assert "Mailbox full" in log
    failed = client.get("/d/open-source-ai/mails/?state=failed").content.decode()
    assert "bob@example.org" not in failed
    page = client.get(f"/d/open-source-ai/admission/lists/{made.pk}/").content.decode()
    assert "0 of 2 sent, 1 on their way, 1 failed." in page
    assert "not an address" in page
    postbox.answers.clear()
    waiting = Mail.objects.get(to="bob@example.org")
    assert waiting.next_try_at > timezone.now() + timedelta(seconds=30)
    client.post(f"/d/open-source-ai/mails/{waiting.pk}/retry/")
    deliver()
    assert [to for to, _ in postbox.taken] == ["bob@example.org"]


def test_nobody_else_sees_lists_or_the_log(invited: Any, client: Client) -> None:
    made = invite(invited)
    for user in (invited.user(), invited.moderator()):
        client.force_login(user)
        for path in ("mails/", "admission/lists/", f"admission/lists/{made.pk}/"):
            assert client.get(f"/d/open-source-ai/{path}").status_code == 403, path
