"""Flags: that somebody asks moderation to look at a text. Only they and moderators see them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from deliberation.models.moderation import NOTE_LIMIT, About, Decision, Reason
from deliberation.models.people import Participant
from deliberation.models.proposals import Proposal


class FlagQuerySet(models.QuerySet["Flag"]):
    def waiting(self) -> Self:
        return self.filter(state=Flag.State.WAITING)

    def with_subjects(self) -> Self:
        return self.select_related(
            "definition", "proposal__criterion", "argument__current", "by", "decision"
        )


class Flag(About):
    """That a participant asks moderation to look at a text. Only they and moderators see it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("flag", "waiting")
        UPHELD = "upheld", pgettext_lazy("flag", "acted on")
        DISMISSED = "dismissed", pgettext_lazy("flag", "dismissed")

    KINDS = tuple(
        each for each in Reason if each not in (Reason.IN_ORDER, Reason.SETTLED, Reason.MISTAKEN)
    )

    number = models.PositiveIntegerField(help_text="Of the receipt, within its definition.")
    by = models.ForeignKey(Participant, models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=10, choices=Reason)
    note = models.TextField(max_length=NOTE_LIMIT, blank=True, help_text="For the moderators.")
    duplicate_of = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="flags"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="flag_number_once"),
            models.UniqueConstraint(
                fields=["by", "proposal"],
                condition=Q(state="waiting", argument=None),
                name="flag_proposal_once_while_waiting",
            ),
            models.UniqueConstraint(
                fields=["by", "argument"],
                condition=Q(state="waiting", argument__isnull=False),
                name="flag_argument_once_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decision=None)
                | Q(state__in=["upheld", "dismissed"], decision__isnull=False),
                name="flag_decided_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["in-order", "settled", "mistaken"]), name="flag_kind"
            ),
        ]
        indexes = [
            models.Index(
                fields=["definition", "at"], condition=Q(state="waiting"), name="flag_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"Flag {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("flag", args=[self.definition.slug, self.number])
