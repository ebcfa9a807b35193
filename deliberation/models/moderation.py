"""Moderation: decisions, their reasons, and what follows from them.

Everything here is public but which account decided: decisions show a role and a handle.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.models.arguments import Argument
from deliberation.models.definitions import Definition
from deliberation.models.people import Participant, User
from deliberation.models.proposals import Proposal, Revision

NOTE_LIMIT = 1000


class Reason(models.TextChoices):
    """Why moderation stepped in, or was asked to: the categories of the public log."""

    IN_ORDER = "in-order", _("in order")
    OFF_TOPIC = "off-topic", _("off topic")
    DUPLICATE = "duplicate", _("says what another one says")
    TWO_THINGS = "two-things", _("says two things at once")
    UNCLEAR = "unclear", _("unclear")
    ABUSIVE = "abusive", _("insulting or abusive")
    SPAM = "spam", _("spam")
    PRIVATE = "private", _("somebody’s private data")
    UNLAWFUL = "unlawful", _("unlawful")
    SETTLED = "settled", _("settled, so no more votes are needed")
    MISTAKEN = "mistaken", _("the decision before was mistaken")
    OTHER = "other", _("something else")


class About(models.Model):
    """A proposal, or one argument about it."""

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="%(class)ss")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="%(class)ss")
    argument = models.ForeignKey(
        Argument, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def subject(self) -> Proposal | Argument:
        return self.argument or self.proposal

    @property
    def concerned(self) -> Participant | None:
        """Whose text it is about."""
        return self.subject.author


class DecisionQuerySet(models.QuerySet["Decision"]):
    def with_subjects(self) -> Self:
        return self.select_related(
            "definition",
            "proposal__criterion",
            "proposal__author",
            "proposal__definition",
            "argument__author",
            "argument__proposal",
            "into",
            "undoes",
            "undone_by",
            "appeal__by",
            "appeal__outcome",
        )

    def standing(self) -> Self:
        """Those that no later decision undid."""
        return self.filter(undone_by=None)

    def of_text(self, subject: Proposal | Argument) -> Self:
        """About this proposal, or about this argument."""
        if isinstance(subject, Argument):
            return self.filter(argument=subject)
        return self.filter(proposal=subject, argument=None)


class Decision(About):
    """One decision of moderation, with its public reason. Never changed.

    before: what it changed, as it was, so that it can be undone. into: the proposal that a
    merge names as the survivor. revision: the one that a rewording made. by: the account,
    which nobody is shown; role and handle are.
    """

    class Kind(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("decision", "accepted")
        REJECT = "reject", pgettext_lazy("decision", "rejected")
        HIDE = "hide", pgettext_lazy("decision", "hidden")
        LOCK = "lock", pgettext_lazy("decision", "locked")
        REMOVE = "remove", pgettext_lazy("decision", "text removed")
        SPLIT = "split", pgettext_lazy("decision", "split")
        REWORD = "reword", pgettext_lazy("decision", "reworded")
        MERGE = "merge", pgettext_lazy("decision", "merged")
        AMEND = "amend", pgettext_lazy("decision", "amendment accepted")
        KEEP_WORDING = "keep-wording", pgettext_lazy("decision", "amendment rejected")
        RESTORE = "restore", pgettext_lazy("decision", "restored")
        DISMISS_FLAG = "dismiss-flag", pgettext_lazy("decision", "flag dismissed")
        DISMISS_APPEAL = "dismiss-appeal", pgettext_lazy("decision", "appeal dismissed")
        FIND_WRONG = "find-wrong", pgettext_lazy("decision", "found to be wrong")

    # Such as take something from a text or its author, who can therefore appeal.
    AGAINST = (Kind.REJECT, Kind.HIDE, Kind.LOCK, Kind.REMOVE)
    # Such as change what an author proposed, who can object.
    CHANGING = (Kind.SPLIT, Kind.REWORD, Kind.MERGE)
    UNDOABLE = (Kind.ACCEPT, Kind.REJECT, Kind.HIDE, Kind.LOCK, *CHANGING)

    number = models.PositiveIntegerField(help_text="Within its definition.")
    kind = models.CharField(max_length=14, choices=Kind)
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="decisions"
    )
    role = models.CharField(max_length=13)
    handle = models.CharField(max_length=60)
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.TextField(max_length=NOTE_LIMIT, help_text="Public.")
    at = models.DateTimeField(db_index=True)
    is_reversible = models.BooleanField()
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    into = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="merges_here"
    )
    asks_again = models.BooleanField(
        default=False, help_text="No votes moved; those who voted were asked to vote again."
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    before = models.JSONField(default=dict, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(note=""), name="decision_has_a_note"),
            models.CheckConstraint(condition=~Q(role="") & ~Q(handle=""), name="decision_says_who"),
            models.CheckConstraint(
                condition=Q(kind="merge", into__isnull=False) & ~Q(into=F("proposal"))
                | ~Q(kind="merge") & Q(into=None),
                name="decision_merge_names_the_survivor",
            ),
            models.CheckConstraint(
                condition=~Q(kind="restore") | Q(undoes__isnull=False),
                name="decision_restore_undoes_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="remove") | Q(is_reversible=False),
                name="decision_removal_is_final",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.definition.slug, self.number])

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")

    @property
    def can_be_appealed(self) -> bool:
        """By the author, once. Whatever came after it leaves that right untouched."""
        kinds = (*self.AGAINST, *self.CHANGING, self.Kind.KEEP_WORDING)
        return self.kind in kinds and not self.is_undone


class CountedWith(models.Model):
    """That votes on one wording count with those on another, as the log tells.

    The log is what counts; this follows it, for pages (actions.moderation.merging).
    """

    source = models.OneToOneField(Revision, models.CASCADE, related_name="counted_with")
    target = models.ForeignKey(Revision, models.CASCADE, related_name="counts_also")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="counted_with_another")
        ]

    def __str__(self) -> str:
        return f"{self.source} with {self.target}"


class Asked(models.Model):
    """That somebody who voted on a merged proposal is asked to vote on the survivor."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="asked")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="asked")
    value = models.SmallIntegerField(help_text="What they said on the merged one.")
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "participant"], name="asked_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="asked_value"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at=None), name="asked_not_yet_told")
        ]

    def __str__(self) -> str:
        return f"{self.participant}, by {self.decision}"


class Reminder(models.Model):
    """That moderators were reminded of something that waits: once an item and stage."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="reminders")
    item = models.CharField(max_length=40, help_text="As proposal-12 or flag-3.")
    stage = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "item", "stage"], name="reminder_once_a_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}, stage {self.stage}"
