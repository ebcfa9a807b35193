"""Telling those who follow a definition what its stewards want them to know."""

from typing import Final

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from deliberation import mail
from deliberation.actions.digests import token_of
from deliberation.models import Announcement, Definition, Follow, Frequency, User
from deliberation.site import absolute

KIND: Final = "announcement"


@transaction.atomic
def announce(*, definition: Definition, by: User, subject: str, text: str) -> Announcement:
    """Publish an announcement; the worker writes the e-mails to all who follow."""
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    last = definition.announcements.aggregate(last=Max("number"))["last"] or 0
    made = definition.announcements.create(
        number=last + 1,
        subject=subject.strip(),
        text=text.strip(),
        announced_by=by,
        announced_at=timezone.now(),
    )
    transaction.on_commit(_ask_for_spreading, robust=True)
    return made


def recipients(definition: Definition) -> list[User]:
    """Who follows the definition, or something in it, and wants to hear at all; each once."""
    follows = Follow.objects.inside(Definition.objects.filter(pk=definition.pk))
    wanting = follows.at_frequency(Frequency.IMMEDIATE, Frequency.DAILY, Frequency.WEEKLY)
    return list(User.objects.filter(is_active=True, pk__in=wanting.values("user")).order_by("pk"))


def spread_announcements() -> int:
    """Write the e-mails of announcements that have some to come; returns how many.

    Nobody gets two: the database says so, whoever runs twice or dies halfway.
    """
    written = 0
    for announcement in Announcement.objects.unspread().select_related("definition"):
        told = set(announcement.mails.values_list("user", flat=True))
        for user in recipients(announcement.definition):
            if user.pk not in told:
                written += _write(announcement, user)
        Announcement.objects.filter(pk=announcement.pk).update(spread_at=timezone.now())
    return written


def _write(announcement: Announcement, user: User) -> bool:
    definition = announcement.definition
    unsubscribe = absolute(reverse("unsubscribe", args=[token_of(user)]))
    try:
        with transaction.atomic():
            mail.send(
                kind=KIND,
                to=user.email,
                user=user,
                definition=definition,
                announcement=announcement,
                template="announcement",
                language=mail.language_of(user),
                context={
                    "announcement": announcement,
                    "definition": definition,
                    "link": absolute(announcement.get_absolute_url()),
                    "follows": absolute(reverse("follows")),
                    "unsubscribe": unsubscribe,
                },
                headers={
                    "List-Unsubscribe": f"<{unsubscribe}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            )
    except IntegrityError:  # another worker was quicker
        return False
    return True


def _ask_for_spreading() -> None:
    # By name: tasks import actions, not the other way round.
    current_app.send_task("deliberation.tasks.spread_announcements")
