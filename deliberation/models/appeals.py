"""Appeals and objections: that an author asks another moderator to decide again."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.moderation import Decision
from deliberation.models.people import Participant, User

STATEMENT_LIMIT = 2000


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> Self:
        return self.filter(outcome=None)

    def with_subjects(self) -> Self:
        return self.select_related(
            "decision__definition", "decision__proposal__criterion", "decision__argument", "by"
        )

    def decidable_by(self, user: User) -> Self:
        """Those that this moderator neither decided at first nor filed."""
        return self.exclude(first_by=user).exclude(by_user=user)


class Appeal(models.Model):
    """That an author asks another moderator to look at a decision again. Once a decision.

    first_by, by_user: the accounts that decided first and that appealed, kept beside so that
    the database can refuse either of them to decide on it.
    """

    class Kind(models.TextChoices):
        APPEAL = "appeal", _("appeal")
        OBJECTION = "objection", _("objection")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(Participant, models.PROTECT, related_name="appeals")
    by_user = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    first_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    statement = models.TextField(max_length=STATEMENT_LIMIT, help_text="Public.")
    at = models.DateTimeField()
    outcome = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="decided_appeal"
    )
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(statement=""), name="appeal_has_a_statement"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("first_by")) | Q(decided_by=None) | Q(first_by=None),
                name="appeal_another_moderator_decides",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("by_user")) | Q(decided_by=None) | Q(by_user=None),
                name="appeal_not_decided_by_its_author",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(outcome__isnull=False),
                name="appeal_decided_has_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(outcome=None), name="appeal_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} against {self.decision}"

    @property
    def is_upheld(self) -> bool | None:
        """None while it waits."""
        if self.outcome is None:
            return None
        return self.outcome.kind != Decision.Kind.DISMISS_APPEAL
