"""What participants are still writing. Nobody else sees it, and no export holds it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from deliberation.models.definitions import Criterion
from deliberation.models.people import Participant
from deliberation.models.proposals import Proposal

models.TextField.register_lookup(Length)

KEPT_LIMIT = 20_000  # characters; more than can be published, so that nothing typed is lost


class UnfinishedQuerySet(models.QuerySet["UnfinishedProposal"]):
    def of_form(
        self,
        *,
        participant: Participant,
        kind: str,
        criterion: Criterion,
        proposal: Proposal | None,
    ) -> Self:
        """What the participant has written in one form: one row at most."""
        return self.filter(
            participant=participant, kind=kind, criterion=criterion, proposal=proposal
        )


class UnfinishedProposal(models.Model):
    """A proposal, a variant or an amendment that its author has not published yet.

    The fields are as typed: what cannot be a clause yet can be kept all the same.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", pgettext_lazy("unfinished", "proposal")
        VARIANT = "variant", pgettext_lazy("unfinished", "variant")
        AMENDMENT = "amendment", pgettext_lazy("unfinished", "amendment")

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="unfinished")
    kind = models.CharField(max_length=9, choices=Kind)
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    proposal = models.ForeignKey(
        Proposal,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one that is amended or varied.",
    )
    level = models.CharField(max_length=20, blank=True)
    requires = models.CharField(max_length=20, blank=True)
    wording = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    change = models.CharField(max_length=11, blank=True)
    revision = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of the proposal, as its author read it."
    )
    idempotency_key = models.UUIDField(default=uuid.uuid4)
    updated_at = models.DateTimeField()

    objects = UnfinishedQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="proposal", proposal=None)
                | Q(kind__in=["variant", "amendment"], proposal__isnull=False),
                name="unfinished_is_about_something",
            ),
            models.UniqueConstraint(
                fields=["participant", "criterion"],
                condition=Q(kind="proposal"),
                name="unfinished_once_a_criterion",
            ),
            models.UniqueConstraint(
                fields=["participant", "proposal", "kind"],
                condition=~Q(kind="proposal"),
                name="unfinished_once_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(wording__length__lte=KEPT_LIMIT, rationale__length__lte=KEPT_LIMIT),
                name="unfinished_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.participant}"

    def get_absolute_url(self) -> str:
        """The form that goes on with it."""
        slug = self.participant.definition.slug
        if self.proposal is None:
            return reverse("propose", args=[slug, self.criterion.slug])
        name = "variant" if self.kind == self.Kind.VARIANT else "amend"
        return reverse(name, args=[slug, self.proposal.number])
