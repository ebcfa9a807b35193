"""What is known of AI systems for a criterion, with its source, and disputes about it."""

from typing import Self

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Criterion
from deliberation.models.licences import Licence
from deliberation.models.systems import MONTH, UNKNOWN, AISystem, is_month

REASON_LIMIT = 1000


class Record(models.Model):
    """What one source says of a system for one criterion."""

    class Confidence(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"
        LOW = "low"

    class Basis(models.TextChoices):
        """What whoever recorded it had before them."""

        SOURCE_READ = "source read"
        SECONDARY = "secondary"
        GENERAL_KNOWLEDGE = "general knowledge"

    system = models.ForeignKey(AISystem, models.PROTECT, related_name="%(class)s")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="%(class)s")
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
    licence = models.ForeignKey(
        Licence, models.PROTECT, null=True, blank=True, related_name="%(class)s"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(level=""), name="%(class)s_has_level"),
            models.CheckConstraint(
                condition=Q(confidence__in=["high", "medium", "low"]),
                name="%(class)s_confidence",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["source read", "secondary", "general knowledge"]),
                name="%(class)s_basis",
            ),
            models.CheckConstraint(
                condition=Q(source_url="")
                | Q(source_url__startswith="https://")
                | Q(source_url__startswith="http://"),
                name="%(class)s_source_is_a_page",
            ),
            models.CheckConstraint(
                condition=Q(seen="") | Q(seen__regex=MONTH), name="%(class)s_seen_in_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}, {self.criterion}: {self.level}"

    @property
    def is_known(self) -> bool:
        return self.level != UNKNOWN

    def contradicts(self, other: "Record") -> bool:
        """Whether the two say different things; one that tells nothing contradicts none."""
        return self.is_known and other.is_known and self.level != other.level


RECORD_FIELDS = (
    "level", "note", "source_title", "source_section", "source_version", "source_url", "seen",
    "confidence", "basis", "licence_id",
)  # fmt: skip


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def current(self) -> Self:
        """What counts now: at most one record for each system and criterion."""
        return self.filter(is_current=True)

    def known(self) -> Self:
        return self.exclude(level=UNKNOWN)

    def with_contested(self) -> Self:
        """Each with `is_contested`: another record contradicts it, and nobody has decided."""
        rivals = Dispute.objects.contesting().filter(evidence=models.OuterRef("pk"))
        return self.annotate(is_contested=models.Exists(rivals))

    def with_counting(self) -> Self:
        """Each with `counts_as`: its level, or unknown while it is contested."""
        contested = models.When(is_contested=True, then=models.Value(UNKNOWN))
        return self.with_contested().annotate(
            counts_as=models.Case(
                contested, default=models.F("level"), output_field=models.CharField()
            )
        )


class Evidence(Record):
    """A record that counts, or did. Never edited: a later record takes its place. The
    database refuses other changes and all deletions."""

    class Origin(models.TextChoices):
        REVIEWED = "reviewed", _("from the reviewed systems")
        INDEX = "index", _("from an index of models")
        PERSON = "person", _("recorded by a person")

    origin = models.CharField(max_length=8, choices=Origin)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="evidence",
    )
    recorded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["system", "criterion", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["criterion", "system"],
                condition=Q(is_current=True),
                name="evidence_one_is_current",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["reviewed", "index", "person"]), name="evidence_origin"
            ),
        ]


class ProposedEvidenceQuerySet(models.QuerySet["ProposedEvidence"]):
    def waiting(self) -> Self:
        """Those that no moderator has decided on."""
        return self.filter(state=ProposedEvidence.State.WAITING)


class ProposedEvidence(Record):
    """A record that somebody brought in. It counts once a moderator accepts it.

    Contested: a moderator found it worth standing beside the current record, which it
    contradicts; what is known counts as unknown until the dispute is decided.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a moderator")
        CONTESTED = "contested", _("contested")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Way(models.TextChoices):
        """How it came in."""

        FORM = "form", _("written by hand")
        TABLE = "table", _("from a table")
        MODEL_CARD = "model-card", _("from a model card")
        MOF = "mof", _("from a Model Openness Framework file")
        SPDX = "spdx", _("from an SPDX document")

    way = models.CharField(max_length=10, choices=Way, default=Way.FORM)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposed_evidence"
    )
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_as = models.CharField(max_length=60, blank=True, help_text="Handle of who decided.")
    decided_at = models.DateTimeField(null=True)
    evidence = models.OneToOneField(
        Evidence, models.PROTECT, null=True, editable=False, related_name="proposed"
    )

    objects = ProposedEvidenceQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-pk"]
        verbose_name_plural = "proposed evidence"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"], decided_at=None)
                | Q(
                    state__in=["contested", "accepted", "declined"],
                    decided_at__isnull=False,
                )
                & ~Q(reason=""),
                name="proposedevidence_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", evidence__isnull=False)
                | ~Q(state="accepted") & Q(evidence=None),
                name="proposedevidence_accepted_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["form", "table", "model-card", "mof", "spdx"]),
                name="proposedevidence_way",
            ),
        ]
        indexes = [
            # What waits for moderators, the oldest first.
            models.Index(fields=["state", "proposed_at"], name="proposedevidence_queue"),
        ]


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> Self:
        return self.filter(state=Dispute.State.OPEN)

    def contesting(self) -> Self:
        """Open ones in which another record contradicts the current one."""
        return self.open().exclude(rival=None)


class Dispute(models.Model):
    """An objection to the current record, open until a moderator decides with a public reason.

    rival: the record that contradicts it and that a moderator let stand beside it. Without
    one, the current record counts until the decision.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("the record stays")
        REPLACED = "replaced", _("the other record holds")
        STRUCK = "struck", _("counts as unknown")

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="disputes")
    rival = models.OneToOneField(
        ProposedEvidence, models.PROTECT, null=True, blank=True, related_name="dispute"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="disputes"
    )
    objection = models.CharField(max_length=REASON_LIMIT)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_as = models.CharField(max_length=60, blank=True, help_text="Handle of who decided.")
    decided_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"], condition=Q(state="open"), name="dispute_one_is_open"
            ),
            models.CheckConstraint(condition=~Q(objection=""), name="dispute_has_objection"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, reason="")
                | Q(state__in=["upheld", "replaced", "struck"], decided_at__isnull=False)
                & ~Q(reason=""),
                name="dispute_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="replaced") | Q(rival__isnull=False),
                name="dispute_replaced_by_rival",
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute about {self.evidence}"
