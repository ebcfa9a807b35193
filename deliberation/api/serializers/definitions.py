"""Definitions, their criteria and drafts, as JSON."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.fields import Linked
from deliberation.exchange.drafts import FORMATS
from deliberation.models import (
    Aggregate,
    CriterionUse,
    Definition,
    Draft,
    Phase,
)


class StakeholderClassSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()


class GroupSerializer(serializers.Serializer):
    """An opinion group: participants who vote alike."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field, as above
    size = serializers.IntegerField()


@extend_schema_field(GroupSerializer(many=True))
class GroupsField(serializers.JSONField):
    """As stored, like the others of its kind: written once, and too much to walk through."""


class CountsSerializer(serializers.Serializer):
    """What the last finished aggregation counted."""

    participants = serializers.IntegerField()
    votes = serializers.IntegerField()
    groups = GroupsField()
    watermark = serializers.IntegerField(help_text="Position in the log up to which it counted.")
    engine = serializers.CharField()
    finished_at = serializers.DateTimeField()


class ProgressSerializer(serializers.Serializer):
    """The aggregation that is under way."""

    state = serializers.ChoiceField(choices=Aggregate.State.choices)
    stage = serializers.ChoiceField(choices=Aggregate.Stage.choices)
    shards = serializers.IntegerField(
        source="shard_count", help_text="In how many parts the participants are gone through."
    )
    shards_done = serializers.IntegerField(
        help_text="How many of them the stage has behind it, while reading and counting."
    )
    started_at = serializers.DateTimeField()


class DraftSerializer(Linked):
    """About a draft; its text is at `url`."""

    definition = serializers.CharField(source="definition.slug")
    version = serializers.CharField()
    status = serializers.ChoiceField(choices=Draft.Status.choices)
    content_hash = serializers.CharField(help_text="SHA-256 of the canonical JSON.")
    redacted_hash = serializers.CharField(
        allow_blank=True,
        help_text="SHA-256 of its bytes since unlawful text was erased from them; else empty.",
    )
    watermark = serializers.IntegerField(help_text="Position in the log up to which it counts.")
    ruleset = serializers.IntegerField(source="ruleset.number")
    previous = serializers.CharField(source="previous.version", allow_null=True)
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()
    formats = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, draft: Draft) -> str:
        return self.link("draft", draft.definition.slug, draft.version)

    @extend_schema_field(serializers.DictField(child=serializers.URLField()))
    def get_formats(self, draft: Draft) -> dict[str, str]:
        """Addresses of its formats."""
        url = self.get_url(draft)
        return {name: url if name == "json" else f"{url}?format={name}" for name in FORMATS}


class DefinitionSerializer(Linked):
    """A contested term and where the process around it stands."""

    slug = serializers.CharField()
    title = serializers.CharField()
    question = serializers.CharField()
    preamble = serializers.CharField()
    language = serializers.CharField()
    phase = serializers.ChoiceField(choices=Phase.choices)
    takes_votes = serializers.BooleanField()
    takes_proposals = serializers.BooleanField()
    simulated = serializers.BooleanField(
        source="is_simulated", help_text="Participants and votes are made up for demonstration."
    )
    created_at = serializers.DateTimeField()
    stakeholder_classes = StakeholderClassSerializer(many=True, source="stakeholder_classes.all")
    counts = CountsSerializer(source="last", allow_null=True)
    progress = ProgressSerializer(source="running", allow_null=True)
    latest_draft = DraftSerializer(source="draft", allow_null=True)
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, definition: Definition) -> str:
        return self.link("definition", definition.slug)


class CategorySerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()


class EvidenceLevelSerializer(serializers.Serializer):
    level = serializers.CharField()
    title = serializers.CharField()
    meaning = serializers.CharField()


class ReferenceSerializer(serializers.Serializer):
    """Where others ask the same."""

    framework = serializers.CharField()
    item = serializers.CharField()
    note = serializers.CharField()


@extend_schema_field(EvidenceLevelSerializer(many=True))
class ScaleField(serializers.JSONField):
    pass


@extend_schema_field(ReferenceSerializer(many=True))
class ReferencesField(serializers.JSONField):
    pass


class CriterionSerializer(Linked):
    """One aspect of openness, as a definition uses it."""

    slug = serializers.CharField(source="criterion.slug")
    title = serializers.CharField(source="criterion.title")
    category = CategorySerializer(source="criterion.category")
    question = serializers.CharField(source="criterion.question")
    description = serializers.CharField(source="criterion.description")
    scale = ScaleField(source="criterion.scale", help_text="The least open level first.")
    freedoms = serializers.ListField(child=serializers.CharField(), source="criterion.freedoms")
    references = ReferencesField(source="criterion.references")
    competing = serializers.BooleanField(
        help_text="Whether the best adoptable proposal becomes the clause, or every one does."
    )
    proposals = serializers.IntegerField(help_text="How many there are, rejected ones left out.")
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, use: CriterionUse) -> str:
        return self.link("criterion", use.definition.slug, use.criterion.slug)
