"""Moderation policies: by what a definition is moderated."""

from django.db import models
from django.db.models import Q

from deliberation.models.definitions import REASON_LIMIT, Definition

POLICY_LIMIT = 20_000


class Policy(models.Model):
    """One version of a definition's moderation policy. Never edited: a change is a new one."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="policies")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=POLICY_LIMIT)
    role = models.CharField(max_length=13)
    handle = models.CharField(max_length=60)
    reason = models.CharField(max_length=REASON_LIMIT, blank=True, help_text="Public.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="policy_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="policy_has_text"),
        ]

    def __str__(self) -> str:
        return f"Policy {self.number} of {self.definition}"
