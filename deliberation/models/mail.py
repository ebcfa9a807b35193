"""E-mails: what waits to be sent, and a log of what was sent or failed."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from deliberation.models.announcements import Announcement
from deliberation.models.definitions import Definition
from deliberation.models.people import User

SUBJECT_LIMIT = 250


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, at: datetime) -> Self:
        """To be tried now; served by the index mail_due."""
        return self.waiting().filter(next_try_at__lte=at)

    def failed(self) -> Self:
        """Given up: refused for good, or tried too often."""
        return self.filter(failed_at__isnull=False)

    def delayed(self) -> Self:
        """Waiting to be tried again after a failure."""
        return self.waiting().exclude(reason="")


class Mail(models.Model):
    """One message to one address.

    Its text is kept until it is sent or given up: sign-in codes do not stay in a log.
    """

    kind = models.CharField(max_length=20, help_text="What it is for: account, digest, …")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="mails")
    definition = models.ForeignKey(
        Definition,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
        help_text="In whose name it is sent, where it is a definition's; its stewards see it.",
    )
    announcement = models.ForeignKey(
        Announcement, models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    to = models.EmailField()
    subject = models.CharField(max_length=SUBJECT_LIMIT)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True, help_text="When it was given up.")
    reason = models.CharField(max_length=300, blank=True, help_text="Of the last failure.")

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="mail_sent_or_failed"
            ),
            models.UniqueConstraint(fields=["announcement", "user"], name="mail_announced_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="mail_due",
            ),
            models.Index(fields=["created_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
