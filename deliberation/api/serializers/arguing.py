"""Arguments and endorsements, as JSON."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Linked, Text
from deliberation.models import Argument, Side
from deliberation.models.arguments import ARGUMENT_LIMIT


class ArgumentSerializer(Linked):
    """One short reason for or against a proposal."""

    number = serializers.IntegerField(help_text="Within its proposal.")
    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField(source="current.text")
    revision = serializers.IntegerField(
        source="current.number", help_text="The wording that is shown; an edit adds one."
    )
    about_revision = serializers.IntegerField(
        source="about.number", help_text="The revision of the proposal that it argues about."
    )
    author = serializers.CharField(source="author.pseudonym")
    stakeholder_class = serializers.CharField(
        source="author.stakeholder_class.slug", allow_null=True, default=None
    )
    endorsements = serializers.IntegerField(source="endorsed", help_text="How many endorse it.")
    reach = serializers.FloatField(
        help_text="How widely it is endorsed: the sum of √endorsements over stakeholder classes,"
        " guests left out. The first of each side has the highest."
    )
    endorsed_by_you = serializers.BooleanField(source="is_endorsed")
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    hidden = serializers.BooleanField(
        source="is_hidden",
        help_text="By moderation; the text is empty but for its author and moderators.",
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, argument: Argument) -> str:
        proposal = argument.proposal
        return self.link("argument", proposal.definition.slug, proposal.number, argument.number)


class ArgumentWordingSerializer(serializers.Serializer):
    """One wording of an argument."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class ArgumentDetailSerializer(ArgumentSerializer):
    """An argument with its history."""

    revisions = serializers.SerializerMethodField()

    @extend_schema_field(ArgumentWordingSerializer(many=True))
    def get_revisions(self, argument: Argument) -> list[dict[str, object]]:
        """None where the words are hidden from the caller."""
        is_read = bool(argument.current and argument.current.text)
        shown = argument.revisions.all() if is_read else []
        return [dict(ArgumentWordingSerializer(each).data) for each in shown]


class ArgumentFilterSerializer(serializers.Serializer):
    """Which arguments to list."""

    side = Choice(choices=Side.choices, required=False, help_text="Those of one side.")


class ArgumentInputSerializer(Input):
    side = Choice(choices=Side.choices)
    text = Text(max_length=ARGUMENT_LIMIT, help_text="One reason, one paragraph.")
    revision = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=32_767,
        help_text="The vote_revision you read. If another one stands by now, the answer is 409"
        " and nothing is published.",
    )


class ArgumentEditSerializer(Input):
    text = Text(max_length=ARGUMENT_LIMIT)


class EndorsementInputSerializer(Input):
    revision = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=32_767,
        help_text="The wording you read. If another one stands by now, the answer is 409.",
    )
