"""From the outbox to the mail server and its log."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone

from deliberation import mail, tasks
from deliberation.models import Mail

pytestmark = pytest.mark.django_db


def post(to: str = "ada@example.org") -> Mail:
    """A message of some library's, with text and HTML."""
    message = EmailMultiAlternatives("Your code", "The code is 123456.", to=[to])
    message.attach_alternative("<p>The code is <b>123456</b>.</p>", "text/html")
    message.send()
    return Mail.objects.get(to=to)


def test_what_a_library_sends_is_stored_first_and_delivered_by_the_worker(postbox: Any) -> None:
    stored = post()
    assert postbox.taken == []
    tasks.deliver_mail(stored.pk)
    [message] = postbox.to("ada@example.org")
    assert message["Subject"] == "Your code"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain.get_content().strip() == "The code is 123456."
    assert html.get_content().strip() == "<p>The code is <b>123456</b>.</p>"


def test_a_message_delivered_twice_at_once_is_sent_once(postbox: Any) -> None:
    stored = post()
    tasks.deliver_mail(stored.pk)
    tasks.deliver_mail(stored.pk)
    assert len(postbox.taken) == 1


def test_the_log_keeps_that_a_message_was_sent_but_not_its_text(postbox: Any) -> None:
    stored = post()
    mail.deliver(stored.pk)
    stored.refresh_from_db()
    assert stored.sent_at is not None
    assert (stored.subject, stored.text, stored.html) == ("Your code", "", "")


def test_an_address_refused_for_good_is_logged_and_never_tried_again(postbox: Any) -> None:
    postbox.answers["gone@example.org"] = "550 No such mailbox"
    stored = post("gone@example.org")
    assert not mail.deliver(stored.pk)
    stored.refresh_from_db()
    assert stored.failed_at is not None
    assert "No such mailbox" in stored.reason
    postbox.answers.clear()
    assert not mail.deliver(stored.pk, at=timezone.now() + timedelta(days=9))
    assert postbox.taken == []


def test_a_passing_failure_is_tried_again_when_its_time_has_come(postbox: Any) -> None:
    postbox.answers["full@example.org"] = "452 Mailbox full"
    stored = post("full@example.org")
    now = timezone.now()
    assert not mail.deliver(stored.pk, at=now)
    postbox.answers.clear()
    assert not mail.deliver(stored.pk, at=now + timedelta(seconds=30)), "too early"
    assert mail.deliver(stored.pk, at=now + timedelta(seconds=60))
    stored.refresh_from_db()
    assert (stored.tries, len(postbox.taken)) == (2, 1)


def test_a_message_is_given_up_after_its_last_try(postbox: Any) -> None:
    postbox.answers["full@example.org"] = "452 Mailbox full"
    stored = post("full@example.org")
    for day in range(len(mail.PAUSES) + 1):
        assert stored.failed_at is None
        mail.deliver(stored.pk, at=timezone.now() + timedelta(days=day))
        stored.refresh_from_db()
    assert stored.failed_at is not None
    assert stored.tries == len(mail.PAUSES) + 1


def test_tries_of_one_message_share_their_message_id(postbox: Any, monkeypatch: Any) -> None:
    stored = post()
    with monkeypatch.context() as patch:  # the worker dies after handing over
        patch.setattr(mail, "_finish", lambda *_, **__: None)
        mail.deliver(stored.pk)
    assert mail.deliver(stored.pk, at=timezone.now() + mail.LEASE)
    first, second = postbox.to("ada@example.org")
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_server_that_is_away_loses_nothing(postbox: Any, settings: Any) -> None:
    transport = settings.MAILERS["transport"]
    away = transport | {"OPTIONS": transport["OPTIONS"] | {"port": 1}}
    settings.MAILERS = settings.MAILERS | {"transport": away}
    stored = post()
    assert not mail.deliver(stored.pk)
    settings.MAILERS = settings.MAILERS | {"transport": transport}
    assert mail.deliver(stored.pk, at=timezone.now() + timedelta(minutes=1))


def test_the_sweep_asks_for_what_is_due_and_for_nothing_else(
    postbox: Any, monkeypatch: Any
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks.deliver_mail, "apply_async", lambda args, **_: asked.append(args[0]))
    sent, due = post("sent@example.org"), post("due@example.org")
    mail.deliver(sent.pk)
    Mail.objects.filter(pk=post("later@example.org").pk).update(
        next_try_at=timezone.now() + timedelta(hours=1)
    )
    tasks.sweep_mail()
    assert asked == [due.pk]


def test_each_recipient_is_a_message_of_its_own(postbox: Any) -> None:
    send_mail("Hello", "Both of you.", None, ["ada@example.org", "bob@example.org"])
    for stored in Mail.objects.all():
        mail.deliver(stored.pk)
    assert [message["To"] for _, message in sorted(postbox.taken)] == [
        "ada@example.org",
        "bob@example.org",
    ]
