"""What speaks for votes that are not one person's each, and what stewards decided about it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Definition
from deliberation.models.people import Participant
from deliberation.models.votes import Event


class VoteOrigin(models.Model):
    """From which network block a vote came: a keyed hash, apart from the log.

    Kept for settings.ORIGIN_DAYS and never exported. The address itself is stored nowhere.
    """

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="origin")
    block = models.CharField(
        max_length=32, help_text="Keyed hash of the /24 (IPv4) or /48 (IPv6) it came from."
    )
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Origin of {self.event_id}"


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    def waiting(self) -> Self:
        """Those that nobody has decided on."""
        return self.filter(state=Suspicion.State.OPEN)


class Suspicion(models.Model):
    """A group of participants whose votes look like one hand's, and why they do.

    It changes nothing by itself. `evidence` is what `deliberation.integrity` found: a list
    of kind, strength and facts. Later examinations update it while it is open.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DISMISSED = "dismissed"
        EXCLUDED = "excluded", _("votes excluded")

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="suspicions")
    participants = models.ManyToManyField(Participant, related_name="suspicions")
    size = models.PositiveIntegerField()
    strength = models.FloatField(help_text="How much speaks for it, 0 … 1; for the order only.")
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    watermark = models.PositiveBigIntegerField(help_text="Last event that was looked at.")
    found_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    note = models.CharField(max_length=1000, blank=True, help_text="Why it was dismissed.")

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering = ["-strength", "-size", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | Q(state__in=["dismissed", "excluded"], decided_at__isnull=False),
                name="suspicion_decided_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["definition", "state"], name="suspicion_queue")]

    def __str__(self) -> str:
        return f"{self.size} accounts of {self.definition}"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def in_force(self) -> Self:
        return self.filter(reversed_at=None)


class Exclusion(models.Model):
    """A steward's public decision to leave the votes of some participants out.

    The log holds one event for each of them; what counts at a position follows from these
    alone. Reversing appends events that take it back.
    """

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="exclusions")
    number = models.PositiveIntegerField()
    participants = models.ManyToManyField(Participant, related_name="exclusions")
    size = models.PositiveIntegerField()
    suspicion = models.ForeignKey(
        Suspicion, models.SET_NULL, null=True, blank=True, related_name="exclusions"
    )
    evidence = models.JSONField(default=list, help_text="As it stood when it was decided.")
    reason = models.TextField(max_length=2000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    handle = models.CharField(
        max_length=60, editable=False, help_text="By which the public knows who decided."
    )
    decided_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reversal_handle = models.CharField(max_length=60, blank=True, editable=False)
    reversal_reason = models.TextField(max_length=2000, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="exclusion_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversal_reason="")
                | (Q(reversed_at__isnull=False) & ~Q(reversal_reason="")),
                name="exclusion_reversed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Exclusion {self.number} in {self.definition}"
