"""AI systems, what is known of them, and disputes about it, as JSON."""

from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.actions.evidence import DEFAULTS
from deliberation.api.fields import Choice, Input, Linked, Text
from deliberation.exchange.evidence import WAYS as FILE_WAYS
from deliberation.exchange.evidence.reading import MOST_BYTES
from deliberation.models import AISystem, Dispute, Evidence, ProposedEvidence, SystemLicence
from deliberation.models.evidence import REASON_LIMIT, Record

CURRENT, ALL = "current", "all"
RULINGS: Final = [each for each in Dispute.State.choices if each[0] != Dispute.State.OPEN]
CHOSEN: Final = [("accept", "accept"), ("decline", "decline")]
SLUG_LIMIT: Final = 60
CLAIMS: Final = AISystem.Claim.choices
REVIEWS: Final = AISystem.Review.choices
COMPONENTS: Final = SystemLicence.Component.choices
BASES: Final = Record.Basis.choices
CONFIDENCES: Final = Record.Confidence.choices
EVIDENCE_STATES: Final = ProposedEvidence.State.choices
WAYS: Final = ProposedEvidence.Way.choices
ORIGINS: Final = Evidence.Origin.choices
DISPUTE_STATES: Final = Dispute.State.choices


class LicenceSerializer(serializers.Serializer):
    """The licence of a component. What it restricts answers criteria about terms."""

    component = serializers.ChoiceField(choices=COMPONENTS)
    key = serializers.CharField(source="licence.key")
    name = serializers.CharField(source="licence.name")
    spdx = serializers.CharField(source="licence.spdx", help_text="Empty where it has none.")
    openness = serializers.CharField(source="licence.openness")
    url = serializers.CharField(source="licence.url")


class LinkSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()


class SystemSerializer(Linked):
    """One release of an AI system; `family` holds releases together."""

    slug = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()
    developer = serializers.CharField()
    family = serializers.CharField()
    kind = serializers.CharField()
    released = serializers.CharField(help_text="Month, as 2024-07; empty where it is not known.")
    links = LinkSerializer(many=True)
    licences = LicenceSerializer(many=True, source="component_licences.all")
    claim = serializers.ChoiceField(
        choices=CLAIMS, allow_blank=True, help_text="Whether its makers call it open source."
    )
    claim_wording = serializers.CharField()
    claim_source = serializers.CharField()
    claim_url = serializers.CharField()
    claim_seen = serializers.CharField()
    review = serializers.ChoiceField(
        choices=REVIEWS,
        allow_blank=True,
        help_text="What the Open Source Initiative published from its validation phase.",
    )
    review_source = serializers.CharField()
    review_url = serializers.CharField()
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What is disputable in the record."
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, system: AISystem) -> str:
        return self.link("system", system.slug)


class SystemFilterSerializer(serializers.Serializer):
    """Which systems to list."""

    q = Text(max_length=120, required=False, help_text="Part of a name.")
    developer = Text(max_length=120, required=False)
    family = Text(max_length=SLUG_LIMIT, required=False)
    kind = Text(max_length=60, required=False)
    licence = Text(max_length=SLUG_LIMIT, required=False, help_text="Key of any component's.")
    claim = Choice(choices=CLAIMS, required=False)


class LinkInputSerializer(Input):
    title = Text(max_length=200)
    url = serializers.URLField(max_length=500)


class SystemInputSerializer(Input):
    slug = serializers.SlugField(max_length=SLUG_LIMIT)
    name = Text(max_length=120)
    version = Text(max_length=80, required=False)
    developer = Text(max_length=120, required=False)
    family = serializers.SlugField(max_length=SLUG_LIMIT, required=False)
    kind = Text(max_length=60, required=False)
    released = Text(max_length=7, required=False, help_text="Month, as 2024-07.")
    links = LinkInputSerializer(many=True, required=False)


class LicenceInputSerializer(Input):
    licence = Text(max_length=SLUG_LIMIT, help_text="A key of ours, or an SPDX identifier.")


class SourceSerializer(serializers.Serializer):
    """Where one can see it."""

    title = serializers.CharField(source="source_title")
    section = serializers.CharField(source="source_section")
    version = serializers.CharField(source="source_version")
    url = serializers.CharField(source="source_url")
    seen = serializers.CharField(help_text="The month in which somebody looked, as 2026-11.")


class RecordSerializer(Linked):
    """What one source says of a system for one criterion."""

    number = serializers.IntegerField(source="pk")
    system = serializers.CharField(source="system.slug")
    criterion = serializers.CharField(source="criterion.slug")
    level = serializers.CharField(help_text="On the criterion's scale, or “unknown”.")
    note = serializers.CharField()
    source = SourceSerializer(source="*")  # type: ignore[assignment]
    confidence = serializers.ChoiceField(choices=CONFIDENCES)
    basis = serializers.ChoiceField(choices=BASES)
    licence = serializers.CharField(source="licence.key", allow_null=True, default=None)


class EvidenceSerializer(RecordSerializer):
    """A record that counts, or did. Records are never changed."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    recorded_by = serializers.CharField(
        source="byline", allow_null=True, help_text="Handle or pseudonym, where there is one."
    )
    recorded_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()
    is_contested = serializers.BooleanField(
        help_text="Another record contradicts it, so that it counts as unknown until decided."
    )
    counts_as = serializers.CharField(help_text="Its level, or unknown while it is contested.")
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, evidence: Evidence) -> str:
        return self.link("evidence-one", evidence.pk)


class EvidenceFilterSerializer(serializers.Serializer):
    """Which records to list."""

    system = Text(max_length=SLUG_LIMIT, required=False)
    criterion = Text(max_length=SLUG_LIMIT, required=False)
    level = Text(max_length=20, required=False)
    origin = Choice(choices=ORIGINS, required=False)
    confidence = Choice(choices=CONFIDENCES, required=False)
    which = Choice(
        choices=[CURRENT, ALL], required=False, help_text="all: also what counts no more."
    )


class DecidedSerializer(serializers.Serializer):
    """What moderators decided, with their public reason."""

    reason = serializers.CharField()
    handle = serializers.CharField(source="decided_as")
    at = serializers.DateTimeField(source="decided_at")


class ProposedSerializer(RecordSerializer):
    """A record that somebody brought in; it counts once a moderator accepts it."""

    state = serializers.ChoiceField(choices=EVIDENCE_STATES)
    way = serializers.ChoiceField(choices=WAYS)
    proposed_by = serializers.CharField(source="byline", allow_null=True)
    proposed_at = serializers.DateTimeField()
    decision = serializers.SerializerMethodField()
    evidence = serializers.IntegerField(
        source="evidence_id", allow_null=True, help_text="The record that it became."
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(DecidedSerializer(allow_null=True))
    def get_decision(self, proposed: ProposedEvidence) -> dict[str, Any] | None:
        return _decision(proposed)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, proposed: ProposedEvidence) -> str:
        return self.link("proposed-evidence-one", proposed.pk)


class ProposedFilterSerializer(serializers.Serializer):
    """Which proposed records to list."""

    system = Text(max_length=SLUG_LIMIT, required=False)
    criterion = Text(max_length=SLUG_LIMIT, required=False)
    state = Choice(choices=EVIDENCE_STATES, required=False)
    way = Choice(choices=WAYS, required=False)


class EvidenceInputSerializer(Input):
    system = Text(max_length=SLUG_LIMIT, help_text="Short name of the system.")
    criterion = Text(max_length=SLUG_LIMIT)
    level = Text(max_length=20)
    note = Text(max_length=500, required=False, allow_blank=True)
    source_title = Text(max_length=200, required=False, allow_blank=True)
    source_section = Text(max_length=120, required=False, allow_blank=True)
    source_version = Text(max_length=40, required=False, allow_blank=True)
    source_url = Text(max_length=500, help_text="A page: http or https.")
    seen = Text(max_length=7, help_text="The month in which you saw it, as 2026-11.")
    confidence = Choice(choices=CONFIDENCES, required=False, default=DEFAULTS["confidence"])
    basis = Choice(choices=BASES, required=False, default=DEFAULTS["basis"])
    licence = Text(
        max_length=SLUG_LIMIT, required=False, help_text="A key of ours, or an SPDX identifier."
    )


class EvidenceFileInputSerializer(Input):
    """A file with evidence, and what it does not say of itself."""

    way = Choice(choices=list(FILE_WAYS), help_text="table: CSV, or JSON as text.")
    content = Text(
        max_length=MOST_BYTES, trim_whitespace=False, help_text="The file, as text in UTF-8."
    )
    system = Text(max_length=SLUG_LIMIT, required=False, default="")
    source_url = Text(max_length=500, required=False, default="")
    seen = Text(max_length=7, required=False, default="", help_text="Month, as 2026-11.")
    only_look = serializers.BooleanField(
        required=False, default=False, help_text="true: tell what would come in, store nothing."
    )


class LeftSerializer(serializers.Serializer):
    place = serializers.CharField()
    reason = serializers.CharField()


class ComingSerializer(serializers.Serializer):
    """A row that comes in."""

    system = serializers.CharField(source="system.slug")
    criterion = serializers.CharField(source="criterion.slug")
    level = serializers.CharField()
    note = serializers.CharField()


class BroughtSerializer(serializers.Serializer):
    """What a file gave. Rows that are left out stop nothing; a bad one keeps all out."""

    records = ComingSerializer(many=True)
    left_out = LeftSerializer(many=True)
    bad = LeftSerializer(many=True, help_text="Where one only looks; else rows-refused.")


class EvidenceDecisionInputSerializer(Input):
    decision = Choice(choices=CHOSEN)
    reason = Text(max_length=REASON_LIMIT, help_text="Public.")
    replaces = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Decide for it at once where it contradicts what is recorded. Without it both"
        " stand, and count as unknown until the dispute is decided.",
    )


class DisputeSerializer(Linked):
    """An objection to the current record."""

    number = serializers.IntegerField(source="pk")
    system = serializers.CharField(source="evidence.system.slug")
    criterion = serializers.CharField(source="evidence.criterion.slug")
    evidence = serializers.IntegerField(source="evidence_id")
    rival = serializers.IntegerField(
        source="rival_id",
        allow_null=True,
        help_text="The proposed record that contradicts it: both count as unknown meanwhile.",
    )
    opened_by = serializers.CharField(source="byline", allow_null=True)
    opened_at = serializers.DateTimeField()
    objection = serializers.CharField()
    state = serializers.ChoiceField(choices=DISPUTE_STATES)
    decision = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(DecidedSerializer(allow_null=True))
    def get_decision(self, dispute: Dispute) -> dict[str, Any] | None:
        return _decision(dispute)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, dispute: Dispute) -> str:
        return self.link("dispute", dispute.pk)


class DisputeFilterSerializer(serializers.Serializer):
    """Which disputes to list."""

    system = Text(max_length=SLUG_LIMIT, required=False)
    criterion = Text(max_length=SLUG_LIMIT, required=False)
    state = Choice(choices=DISPUTE_STATES, required=False)


class ObjectionInputSerializer(Input):
    objection = Text(max_length=REASON_LIMIT, help_text="Public.")


class RulingInputSerializer(Input):
    ruling = Choice(
        choices=RULINGS,
        help_text="upheld: the record stays. replaced: the other one holds. struck: it counts"
        " as unknown.",
    )
    reason = Text(max_length=REASON_LIMIT, help_text="Public.")


def _decision(about: ProposedEvidence | Dispute) -> dict[str, Any] | None:
    return dict(DecidedSerializer(about).data) if about.decided_at is not None else None
