"""What is read and shown of roles, schedules, rulesets, ratification and whole definitions."""

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text
from deliberation.models import Role

REASON_LIMIT = 500


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
