"""Responses: one person's answers to one version of a survey."""

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from deliberation.models import Participant, StakeholderClass
from surveys.models.surveys import Survey, Version
from surveys.questionnaire import Path, walk


class Link(models.Model):
    """A one-time link to an anonymous survey. Only the digest of its token is kept."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["survey", "pk"]

    def __str__(self) -> str:
        return f"Link {self.pk}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def sent(self) -> Self:
        """Those that count: sent at least once."""
        return self.exclude(sent_at=None)

    def of_version(self, version: Version) -> Self:
        return self.filter(version=version)


class Response(models.Model):
    """Answers as they are written (`unsent`) and as they were sent last (`answers`).

    Only what was sent counts, so changing a sent response loses nothing if one stops halfway.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    version = models.ForeignKey(Version, models.PROTECT, related_name="responses")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="survey_responses"
    )
    link = models.OneToOneField(Link, models.PROTECT, null=True, related_name="response")
    stakeholder_class = models.ForeignKey(
        StakeholderClass,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Of the participant when the response was sent last.",
    )
    language = models.CharField(max_length=12, blank=True)
    unsent = models.JSONField(null=True)
    answers = models.JSONField(null=True)
    is_simulated = models.BooleanField(default=False)
    consented_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # What a snapshot and an export read.
            models.Index(
                fields=["version", "id"],
                condition=Q(sent_at__isnull=False),
                name="survey_response_sent",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["survey", "participant"], name="survey_response_once"),
            models.CheckConstraint(
                condition=Q(participant=None) | Q(link=None), name="survey_response_of_one"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, answers__isnull=True)
                | Q(sent_at__isnull=False, answers__isnull=False),
                name="survey_response_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(saved_at__gte=F("started_at")), name="survey_response_times"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def present(self) -> dict[str, Any]:
        """The answers as they stand for whoever gave them."""
        shown: dict[str, Any] | None = self.answers if self.unsent is None else self.unsent
        return shown or {}

    @property
    def has_unsent(self) -> bool:
        """Whether something is written that does not count yet."""
        return self.unsent is not None

    @cached_property
    def path(self) -> Path:
        """The way that the present answers open."""
        return walk(self.version.questionnaire, self.present)

    def counted_at(self) -> datetime | None:
        return self.sent_at
