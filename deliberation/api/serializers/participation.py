"""Taking part in a definition, as JSON."""

from typing import Any

from rest_framework import serializers

from deliberation.api.fields import Input, Text


class ParticipationSerializer(serializers.Serializer):
    """Oneself inside a definition."""

    definition = serializers.CharField(source="definition.slug")
    pseudonym = serializers.CharField()
    stakeholder_class = serializers.CharField(source="stakeholder_class.slug", allow_null=True)
    verified = serializers.SerializerMethodField(help_text="Whether a steward checked the class.")
    joined_at = serializers.DateTimeField()

    def get_verified(self, participant: Any) -> bool:
        return participant.class_verified_at is not None


class ParticipationInputSerializer(Input):
    pseudonym = Text(max_length=60)
    stakeholder_class = Text(
        source="class_slug",
        max_length=50,
        allow_blank=True,
        help_text="Empty in a definition without classes.",
    )
    invitation = Text(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text="The token of an invitation, where one is needed.",
    )


class ClassInputSerializer(Input):
    stakeholder_class = Text(source="class_slug", max_length=50)
