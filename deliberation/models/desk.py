"""What moderators keep at hand: texts that they send often, and pairs they looked at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deliberation.models.definitions import Definition
from deliberation.models.moderation import NOTE_LIMIT, Reason
from deliberation.models.proposals import Proposal


class SavedReply(models.Model):
    """A public note that moderators of a definition send often."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="saved_replies")
    title = models.CharField(max_length=80, help_text=_("For moderators alone."))
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.TextField(max_length=NOTE_LIMIT, help_text=_("Public, with the decision."))

    history = HistoricalRecords()

    class Meta:
        ordering = ["definition", "title"]
        verbose_name_plural = "saved replies"
        constraints = [
            models.UniqueConstraint(fields=["definition", "title"], name="saved_reply_title_once"),
            models.CheckConstraint(condition=~Q(text=""), name="saved_reply_has_text"),
        ]

    def __str__(self) -> str:
        return self.title


class KeptApart(models.Model):
    """That a moderator found two similar proposals to say different things."""

    older = models.ForeignKey(Proposal, models.CASCADE, related_name="kept_apart_from")
    newer = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["older", "newer"], name="kept_apart_once"),
            models.CheckConstraint(condition=Q(older__lt=F("newer")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.older} and {self.newer}"
