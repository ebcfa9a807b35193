"""Surveys, their versions, and what a version is built of."""

from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.models import Definition, User
from surveys import questionnaire


class Admission(models.TextChoices):
    """Who answers a survey."""

    PARTICIPANTS = "participants", _("participants, once each, under their pseudonym")
    LINKS = "links", _("whoever has a one-time link, anonymously")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, definition: Definition, user: Any) -> Self:
        """Surveys of a definition; those never published are seen by its stewards alone."""
        surveys = self.filter(definition=definition)
        return surveys if definition.has_steward(user) else surveys.exclude(current=None)


class Survey(models.Model):
    """A questionnaire of a definition, in versions, and who may answer it when."""

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="surveys")
    slug = models.SlugField(max_length=60)
    current = models.ForeignKey(
        "surveys.Version",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The published version that is answered now.",
    )
    admission = models.CharField(max_length=12, choices=Admission, default=Admission.PARTICIPANTS)
    opens_at = models.DateTimeField(null=True, blank=True, help_text="Empty: once published.")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Empty: no end is set.")
    may_edit = models.BooleanField(
        default=True, help_text="Answers can be changed after sending, until the survey closes."
    )
    quotas = models.JSONField(
        default=dict,
        blank=True,
        help_text="Most responses of a stakeholder class, by its slug, such as"
        ' {"researchers": 50}.',
    )
    results_are_public = models.BooleanField(
        default=False, help_text="Anyone sees the published results."
    )
    is_simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["definition", "pk"]
        permissions = [
            ("export_personal", "Can export responses with pseudonyms and open answers"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["definition", "slug"], name="survey_slug_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=models.F("opens_at")),
                name="survey_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(admission__in=Admission.values), name="survey_admission"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.definition.slug, self.slug])

    def draft(self) -> "Version | None":
        """The version that is being built, if one is."""
        return self.versions.filter(published_at=None).first()

    def state(self, at: datetime) -> str:
        """ "unpublished", "waiting" for its opening, "open" or "closed"."""
        if self.current_id is None:
            return "unpublished"
        if self.closes_at is not None and at >= self.closes_at:
            return "closed"
        return "waiting" if self.opens_at is not None and at < self.opens_at else "open"


class Version(models.Model):
    """One state of a survey's questionnaire. A published one is frozen, by trigger."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12, default="en")
    languages = models.JSONField(default=list)
    title = models.JSONField(default=dict)
    introduction = models.JSONField(default=dict, blank=True)
    consent = models.JSONField(default=dict, blank=True)
    thanks = models.JSONField(default=dict, blank=True)
    document = models.JSONField(
        null=True, editable=False, help_text="The whole questionnaire, once published."
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(published_at=None), name="survey_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(document__isnull=False),
                name="survey_version_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey}, version {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @cached_property
    def questionnaire(self) -> questionnaire.Questionnaire:
        """What is asked: as published, or as it is built so far."""
        return questionnaire.known(self.document or self.built())

    def built(self) -> dict[str, Any]:
        """The document of what stands in sections and questions now."""
        texts = {name: getattr(self, name) for name in ("introduction", "consent", "thanks")}
        sections = self.sections.prefetch_related("questions")
        return {
            "format": questionnaire.FORMAT,
            "language": self.language,
            "languages": self.languages or [self.language],
            "title": self.title,
            **{name: given for name, given in texts.items() if given},
            "sections": [section.built() for section in sections],
        }


class Section(models.Model):
    """One page of a version that is being built."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict, blank=True)
    show_if = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="survey_section_key_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def built(self) -> dict[str, Any]:
        """As it stands in a document."""
        document: dict[str, Any] = {"key": self.key, "title": self.title}
        if self.text:
            document["text"] = self.text
        if self.show_if:
            document["show_if"] = self.show_if
        return document | {"questions": [each.built() for each in self.questions.all()]}


class Question(models.Model):
    """One question. `body` is what else a document says of it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    body = models.JSONField(default=dict)

    class Meta:
        ordering = ["section", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="survey_question_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=questionnaire.KINDS), name="survey_question_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def built(self) -> dict[str, Any]:
        """As it stands in a document."""
        return {"key": self.key, "kind": self.kind, **self.body}
