"""When a definition moves to which phase by itself."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from deliberation.models.definitions import Definition
from deliberation.phases import Phase


class PhaseTimeQuerySet(models.QuerySet["PhaseTime"]):
    def to_come(self) -> Self:
        """Those not carried out yet, the next first."""
        return self.filter(carried_out_at=None).order_by("opens_at")

    def due(self, at: datetime) -> Self:
        return self.to_come().filter(opens_at__lte=at)


class PhaseTime(models.Model):
    """When a phase opens. It closes when the next one of the schedule opens.

    refused: why it could not be carried out, for those who set it.
    """

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="schedule")
    phase = models.CharField(max_length=12, choices=Phase)
    opens_at = models.DateTimeField(help_text="UTC.")
    told_at = models.DateTimeField(null=True, help_text="When followers were told beforehand.")
    carried_out_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=500, blank=True)

    objects = PhaseTimeQuerySet.as_manager()

    class Meta:
        ordering = ["definition", "opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "phase"],
                condition=Q(carried_out_at=None),
                name="phase_time_once",
            ),
            models.UniqueConstraint(
                fields=["definition", "opens_at"],
                condition=Q(carried_out_at=None),
                name="phase_time_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values) & ~Q(phase=Phase.SETUP), name="phase_time_phase"
            ),
        ]
        indexes = [
            # `due()` over all definitions.
            models.Index(
                fields=["opens_at"], condition=Q(carried_out_at=None), name="phase_time_to_come"
            )
        ]

    def __str__(self) -> str:
        return f"{self.definition}: {self.phase} from {self.opens_at:%Y-%m-%d %H:%M} UTC"
