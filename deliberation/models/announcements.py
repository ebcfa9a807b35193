"""What stewards tell those who follow a definition."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from deliberation.models.definitions import Definition


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def unspread(self) -> Self:
        """Those whose e-mails are not all written yet."""
        return self.filter(spread_at=None)


class Announcement(models.Model):
    """Public, and sent once to everybody who follows the definition at that time."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="announcements")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=10_000)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    announced_at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True, help_text="When all its e-mails were written.")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "number"], name="announcement_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(text=""), name="announcement_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        page = reverse("announcements", args=[self.definition.slug])
        return f"{page}#a{self.number}"
