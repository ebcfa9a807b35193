"""E-mail: stored first, then sent by the worker, with retries and a log.

Every message of the site goes this way, also those of libraries: Django's default
mailer is `Outbox`, which stores, and `deliver` hands over to the mailer "transport".

A message is sent at least once: one whose worker dies between the handing over and the
note of it is sent again. Its Message-ID stays the same, so that mail programs can tell.
"""

import logging
import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from deliberation.models import Announcement, Definition, Mail, User
from deliberation.models.mail import SUBJECT_LIMIT
from deliberation.site import absolute, host

logger = logging.getLogger(__name__)

TRANSPORT: Final = "transport"
# How long after each failure the next try comes; after the last one it is given up.
PAUSES: Final = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720)]
# How long a try may take before another worker takes it for lost.
LEASE: Final = timedelta(minutes=5)
PERMANENT: Final = 500


def send(
    *,
    kind: str,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, Any],
    user: User | None = None,
    definition: Definition | None = None,
    announcement: Announcement | None = None,
    headers: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Mail:
    """Store a message for sending once this transaction is committed.

    template: of `deliberation/mail/`; NAME.subject.txt, NAME.txt and NAME.html are
    rendered in the language given, with `site` as the address that paths begin with.
    definition: in whose name it is sent; its stewards see in a log that it was.
    """
    context = {**context, "site": absolute("")}
    with translation.override(language):
        subject, text, html = (
            render_to_string(f"deliberation/mail/{template}{ending}", dict(context)).strip()
            for ending in (".subject.txt", ".txt", ".html")
        )
    return _store(
        kind=kind,
        to=to,
        user=user,
        definition=definition,
        announcement=announcement,
        subject=" ".join(subject.split())[:SUBJECT_LIMIT],
        text=f"{text}\n",
        html=html,
        headers=headers,
        at=at,
    )


def language_of(user: User) -> str:
    """The language that somebody wants to be written to in."""
    return user.language or settings.LANGUAGE_CODE


def deliver(mail_id: int, *, at: datetime | None = None) -> bool:
    """Try to send one message that is due; says whether it was sent.

    The conditional update decides between two workers at once: one sends. A failure is
    noted and tried again later, except where the other side said never.
    """
    at = at or timezone.now()
    claimed = Mail.objects.due(at).filter(pk=mail_id)
    if not claimed.update(tries=F("tries") + 1, next_try_at=at + LEASE):
        return False
    mail = Mail.objects.get(pk=mail_id)
    try:
        _message(mail).send(using=TRANSPORT)
    except Exception as error:  # whatever it is, it must not hold up the others
        _note_failure(mail, error, at)
        return False
    _finish(mail, sent_at=at)
    return True


def send_again(mail: Mail) -> bool:
    """Try at once again what waits after a failure; whether there was something to try.

    What was given up has no text any more, so that it cannot be sent again.
    """
    due = Mail.objects.delayed().filter(pk=mail.pk)
    if not due.update(next_try_at=timezone.now()):
        return False
    transaction.on_commit(lambda: _ask_for_delivery(mail.pk), robust=True)
    return True


class Outbox(BaseEmailBackend):
    """Django's default mailer: stores what is to be sent, one row a recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Attachments are not stored; link to what is meant instead.")
            alternatives = getattr(message, "alternatives", [])
            html = next((each.content for each in alternatives if each.mimetype == "text/html"), "")
            for to in message.recipients():
                _store(
                    kind="account",
                    to=to,
                    subject=str(message.subject)[:SUBJECT_LIMIT],
                    text=message.body,
                    html=html,
                    headers=message.extra_headers,
                )
        return len(email_messages)


def _store(
    *, headers: Mapping[str, str] | None = None, at: datetime | None = None, **fields: Any
) -> Mail:
    now = at or timezone.now()
    own = {"Message-ID": make_msgid(domain=host()), "Auto-Submitted": "auto-generated"}
    mail = Mail.objects.create(
        headers=own | dict(headers or {}), created_at=now, next_try_at=now, **fields
    )
    # A broker that is away is logged and loses nothing: the sweep finds what is due.
    transaction.on_commit(lambda: _ask_for_delivery(mail.pk), robust=True)
    return mail


def _ask_for_delivery(mail_id: int) -> None:
    # By name: tasks import this module, not the other way round.
    current_app.send_task("deliberation.tasks.deliver_mail", (mail_id,))


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=mail.headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _note_failure(mail: Mail, error: Exception, at: datetime) -> None:
    mail.reason = f"{type(error).__name__}: {error}"[:300]
    logger.warning("mail_failed mail=%s try=%s reason=%s", mail.pk, mail.tries, mail.reason)
    if _is_final(error) or mail.tries > len(PAUSES):
        _finish(mail, failed_at=at)
        return
    mail.next_try_at = at + PAUSES[mail.tries - 1]
    mail.save(update_fields=["reason", "next_try_at"])


def _is_final(error: Exception) -> bool:
    """Whether the other side refused this address or this message for good."""
    if isinstance(error, ValueError):  # what no mail server would be asked
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _finish(mail: Mail, **times: datetime) -> None:
    mail.text = mail.html = ""
    for name, at in times.items():
        setattr(mail, name, at)
    mail.save(update_fields=["text", "html", "reason", *times])
