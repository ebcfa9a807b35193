"""What aggregation leaves behind: runs, tallies, drafts and their clauses."""

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Criterion, Definition, Ruleset
from deliberation.models.proposals import Level, Proposal, Revision

models.CharField.register_lookup(Length)


class AggregateQuerySet(models.QuerySet["Aggregate"]):
    def finished(self) -> Self:
        return self.filter(state=Aggregate.State.DONE)

    def with_shards_done(self) -> Self:
        """Each with the number of its shards, `shards_done`, that its stage has behind it."""
        behind = Q(stage="reading", shards__votes__isnull=False) | Q(
            stage="counting", shards__placed__isnull=False
        )
        return self.annotate(shards_done=models.Count("shards", filter=behind))

    def without_packed(self) -> Self:
        """Leave what only the next run and single pages unpack, megabytes, in the database."""
        return self.defer(*Aggregate.PACKED)


class Aggregate(models.Model):
    """One run of the engine over the log of a definition, up to a watermark."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    class Stage(models.TextChoices):
        """What the run is doing, in this order; pages show it."""

        READING = "reading", _("reading the votes")
        COUNTING = "counting", _("counting and grouping")
        DRAFTING = "drafting", _("composing the draft")
        STORING = "storing", _("storing the result")

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="aggregates")
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.READING)
    watermark = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    participants = models.PositiveIntegerField(default=0)
    votes = models.PositiveBigIntegerField(default=0)
    groups = models.JSONField(
        default=list, help_text="Per opinion group: label, size; the same order as everywhere."
    )
    stability = models.FloatField(
        default=1.0, help_text="How well resamples find the same groups, 0 … 1."
    )
    weights = models.JSONField(
        default=dict,
        help_text="What a participant of each stakeholder class weighs, by slug; empty: all alike.",
    )
    shard_count = models.PositiveSmallIntegerField(default=1)
    goes_on = models.BooleanField(
        default=False, help_text="It read only what came after the run before."
    )
    lease = models.DateTimeField(
        null=True, help_text="Until then tasks of a sharded run may be at it."
    )
    carried = models.BinaryField(
        null=True, help_text="Groups and places, for the next run (actions.carried)."
    )
    sums = models.BinaryField(
        null=True, help_text="Exact statistics, for the next run (actions.shards)."
    )
    routing = models.BinaryField(
        null=True, help_text="How much each proposal wants a vote, per class (actions.routing)."
    )
    space = models.BinaryField(
        null=True, help_text="The opinion space, to find anyone's place in it (actions.places)."
    )
    map = models.JSONField(
        default=dict, help_text="The opinion map as it is drawn (aggregation.map)."
    )
    report = models.JSONField(
        default=dict, help_text="What the votes say, for people to read (drafting.reporting)."
    )
    left_out = models.JSONField(
        default=dict, help_text="Votes that stewards excluded, and what they would change."
    )
    seconds = models.JSONField(default=dict, help_text="Seconds per stage.")
    error = models.CharField(max_length=300, blank=True)

    PACKED = ("carried", "routing", "sums", "space", "map", "report")

    objects = AggregateQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed"]), name="aggregate_state"
            ),
            models.UniqueConstraint(
                fields=["definition"], condition=Q(state="running"), name="aggregate_one_running"
            ),
            models.CheckConstraint(
                condition=Q(state="running") | Q(finished_at__isnull=False),
                name="aggregate_ended_has_a_time",
            ),
        ]
        indexes = [
            # The last finished run of a definition, on nearly every page.
            models.Index(fields=["definition", "state", "-watermark"], name="aggregate_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.definition} up to {self.watermark}"

    @property
    def step(self) -> str:
        """How far it is, to tell whether it went on; `with_shards_done` counts the shards."""
        return f"{self.stage}-{getattr(self, 'shards_done', 0)}"


class Tally(models.Model):
    """Counts for one proposal at one position of the log, and what they mean for it.

    `cells` lists the opinion groups and stakeholder classes; see
    `deliberation.drafting.adoption.Standing` for `status`, `score` and `trace`.
    """

    class Status(models.TextChoices):
        ADOPTED = "adopted"
        OUTSCORED = "outscored"
        OPEN_QUESTION = "open-question", _("open question")
        UNDECIDED = "undecided"
        DECLINED = "declined"
        REJECTED = "rejected", _("set aside by moderation")

    aggregate = models.ForeignKey(Aggregate, models.CASCADE, related_name="tallies")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="tallies")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    agrees = models.PositiveIntegerField()
    disagrees = models.PositiveIntegerField()
    passes = models.PositiveIntegerField()
    cells = models.JSONField()
    consensus = models.FloatField(help_text="Group-informed consensus for it, 0 … 1.")
    status = models.CharField(max_length=13, choices=Status)
    score = models.FloatField(null=True)
    trace = models.JSONField(default=list)

    class Meta:
        ordering = ["aggregate", "proposal__number"]
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["aggregate", "proposal"], name="tally_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "adopted",
                        "outscored",
                        "open-question",
                        "undecided",
                        "declined",
                        "rejected",
                    ]
                ),
                name="tally_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.agrees}/{self.passes}/{self.disagrees}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def latest_first(self) -> Self:
        return self.order_by("-major", "-minor", "-patch")

    def without_text(self) -> Self:
        """Leave text and report, up to megabytes, in the database."""
        return self.defer("canonical", "report")


class Draft(models.Model):
    """A version of the definition. `canonical` is the text of record: RFC 8785 JSON."""

    class Status(models.TextChoices):
        WORKING = "working"
        PUBLISHED = "published"
        RATIFIED = "ratified"

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="drafts")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    version = models.CharField(max_length=32)
    status = models.CharField(max_length=9, choices=Status, default=Status.WORKING)
    canonical = models.TextField()
    content_hash = models.CharField(max_length=64)
    redacted_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of its bytes since unlawful text was erased from them (drafting.redaction).",
    )
    watermark = models.PositiveBigIntegerField()
    ruleset = models.ForeignKey(Ruleset, models.PROTECT, related_name="drafts")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    report = models.JSONField(
        default=dict,
        help_text="What the votes said when it was cut, with the opinion map and who took part"
        " (actions.reports).",
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["definition", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "version"], name="draft_version_once"),
            models.UniqueConstraint(
                fields=["definition", "major", "minor", "patch"], name="draft_numbers_once"
            ),
            models.CheckConstraint(
                condition=Q(status="working", published_at=None)
                | Q(status__in=["published", "ratified"], published_at__isnull=False),
                name="draft_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(content_hash__length=64), name="draft_hash_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("draft", args=[self.definition.slug, self.version])

    @property
    def bytes_hash(self) -> str:
        """SHA-256 of its bytes as they are now: the content hash, unless text was erased."""
        return self.redacted_hash or self.content_hash

    @cached_property
    def content(self) -> dict[str, Any]:
        """The draft as data; docs/formats.md describes it."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content


class Clause(models.Model):
    """A proposal adopted into a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="clauses")
    number = models.CharField(max_length=12)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="clauses")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="clauses")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="clauses")
    level = models.CharField(max_length=8, choices=Level)
    requires = models.CharField(max_length=20)

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="clause_number_once"),
            models.UniqueConstraint(fields=["draft", "proposal"], name="clause_proposal_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="clause_level"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.draft}"


class StandingChange(models.Model):
    """That a run found a proposal to stand otherwise than the run before.

    Tallies of older runs are not kept; this is the history of a proposal. draft: the one
    that the run cut, where it cut one.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="standing_changes")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    before = models.CharField(max_length=13, choices=Tally.Status)
    after = models.CharField(max_length=13, choices=Tally.Status)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="standing_changes")
    watermark = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "watermark"], name="standing_change_once_a_run"
            ),
            models.CheckConstraint(
                condition=Q(before__in=Tally.Status.values, after__in=Tally.Status.values)
                & ~Q(before=models.F("after")),
                name="standing_change_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.before} → {self.after}"
