"""What goes in and out about texts that are not published yet."""

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text
from deliberation.models import UnfinishedProposal
from deliberation.models.unfinished import KEPT_LIMIT

KINDS = [(value, value) for value in UnfinishedProposal.Kind.values]


class UnfinishedSerializer(serializers.Serializer):
    """What you are writing. Nobody else sees it."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=KINDS)
    criterion = serializers.CharField(source="criterion.slug")
    proposal = serializers.IntegerField(
        source="proposal.number", default=None, help_text="The one that is amended or varied."
    )
    level = serializers.CharField()
    requires = serializers.CharField()
    wording = serializers.CharField()
    rationale = serializers.CharField()
    updated_at = serializers.DateTimeField()
    idempotency_key = serializers.UUIDField(help_text="Publish with it, and it is forgotten here.")


class UnfinishedInputSerializer(Input):
    """As far as it is written: what cannot be a clause yet can be kept all the same."""

    kind = Choice(choices=KINDS)
    criterion = Text(
        max_length=60, required=False, help_text="For a new proposal, the slug of its criterion."
    )
    proposal = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="For a variant or an amendment, the number of the proposal.",
    )
    level = Text(max_length=20, required=False, allow_blank=True)
    requires = Text(max_length=20, required=False, allow_blank=True)
    wording = Text(max_length=KEPT_LIMIT, required=False, allow_blank=True)
    rationale = Text(max_length=KEPT_LIMIT, required=False, allow_blank=True)
    idempotency_key = serializers.UUIDField(
        help_text="Of your making; publish with the same one, and what is kept is forgotten."
    )

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        wanted = "criterion" if attrs["kind"] == "proposal" else "proposal"
        if wanted not in attrs:
            raise serializers.ValidationError({wanted: f"Needed for this kind: {attrs['kind']}."})
        return attrs
