"""What is read and shown of roles, schedules, rulesets, ratification and whole definitions."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.actions.rulesets import FIELDS, Preview
from deliberation.api.fields import Choice, Input, Text
from deliberation.models import Phase, Ratification, Role, Ruleset
from deliberation.models.definitions import REASON_LIMIT
from deliberation.models.ratification import BALLOT_REASON_LIMIT


def share() -> serializers.DecimalField:
    return serializers.DecimalField(4, 3, required=False, min_value=0, max_value=1)


class ReasonInputSerializer(Input):
    reason = Text(max_length=REASON_LIMIT, help_text="Anyone can read it.")


class RoleInputSerializer(ReasonInputSerializer):
    to = Text(max_length=254, help_text="E-mail address, or pseudonym in this definition.")
    role = Choice(choices=Role.Name.choices)


class RoleSerializer(serializers.Serializer):
    """A role that somebody has. email is null for callers who may not see addresses."""

    id = serializers.IntegerField()
    role = serializers.CharField(source="name")
    handle = serializers.CharField(help_text="By which the public knows them.")
    email = serializers.SerializerMethodField()
    given_at = serializers.DateTimeField()

    def get_email(self, role: Role) -> str | None:
        return role.user.email if self.context.get("sees_addresses") else None


class AllowedSerializer(serializers.Serializer):
    """What the caller is here, and what they may do now."""

    roles = serializers.ListField(child=serializers.CharField())
    phase = serializers.CharField()
    allowed = serializers.ListField(child=serializers.CharField())


class PlannedSerializer(serializers.Serializer):
    """When a phase opens; it closes when the next one opens."""

    phase = serializers.CharField()
    opens_at = serializers.DateTimeField()


class PhasesSerializer(serializers.Serializer):
    """The present phase, those planned, and the phases in which each deed can be done."""

    phase = serializers.CharField()
    planned = PlannedSerializer(many=True)
    deeds = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class PlanInputSerializer(ReasonInputSerializer):
    planned = serializers.DictField(
        child=serializers.DateTimeField(),
        help_text="Time of opening by phase, for phases after the present one.",
    )

    def validate_planned(self, planned: dict[str, Any]) -> dict[str, Any]:
        unknown = [phase for phase in planned if phase not in Phase.values]
        if unknown:
            raise serializers.ValidationError(f"Name phases: {', '.join(Phase.values)}.", "unknown")
        return planned


class MoveInputSerializer(ReasonInputSerializer):
    phase = Choice(choices=Phase.choices)


class RoundSerializer(serializers.Serializer):
    """A round of ratification. result is empty while it is open: nobody votes by what others
    said."""

    number = serializers.IntegerField()
    version = serializers.CharField(source="draft.version")
    content_hash = serializers.CharField(source="draft.content_hash")
    ruleset = serializers.IntegerField(source="ruleset.number")
    opened_at = serializers.DateTimeField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    result = serializers.DictField()
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_reasons(self, present: Ratification) -> list[dict[str, Any]]:
        if present.concluded_at is None:
            return []
        return [
            {"pseudonym": each.participant.pseudonym, "yes": each.is_yes, "reason": each.reason}
            for each in present.ballots.all()
            if each.reason
        ]


class BallotInputSerializer(Input):
    yes = serializers.BooleanField()
    reason = Text(max_length=BALLOT_REASON_LIMIT, required=False, allow_blank=True)
    round = serializers.IntegerField(required=False, min_value=1, help_text="That was read.")


class BallotSerializer(serializers.Serializer):
    round = serializers.IntegerField(source="ratification.number")
    yes = serializers.BooleanField(source="is_yes")
    reason = serializers.CharField()
    cast_at = serializers.DateTimeField()


class RulesetSerializer(serializers.ModelSerializer):
    """One version; never changed."""

    class Meta:
        model = Ruleset
        fields = ("number", *FIELDS, "reason", "decided_by", "created_at")


class NumbersInputSerializer(Input):
    """Numbers that are to differ from the ruleset in force; the others stay."""

    quorum_votes = serializers.IntegerField(required=False, min_value=0, max_value=10**6)
    quorum_cell_votes = serializers.IntegerField(required=False, min_value=0, max_value=10**6)
    broad_support = share()
    bridging = share()
    broad_disagreement = share()
    margin = share()
    z = serializers.DecimalField(5, 3, required=False, min_value=Decimal("0.001"))
    verified_quorum = serializers.BooleanField(required=False)
    ratify_quorum = serializers.IntegerField(required=False, min_value=0, max_value=10**6)
    ratify_class_quorum = serializers.IntegerField(required=False, min_value=0, max_value=10**6)
    ratify_support = share()
    ratify_class_support = share()
    required_classes = serializers.ListField(child=Text(max_length=50), required=False)
    target_shares = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1), required=False
    )


class RulesetInputSerializer(NumbersInputSerializer):
    reason = Text(max_length=REASON_LIMIT, help_text="Anyone can read it.")


class RulesetPreviewSerializer(serializers.Serializer):
    """What the next draft would say."""

    changes_text = serializers.BooleanField()
    comparison = serializers.DictField(help_text="As of two drafts.")
    moved = serializers.SerializerMethodField()
    watermark = serializers.IntegerField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_moved(self, preview: Preview) -> list[dict[str, Any]]:
        return [
            {"proposal": number, "before": before, "after": after}
            for number, before, after in preview.moved
        ]


class CloneInputSerializer(Input):
    slug = serializers.SlugField(max_length=60)
    title = Text(max_length=120)
    with_proposals = serializers.BooleanField(required=False, default=True)


class ImportQuerySerializer(serializers.Serializer):
    """Whether to look alone."""

    preview = serializers.BooleanField(default=False)


class ImportedDraftSerializer(serializers.Serializer):
    """A draft as the file has it."""

    version = serializers.CharField()
    status = serializers.CharField()
    content_hash = serializers.CharField()


class ImportedSerializer(serializers.Serializer):
    """What a file of a whole definition holds."""

    slug = serializers.CharField(source="definition.slug")
    title = serializers.CharField(source="definition.title")
    phase = serializers.CharField(source="definition.phase")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many lines of each kind."
    )
    drafts = ImportedDraftSerializer(many=True)
    new_criteria = serializers.ListField(
        child=serializers.CharField(), help_text="Titles of criteria that were not here."
    )


class ClonedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    phase = serializers.CharField()
