"""What goes in and out about excluded votes, verification, and one's own data."""

from typing import Any

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text

REASON = 1000


class ReasonSerializer(Input):
    reason = Text(max_length=REASON, help_text="Anyone can read it.")


class EvidenceFoundSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="burst, alike, pace, arrival or timeline.")
    facts = serializers.JSONField()


class SuspicionSerializer(serializers.Serializer):
    """A group of accounts whose votes look like one hand's. It changes nothing by itself."""

    id = serializers.IntegerField()
    size = serializers.IntegerField()
    strength = serializers.FloatField(help_text="0 … 1, for the order only.")
    state = serializers.CharField(help_text="open, dismissed or excluded.")
    note = serializers.CharField(help_text="Why it was dismissed.")
    evidence = EvidenceFoundSerializer(many=True)
    found_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class SuspicionDetailSerializer(SuspicionSerializer):
    participants = serializers.SerializerMethodField(help_text="Their pseudonyms.")

    def get_participants(self, suspicion: Any) -> list[str]:
        return list(suspicion.participants.order_by("pk").values_list("pseudonym", flat=True))


class ExclusionSerializer(serializers.Serializer):
    """A public decision that leaves the votes of some participants out."""

    number = serializers.IntegerField()
    participants = serializers.IntegerField(source="size", help_text="How many.")
    reason = serializers.CharField()
    handle = serializers.CharField(help_text="By which the public knows who decided.")
    decided_at = serializers.DateTimeField()
    reversed_at = serializers.DateTimeField(allow_null=True)
    reversal_reason = serializers.CharField()


class ExclusionInputSerializer(ReasonSerializer):
    """Those of a suspicion, or those named."""

    suspicion = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    pseudonyms = serializers.ListField(
        child=Text(max_length=60), required=False, allow_empty=False, max_length=1000
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("suspicion" in attrs) == ("pseudonyms" in attrs):
            raise serializers.ValidationError("Give a suspicion or pseudonyms, one of the two.")
        return attrs


class VerificationSerializer(serializers.Serializer):
    """A request to be verified in a stakeholder class."""

    id = serializers.IntegerField()
    participant = serializers.CharField(source="participant.pseudonym")
    stakeholder_class = serializers.CharField(source="stakeholder_class.slug")
    state = serializers.CharField(help_text="waiting, verified, declined or withdrawn.")
    statement = serializers.CharField()
    link = serializers.CharField()
    reason = serializers.CharField()
    domain = serializers.CharField(help_text="Of the rule that verified, if one did.")
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class VerificationInputSerializer(Input):
    statement = Text(max_length=2000, required=False, allow_blank=True)
    link = serializers.URLField(max_length=500, required=False, allow_blank=True)


class VerificationDecisionSerializer(Input):
    decision = Choice(choices=[(each, each) for each in ("verify", "decline", "revoke")])
    reason = Text(
        max_length=REASON,
        required=False,
        allow_blank=True,
        help_text="Told to the participant; needed to decline and to revoke.",
    )


class DomainRuleSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    domain = serializers.CharField()
    stakeholder_class = serializers.CharField(source="stakeholder_class.slug")


class DomainRuleInputSerializer(Input):
    domain = Text(max_length=253)
    stakeholder_class = Text(max_length=50)
