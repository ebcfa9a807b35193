"""What is read and shown of admission and invitations."""

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text
from deliberation.models import Admission
from deliberation.models.definitions import REASON_LIMIT


class AdmissionSerializer(serializers.Serializer):
    admission = serializers.ChoiceField(choices=Admission.choices)


class AdmissionInputSerializer(Input):
    admission = Choice(choices=Admission.choices)
    reason = Text(max_length=REASON_LIMIT, help_text="Anyone can read it.")


class InvitationSerializer(serializers.Serializer):
    """A way in. email is empty for a link."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    uses = serializers.IntegerField()
    most_uses = serializers.IntegerField(allow_null=True, help_text="null: any number.")
    usable = serializers.BooleanField(source="is_usable")
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class InvitedSerializer(InvitationSerializer):
    token = serializers.CharField(help_text="For `invitation` when joining; stored nowhere.")


class InvitationInputSerializer(Input):
    email = serializers.EmailField(required=False, allow_blank=True)
    most_uses = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=100_000
    )
