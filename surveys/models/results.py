"""Snapshots of results, and what became of answers."""

from typing import Any

from django.db import models

from deliberation.models import Participant, Proposal, User
from surveys.models.responses import Response
from surveys.models.surveys import Survey, Version
from surveys.results import BY_CLASS, split_only


class Snapshot(models.Model):
    """Results of a version as they were counted once, small cells withheld."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="snapshots")
    version = models.ForeignKey(Version, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    responses = models.PositiveIntegerField()
    document = models.JSONField()
    computed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, editable=False)
    split = models.CharField(
        max_length=40,
        default=BY_CLASS,
        editable=False,
        help_text="What the published results are split by: class, or a question's key.",
    )
    told = models.JSONField(
        null=True, editable=False, help_text="The document as it was published."
    )

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}, results {self.number}"

    @property
    def public(self) -> dict[str, Any]:
        """The document as others than stewards see it: with one way to split, and what could
        not be told anew as it was before. Results published before `told` was kept had no such."""
        return self.told or split_only(self.document, self.split)


class Idea(models.Model):
    """An open answer that a moderator turned into a proposal."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="ideas")
    question = models.CharField(max_length=40)
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="survey_idea")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="survey_idea_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.response}"


class Fact(models.Model):
    """What a participant said of themselves: one answer, by the key of its question."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=40)
    value = models.JSONField()
    response = models.ForeignKey(Response, models.PROTECT, related_name="facts")

    class Meta:
        ordering = ["participant", "name"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "name"], name="survey_fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.participant}"


class BallotProposal(models.Model):
    """A proposal that a component of a ballot led to, and the results that it follows from."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="ballot_proposals")
    question = models.CharField(max_length=40)
    component = models.CharField(max_length=60)
    outcome = models.CharField(max_length=40)
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="survey_ballot")
    votes = models.PositiveIntegerField(default=0, help_text="First votes brought over.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "question", "component"], name="survey_ballot_proposal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} of {self.snapshot}"


class Drawn(models.Model):
    """That priorities or targets of the definition were taken from results."""

    class What(models.TextChoices):
        PRIORITIES = "priorities"
        TARGETS = "targets"

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="drawn")
    question = models.CharField(max_length=40)
    what = models.CharField(max_length=10, choices=What)
    numbers = models.JSONField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["priorities", "targets"]), name="survey_drawn_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} from {self.snapshot}"
