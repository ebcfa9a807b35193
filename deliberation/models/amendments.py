"""Amendments that wait for a moderator, where a definition moderates before publishing."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from deliberation.models.people import Participant
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT, Level, Proposal

models.TextField.register_lookup(Length)


class HeldAmendmentQuerySet(models.QuerySet["HeldAmendment"]):
    def decidable(self) -> Self:
        """Those of proposals that can be amended now: not set aside and not closed."""
        return self.filter(proposal__moderation__in=Proposal.STANDING, proposal__is_closed=False)


class HeldAmendment(models.Model):
    """What an author would have their proposal say. Seen by them and moderators alone.

    One a proposal; writing another takes its place. It goes once it is decided: then the
    revision it became, or the decision against it, is the record. after: number of the
    revision that it started from.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="held_amendment")
    author = models.ForeignKey(Participant, models.CASCADE, related_name="held_amendments")
    after = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8, choices=Level)
    requires = models.CharField(max_length=20)
    wording = models.TextField(max_length=WORDING_LIMIT)
    rationale = models.TextField(blank=True, max_length=RATIONALE_LIMIT)
    is_substantive = models.BooleanField()
    idempotency_key = models.UUIDField(null=True, editable=False)
    at = models.DateTimeField()

    objects = HeldAmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    wording__length__gte=1,
                    wording__length__lte=WORDING_LIMIT,
                    rationale__length__lte=RATIONALE_LIMIT,
                ),
                name="held_amendment_length",
            ),
        ]

    def __str__(self) -> str:
        return f"Amendment of {self.proposal}"
