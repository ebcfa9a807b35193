"""Digests: which notices are due, for whom, and the e-mail that tells them."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from deliberation import mail
from deliberation.actions.telling import sections
from deliberation.models import Frequency, Mail, News, Notice, User
from deliberation.models.following import NoticeQuerySet
from deliberation.site import absolute

logger = logging.getLogger(__name__)

KIND: Final = "digest"
SENT: Final = (Frequency.IMMEDIATE, Frequency.DAILY, Frequency.WEEKLY)
# After a digest “as it happens”, what comes next waits this long, to come together.
PAUSE: Final = timedelta(minutes=10)
UNSUBSCRIBE: Final = signing.Signer(salt="unsubscribe")


def send_due(*, at: datetime | None = None) -> int:
    """Store a digest for everybody for whom one is due; returns how many.

    A notice is due once the moment for its frequency has come after it was written: for
    daily ones the stated hour of each day, for weekly ones that of the stated weekday. So a
    scheduler that slept is caught up with, and a call too many does nothing.
    """
    at = at or timezone.now()
    sent = 0
    for pk in list(_due(at).values_list("follow__user", flat=True).distinct()):
        try:
            sent += _send_to(pk, at)
        except Exception:  # nobody's digest may hold up the others'
            logger.exception("digest_failed user=%s", pk)
    return sent


def last_moment(frequency: str, at: datetime) -> datetime:
    """The last time at or before `at` when digests of this frequency went out."""
    if frequency == Frequency.IMMEDIATE:
        return at
    moment = at.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if moment > at:
        moment -= timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        moment -= timedelta(days=(moment.isoweekday() - settings.DIGEST_WEEKDAY) % 7)
    return moment


def forget(*, at: datetime | None = None) -> None:
    """Drop news and the log of e-mails when they are old."""
    at = at or timezone.now()
    news, log = (timedelta(days=each) for each in (settings.NEWS_DAYS, settings.MAIL_LOG_DAYS))
    News.objects.filter(created_at__lt=at - news).delete()
    Mail.objects.filter(created_at__lt=at - log).delete()


def token_of(user: User) -> str:
    """Names a user in the link that ends their digests. It never expires."""
    return UNSUBSCRIBE.sign(str(user.pk))


def user_of(token: str) -> User | None:
    """The user whom a token names; None if it was not made here or they are gone."""
    try:
        return User.objects.filter(pk=UNSUBSCRIBE.unsign(token)).first()
    except signing.BadSignature:
        return None


def _due(at: datetime) -> NoticeQuerySet:
    """Waiting notices whose moment has come."""
    told = Mail.objects.filter(kind=KIND, created_at__gt=at - PAUSE, user__isnull=False)
    just_told = Q(effective=Frequency.IMMEDIATE, follow__user__in=told.values("user"))
    moments = {str(frequency): last_moment(frequency, at) for frequency in SENT}
    notices: NoticeQuerySet = Notice.objects.due(moments)
    return notices.filter(follow__user__is_active=True).exclude(just_told)


@transaction.atomic
def _send_to(user_id: int, at: datetime) -> bool:
    """Mark what is due as told and store the e-mail that tells it: both or neither.

    The user's row is the lock, so that two calls at once do not tell the same twice.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    due = _due(at).filter(follow__user=user)
    news = list(News.objects.filter(pk__in=due.values("news")).values_list("pk", flat=True))
    # All notices of these news, also those for which a follow of another frequency waits.
    notices = Notice.objects.waiting().filter(follow__user=user, news__in=news)
    if not notices.update(told_at=at):
        return False
    language = mail.language_of(user)
    with translation.override(language):
        told = sections(news, user)
    if not told:
        return False
    unsubscribe = absolute(reverse("unsubscribe", args=[token_of(user)]))
    mail.send(
        kind=KIND,
        to=user.email,
        user=user,
        template="digest",
        language=language,
        context={
            "sections": told,
            "number": sum(len(section.lines) for section in told),
            "unsubscribe": unsubscribe,
            "follows": absolute(reverse("follows")),
        },
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        at=at,
    )
    return True
