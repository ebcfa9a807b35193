"""Whether a participant belongs to the stakeholder class that they declared."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from deliberation.models.definitions import Definition
from deliberation.models.people import Participant, StakeholderClass


class VerificationQuerySet(models.QuerySet["Verification"]):
    def waiting(self) -> Self:
        """Those that nobody has decided on, the oldest first."""
        return self.filter(state=Verification.State.WAITING).order_by("pk")

    def decidable_by(self, user: object) -> Self:
        """All but one's own."""
        return self.exclude(participant__user=user)


class Verification(models.Model):
    """That a participant asks to be verified in their class, and what came of it.

    `statement` and `link` are seen by the participant and by moderators alone, and are
    erased settings.STATEMENT_DAYS after the decision.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        VERIFIED = "verified"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="verifications")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="verifications")
    stakeholder_class = models.ForeignKey(StakeholderClass, models.CASCADE, related_name="+")
    statement = models.TextField(max_length=2000, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reason = models.CharField(max_length=1000, blank=True, help_text="Told to the participant.")
    domain = models.CharField(
        max_length=253, blank=True, help_text="Of the rule that verified without anybody asked."
    )

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(state="waiting"),
                name="verification_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="verification_decided_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="verification_declined_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["definition", "state"], name="verification_queue")]

    def __str__(self) -> str:
        return f"{self.participant} as {self.stakeholder_class}: {self.state}"


class DomainRule(models.Model):
    """That whoever has confirmed an e-mail address at a domain is of a class.

    Holds for the domain itself, not for those below it.
    """

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="domain_rules")
    domain = models.CharField(max_length=253)
    stakeholder_class = models.ForeignKey(
        StakeholderClass, models.CASCADE, related_name="domain_rules"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["domain", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "domain", "stakeholder_class"], name="domain_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & ~Q(domain=""),
                name="domain_rule_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.stakeholder_class}"
