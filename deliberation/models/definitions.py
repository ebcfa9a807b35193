"""What is being defined: definitions, the criteria they use, and their rulesets."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deliberation.permissions import Deed, allowed_by_role, can_be_done
from deliberation.phases import Phase

if TYPE_CHECKING:
    from deliberation.models.drafts import Aggregate
    from deliberation.models.people import Participant, User


REASON_LIMIT = 500


class Admission(models.TextChoices):
    """Who may take part in a definition."""

    GUESTS = "guests", _("anyone with a browser")
    REGISTERED = "registered", _("anyone with an account")
    INVITED = "invited", _("those who are invited")


class DefinitionQuerySet(models.QuerySet["Definition"]):
    def visible_to(self, user: Any) -> Self:
        """Definitions in setup are seen by their team alone."""
        if user.is_authenticated and user.is_superuser:
            return self
        public = ~Q(phase=Phase.SETUP)
        if user.is_authenticated:
            public |= Q(pk__in=user.roles.values("definition"))
        return self.filter(public)

    def dirty(self) -> Self:
        """Definitions whose log holds more than their last finished aggregate counted."""
        # By name: the modules of events and aggregates import this one.
        events: Any = apps.get_model("deliberation", "Event").objects
        aggregates: Any = apps.get_model("deliberation", "Aggregate").objects
        of_this = {"definition": models.OuterRef("pk")}
        last = events.filter(**of_this).exclude(position=None).order_by("-position")
        counted = aggregates.finished().filter(**of_this).order_by("-watermark")
        return self.alias(
            last_position=models.Subquery(last.values("position")[:1]),
            watermark=models.Subquery(counted.values("watermark")[:1]),
        ).filter(
            models.Exists(events.waiting().filter(**of_this))
            | Q(last_position__gt=F("watermark"))
            | Q(last_position__isnull=False, watermark=None)
        )


class Definition(models.Model):
    """A contested term and the process that works out what it means."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    question = models.TextField(blank=True, max_length=1000)
    preamble = models.TextField(blank=True, max_length=4000)
    language = models.CharField(max_length=12, default="en")
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.SETUP)
    admission = models.CharField(max_length=10, choices=Admission, default=Admission.REGISTERED)
    moderates_first = models.BooleanField(
        "moderates before publishing",
        default=False,
        help_text="New proposals wait, unseen, until a moderator accepts them.",
    )
    is_simulated = models.BooleanField(
        default=False, help_text="Participants and votes are made up; pages and exports say so."
    )
    source = models.JSONField(
        default=dict, blank=True, help_text="Where an imported deliberation came from."
    )
    created_at = models.DateTimeField()
    criteria = models.ManyToManyField(
        "deliberation.Criterion", through="CriterionUse", related_name="definitions"
    )

    # Why it is saved; the history takes it from here.
    _change_reason: str | None = None

    objects = DefinitionQuerySet.as_manager()
    history = HistoricalRecords(
        history_change_reason_field=models.CharField(max_length=REASON_LIMIT, null=True)
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="definition_phase"),
            models.CheckConstraint(condition=~Q(title=""), name="definition_has_title"),
            models.CheckConstraint(
                condition=Q(admission__in=Admission.values), name="definition_admission"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("definition", args=[self.slug])

    @property
    def takes_votes(self) -> bool:
        return can_be_done(Deed.VOTE, self.phase)

    @property
    def takes_proposals(self) -> bool:
        return can_be_done(Deed.PROPOSE, self.phase)

    def last_run(self) -> "Aggregate | None":
        """The last finished aggregation: where tallies and opinion groups stand."""
        return self.aggregates.finished().without_packed().first()

    def present_run(self) -> "Aggregate | None":
        """The aggregation that is under way, if one is."""
        return self.aggregates.filter(state="running").first()

    def has_steward(self, user: "User | Any") -> bool:
        return allowed_by_role(user, Deed.ASSIGN, self)

    def has_moderator(self, user: "User | Any") -> bool:
        """Stewards may do what moderators may."""
        return allowed_by_role(user, Deed.MODERATE, self)

    def participant_of(self, user: "User | Any") -> "Participant | None":
        if not user.is_authenticated:
            return None
        return self.participants.select_related("stakeholder_class").filter(user=user).first()

    def guest_of(self, key: str | None) -> "Participant | None":
        """Whom the browser with this key is here (deliberation/guests.py)."""
        if not key:
            return None
        return self.participants.select_related("stakeholder_class").filter(guest_key=key).first()


class Category(models.Model):
    """A part of every definition's text: Data, Code, Model, …"""

    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """One aspect that a definition may require. Shared by definitions, so that
    evidence recorded for an AI system serves all of them."""

    slug = models.SlugField(max_length=60, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="criteria")
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    description = models.TextField(blank=True, max_length=4000)
    scale = models.JSONField(
        help_text="Evidence levels from the least to the most open: level, title, meaning."
    )
    freedoms = models.JSONField(default=list, blank=True)
    references = models.JSONField(
        default=list, blank=True, help_text="framework, item, note: where others ask the same."
    )
    position = models.PositiveSmallIntegerField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["category__position", "position", "slug"]
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="criterion_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def levels(self) -> list[str]:
        """Evidence levels, the least open first."""
        return [step["level"] for step in self.scale]


class CriterionUse(models.Model):
    """That a definition uses a criterion.

    Where proposals compete, the best adoptable one becomes the clause. Where they
    do not (statements brought in from elsewhere), every adoptable one does.
    """

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="criterion_uses")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()
    competing = models.BooleanField(default=True)
    priority = models.FloatField(
        null=True,
        blank=True,
        editable=False,
        help_text="How much participants care for it, 0 … 1: orders pages and whose vote is asked"
        " for first. It changes no draft.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["definition", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__gte=0, priority__lte=1),
                name="criterion_use_priority",
            ),
            models.UniqueConstraint(fields=["definition", "criterion"], name="criterion_used_once"),
            models.UniqueConstraint(
                fields=["definition", "position"], name="criterion_use_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} in {self.definition}"


def _share(field: str) -> Q:
    return Q(**{f"{field}__gte": 0, f"{field}__lte": 1})


class Ruleset(models.Model):
    """The numbers by which adoption is decided. Never edited: a change is a new one."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="rulesets")
    number = models.PositiveSmallIntegerField()
    quorum_votes = models.PositiveIntegerField(default=30)
    quorum_cell_votes = models.PositiveIntegerField(default=5)
    broad_support = models.DecimalField(max_digits=4, decimal_places=3, default="0.600")
    bridging = models.DecimalField(max_digits=4, decimal_places=3, default="0.500")
    broad_disagreement = models.DecimalField(max_digits=4, decimal_places=3, default="0.600")
    margin = models.DecimalField(max_digits=4, decimal_places=3, default="0.050")
    z = models.DecimalField(max_digits=5, decimal_places=3, default="1.645")
    required_classes = models.JSONField(
        default=list, blank=True, help_text="Slugs of the stakeholder classes that quorum needs."
    )
    target_shares = models.JSONField(
        default=dict,
        blank=True,
        help_text="Share of the participants wished for, by slug of the stakeholder class. Where"
        " it is given, broad support is weighted to it, and drafts say so.",
    )
    verified_quorum = models.BooleanField(
        default=False,
        help_text="Quorum counts only votes of participants whose class is verified.",
    )
    ratify_quorum = models.PositiveIntegerField(default=30)
    ratify_class_quorum = models.PositiveIntegerField(default=5)
    ratify_support = models.DecimalField(max_digits=4, decimal_places=3, default="0.666")
    ratify_class_support = models.DecimalField(max_digits=4, decimal_places=3, default="0.500")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(
        max_length=60, blank=True, help_text="Handle of the steward; empty where it was set up."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["definition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="ruleset_number_once"),
            models.CheckConstraint(
                condition=_share("broad_support")
                & _share("bridging")
                & _share("broad_disagreement")
                & _share("margin")
                & _share("ratify_support")
                & _share("ratify_class_support")
                & Q(z__gt=0),
                name="ruleset_shares_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"Ruleset {self.number}"
