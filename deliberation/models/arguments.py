"""Arguments for and against proposals, their wordings, and who endorses them.

They persuade people and alter no draft: nothing here enters the log.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from deliberation.models.people import Participant
from deliberation.models.proposals import Proposal, Revision

ARGUMENT_LIMIT = 400


class Side(models.TextChoices):
    FOR = "for", pgettext_lazy("side of an argument", "for")
    AGAINST = "against", pgettext_lazy("side of an argument", "against")


class ArgumentQuerySet(models.QuerySet["Argument"]):
    def standing(self) -> Self:
        """All but those that their authors withdrew or moderation hid."""
        return self.filter(withdrawn_at=None, is_hidden=False)

    def with_text(self) -> Self:
        return self.select_related("current", "about", "author__stakeholder_class")

    def best_first(self) -> Self:
        """By reach; among equals the older one."""
        return self.order_by("-reach", "number")

    def with_endorsed(self, participant: Participant | None) -> Self:
        """Each with whether the participant endorses it, as `is_endorsed`."""
        mine = Endorsement.objects.filter(argument=models.OuterRef("pk"), participant=participant)
        return self.annotate(
            is_endorsed=models.Exists(mine)
            if participant
            else models.Value(False, output_field=models.BooleanField())
        )

    def in_balance(self) -> Self:
        """Each with its `place` among those of its side, best first, how many there are
        `on_side`, and whether it `is_newest` of them; hidden ones stand apart."""
        side = [F("side"), F("is_hidden")]
        return self.annotate(
            place=models.Window(
                RowNumber(), partition_by=side, order_by=[F("reach").desc(), F("number")]
            ),
            on_side=models.Window(models.Count("pk"), partition_by=side),
            age=models.Window(RowNumber(), partition_by=side, order_by=F("number").desc()),
        )


class Argument(models.Model):
    """One short reason for or against a proposal. Its wordings are its revisions.

    `endorsed` and `reach` follow from the endorsements and are kept beside them, so that
    pages need not count (actions.arguments).
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="arguments")
    number = models.PositiveIntegerField(help_text="Within its proposal.")
    side = models.CharField(max_length=7, choices=Side)
    author = models.ForeignKey(Participant, models.PROTECT, related_name="arguments")
    about = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="The wording that it argues about."
    )
    current = models.ForeignKey(
        "ArgumentRevision", models.PROTECT, null=True, related_name="+", editable=False
    )
    endorsed = models.PositiveIntegerField(default=0, help_text="How many endorse it.")
    reach = models.FloatField(
        default=0.0, help_text="How widely: the sum of √endorsements over stakeholder classes."
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_hidden = models.BooleanField(
        default=False, help_text="By moderation: its author and moderators alone read it."
    )

    objects = ArgumentQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="argument_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="argument_number_from_one"),
            models.CheckConstraint(condition=Q(side__in=["for", "against"]), name="argument_side"),
            models.CheckConstraint(condition=Q(reach__gte=0), name="argument_reach"),
        ]
        indexes = [
            # `best_first()` of the standing ones, per proposal and side.
            models.Index(
                fields=["proposal", "side", "-reach", "number"],
                condition=Q(withdrawn_at=None, is_hidden=False),
                name="argument_best_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}, argument {self.number}"

    def get_absolute_url(self) -> str:
        slug = self.proposal.definition.slug
        return reverse("argument", args=[slug, self.proposal.number, self.number])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class ArgumentRevision(models.Model):
    """One wording of an argument. Never changed: an edit is a new one."""

    argument = models.ForeignKey(Argument, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=ARGUMENT_LIMIT)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["argument", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["argument", "number"], name="argument_revision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="argument_revision_number_from_one"
            ),
            models.CheckConstraint(
                condition=Q(text__length__gte=1, text__length__lte=ARGUMENT_LIMIT),
                name="argument_revision_text_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.argument}, revision {self.number}"


class Endorsement(models.Model):
    """That a participant holds an argument to be good. Taken back, it is gone."""

    argument = models.ForeignKey(Argument, models.CASCADE, related_name="endorsements")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="endorsements")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["argument", "participant"], name="endorsement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} endorses {self.argument}"
