"""Definitions that others published, and what texts say of AI systems."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.definitions import Criterion
from deliberation.models.drafts import Draft
from deliberation.models.proposals import Level
from deliberation.models.systems import AISystem


class ReferenceDefinition(models.Model):
    """A definition that others published, or a position in the debate, as clauses in our words.

    Nobody votes on it here; systems are looked at under it beside a draft. loaded: as a file
    last set it; where the row differs, people edited it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    status = models.CharField(max_length=160, blank=True)
    summary = models.TextField(max_length=1000, blank=True)
    source = models.JSONField(default=dict, help_text="title, by, date, url, licence.")
    further_sources = models.JSONField(default=list, blank=True)
    limits = models.JSONField(
        default=list, blank=True, help_text="Sentences: what the clauses cannot express."
    )
    position = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="reference_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ReferenceClause(models.Model):
    """A requirement of a reference definition, with the section that it restates."""

    class Basis(models.TextChoices):
        TEXT = "text", _("the source says so")
        READING = "reading", _("a reading of the source")

    reference = models.ForeignKey(ReferenceDefinition, models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField()
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="reference_clauses")
    level = models.CharField(max_length=8, choices=Level)
    requires = models.CharField(max_length=20)
    wording = models.TextField(max_length=2000)
    section = models.CharField(max_length=200)
    basis = models.CharField(max_length=7, choices=Basis)

    class Meta:
        ordering = ["reference", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "number"], name="reference_clause_number_once"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="reference_clause_level"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["text", "reading"]), name="reference_clause_basis"
            ),
            models.CheckConstraint(
                condition=~Q(wording="") & ~Q(section=""), name="reference_clause_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.reference}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def fresh(self) -> Self:
        """Those that rest on what is known now."""
        return self.filter(evidence_state=F("system__evidence_state"))


class Verdict(models.TextChoices):
    MEETS = "meets", _("meets")
    DOES_NOT_MEET = "does not meet", _("does not meet")
    CANNOT_BE_TOLD = "cannot be told", _("cannot be told")


def _one_text() -> Any:
    return Q(draft__isnull=False, reference=None) | Q(draft=None, reference__isnull=False)


class Assessment(models.Model):
    """What a text says of a system. A function of the two: it can be recomputed at any time.

    results: one letter a clause, in the text's order: p, f or u (pass, fail, unknown).
    evidence_state: the system's, when its evidence was read.
    """

    system = models.ForeignKey(AISystem, models.CASCADE, related_name="assessments")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="assessments")
    reference = models.ForeignKey(
        ReferenceDefinition, models.CASCADE, null=True, related_name="assessments"
    )
    verdict = models.CharField(max_length=14, choices=Verdict)
    on_other_terms = models.BooleanField(help_text="It would meet the text under other terms.")
    results = models.TextField()
    changes = models.PositiveSmallIntegerField(help_text="How many changes it is away.")
    should_passed = models.PositiveSmallIntegerField()
    should_clauses = models.PositiveSmallIntegerField()
    evidence_state = models.PositiveBigIntegerField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["system", "draft", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["system", "draft"], name="assessment_draft_once"),
            models.UniqueConstraint(
                fields=["system", "reference"], name="assessment_reference_once"
            ),
            models.CheckConstraint(condition=_one_text(), name="assessment_of_one_text"),
            models.CheckConstraint(
                condition=Q(verdict__in=["meets", "does not meet", "cannot be told"]),
                name="assessment_verdict",
            ),
            models.CheckConstraint(
                condition=Q(results__regex=r"^[pfu]*$"), name="assessment_results"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.verdict} {self.draft or self.reference}"


class VerdictChange(models.Model):
    """That a text says otherwise of a system than before, because what is known changed."""

    system = models.ForeignKey(AISystem, models.CASCADE, related_name="verdict_changes")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="verdict_changes")
    reference = models.ForeignKey(
        ReferenceDefinition, models.CASCADE, null=True, related_name="verdict_changes"
    )
    before = models.CharField(max_length=14, choices=Verdict)
    after = models.CharField(max_length=14, choices=Verdict)
    evidence_state = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "draft", "evidence_state"], name="verdict_change_draft_once"
            ),
            models.UniqueConstraint(
                fields=["system", "reference", "evidence_state"],
                name="verdict_change_reference_once",
            ),
            models.CheckConstraint(condition=_one_text(), name="verdict_change_of_one_text"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="verdict_change_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.before} → {self.after}"
