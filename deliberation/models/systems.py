"""AI systems, and what is known of each for a criterion, with its source."""

from typing import Final, Self

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Criterion
from deliberation.models.people import User

UNKNOWN: Final = "unknown"
MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
is_month = RegexValidator(MONTH, "Write a month as 2026-11.")


class AISystem(models.Model):
    """One release of an AI system, such as Llama 3.1; `family` holds releases together.

    loaded: the fields as a file last set them; where the row differs, people edited it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=80, blank=True)
    developer = models.CharField(max_length=120, blank=True)
    family = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    released = models.CharField(
        max_length=7, blank=True, validators=[is_month], help_text="Month, as 2024-07."
    )
    links = models.JSONField(default=list, blank=True, help_text="Per link: title, url.")
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["name", "version"]
        verbose_name = "AI system"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="system_has_name"),
            models.CheckConstraint(
                condition=Q(released="") | Q(released__regex=MONTH), name="system_released_in_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def current(self) -> Self:
        """What counts now: at most one record for each system and criterion."""
        return self.filter(is_current=True)

    def known(self) -> Self:
        return self.exclude(level=UNKNOWN)


class Evidence(models.Model):
    """What is known of an AI system for one criterion. Never edited: a later record takes
    its place. The database refuses other changes and all deletions."""

    class Confidence(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"
        LOW = "low"

    class Basis(models.TextChoices):
        """What whoever recorded it had before them."""

        SOURCE_READ = "source read"
        SECONDARY = "secondary"
        GENERAL_KNOWLEDGE = "general knowledge"

    class Origin(models.TextChoices):
        REVIEWED = "reviewed", _("from the reviewed systems")
        PERSON = "person", _("recorded by a person")

    system = models.ForeignKey(AISystem, models.PROTECT, related_name="evidence")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="evidence")
    level = models.CharField(max_length=20, help_text="On the criterion's scale, or “unknown”.")
    note = models.CharField(max_length=500, blank=True)
    source_title = models.CharField(max_length=200, blank=True)
    source_section = models.CharField(max_length=120, blank=True)
    source_version = models.CharField(max_length=40, blank=True)
    source_url = models.URLField(
        max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    seen = models.CharField(
        max_length=7,
        blank=True,
        validators=[is_month],
        help_text="The month in which the source was looked at; empty where none was.",
    )
    confidence = models.CharField(max_length=6, choices=Confidence)
    basis = models.CharField(max_length=17, choices=Basis)
    origin = models.CharField(max_length=8, choices=Origin)
    recorded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    recorded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["system", "criterion", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "system"],
                condition=Q(is_current=True),
                name="evidence_one_is_current",
            ),
            models.CheckConstraint(condition=~Q(level=""), name="evidence_has_level"),
            models.CheckConstraint(
                condition=Q(confidence__in=["high", "medium", "low"]), name="evidence_confidence"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["source read", "secondary", "general knowledge"]),
                name="evidence_basis",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["reviewed", "person"]), name="evidence_origin"
            ),
            models.CheckConstraint(
                condition=Q(source_url="")
                | Q(source_url__startswith="https://")
                | Q(source_url__startswith="http://"),
                name="evidence_source_is_a_page",
            ),
            models.CheckConstraint(
                condition=Q(seen="") | Q(seen__regex=MONTH), name="evidence_seen_in_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}, {self.criterion}: {self.level}"
