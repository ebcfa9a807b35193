"""What goes in and out about lists of invitations, announcements, e-mails and accounts."""

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text


class RejectedRowSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Of the line, from 1.")
    text = serializers.CharField()
    reason = serializers.CharField()


class InvitationListSerializer(serializers.Serializer):
    """Addresses invited together, and how far the sending is."""

    id = serializers.IntegerField(source="list.pk")
    name = serializers.CharField(source="list.name")
    rows = serializers.IntegerField(source="list.rows")
    rejected = RejectedRowSerializer(source="list.rejected", many=True)
    invited = serializers.IntegerField(source="total")
    sent = serializers.IntegerField()
    failed = serializers.IntegerField()
    used = serializers.IntegerField()
    created_at = serializers.DateTimeField(source="list.created_at")


class InvitationListInputSerializer(Input):
    name = Text(max_length=120, required=False, default="")
    csv = Text(max_length=1_000_000, trim_whitespace=False, help_text="The text of the file.")


class AnnouncementSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    subject = serializers.CharField()
    text = serializers.CharField()
    announced_at = serializers.DateTimeField()


class AnnouncementInputSerializer(Input):
    subject = Text(max_length=150)
    text = Text(max_length=10_000)


class SentMailSerializer(serializers.Serializer):
    """What became of an e-mail. Its text is not kept."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    to = serializers.SerializerMethodField(help_text="null where it went to a user of the site.")
    subject = serializers.CharField()
    tries = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    failed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Of the last failure.")

    def get_to(self, mail: object) -> str | None:
        address: str = mail.to  # type: ignore[attr-defined]
        return None if mail.user_id else address  # type: ignore[attr-defined]


class AccountDeletionSerializer(Input):
    votes = Choice(
        choices=[("keep", "keep"), ("withdraw", "withdraw")],
        help_text="What becomes of votes that no published draft has counted.",
    )
    email = serializers.EmailField(help_text="Yours, to confirm.")
