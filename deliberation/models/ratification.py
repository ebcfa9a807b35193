"""Votes on a frozen draft as a whole, in rounds."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Definition, Ruleset
from deliberation.models.drafts import Draft
from deliberation.models.people import Participant

BALLOT_REASON_LIMIT = 1000


class Outcome(models.TextChoices):
    """How a round ended; empty while it is open."""

    RATIFIED = "ratified", _("ratified")
    DECLINED = "declined", _("declined")
    NO_QUORUM = "no-quorum", _("no quorum")
    BROKEN_OFF = "broken-off", _("broken off")


class RatificationQuerySet(models.QuerySet["Ratification"]):
    def open(self) -> Self:
        return self.filter(concluded_at=None)


class Ratification(models.Model):
    """One round: participants say yes or no to a draft until the phase ends.

    result: the counts by class and the steps that decided, once concluded.
    """

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="ratifications")
    number = models.PositiveSmallIntegerField()
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="ratifications")
    ruleset = models.ForeignKey(Ruleset, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    concluded_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome)
    result = models.JSONField(default=dict, blank=True)

    objects = RatificationQuerySet.as_manager()

    class Meta:
        ordering = ["definition", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "number"], name="ratification_number_once"
            ),
            models.UniqueConstraint(
                fields=["definition"],
                condition=Q(concluded_at=None),
                name="ratification_one_open",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None, outcome="")
                | Q(concluded_at__isnull=False, outcome__in=Outcome.values),
                name="ratification_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number} on {self.draft}"


class Ballot(models.Model):
    """What a participant says in a round. The log keeps every change; here is the last."""

    ratification = models.ForeignKey(Ratification, models.CASCADE, related_name="ballots")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="ballots")
    is_yes = models.BooleanField()
    reason = models.TextField(blank=True, max_length=BALLOT_REASON_LIMIT)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ratification", "participant"], name="ballot_once"),
            models.CheckConstraint(
                condition=Q(reason__length__lte=BALLOT_REASON_LIMIT), name="ballot_reason_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {'yes' if self.is_yes else 'no'}"
