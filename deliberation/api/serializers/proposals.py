"""Proposals and votes on them, as JSON."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Linked, Text
from deliberation.models import (
    Event,
    Level,
    Proposal,
    Tally,
)
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT

VALUES = {"agree": 1, "pass": 0, "disagree": -1}
NAMES = {value: name for name, value in VALUES.items()}
ANY = "any"


class CellSerializer(serializers.Serializer):
    """Support among all, in one opinion group or in one stakeholder class."""

    kind = serializers.ChoiceField(choices=["all", "group", "class"])
    key = serializers.CharField()
    title = serializers.CharField()
    agrees = serializers.IntegerField()
    disagrees = serializers.IntegerField()
    passes = serializers.IntegerField()
    votes = serializers.IntegerField()
    share = serializers.FloatField(help_text="Smoothed share that agrees, (A + 1) / (N + 2).")
    low = serializers.FloatField(help_text="Lower end of the Wilson interval.")
    high = serializers.FloatField()
    needed = serializers.FloatField()
    verified = serializers.IntegerField(
        help_text="Of the votes, those by participants whose stakeholder class is verified."
    )


@extend_schema_field(CellSerializer(many=True))
class CellsField(serializers.JSONField):
    pass


class TallySerializer(serializers.Serializer):
    """The votes on one revision, at one position of the log."""

    revision = serializers.IntegerField(source="revision.number")
    watermark = serializers.IntegerField(source="aggregate.watermark")
    agrees = serializers.IntegerField()
    disagrees = serializers.IntegerField()
    passes = serializers.IntegerField()
    cells = CellsField()


class StepSerializer(serializers.Serializer):
    """One step of the decision on a proposal."""

    rule = serializers.CharField()
    met = serializers.BooleanField(allow_null=True, help_text="null: it tells a fact.")
    text = serializers.CharField()
    facts = serializers.DictField()


@extend_schema_field(StepSerializer(many=True))
class TraceField(serializers.JSONField):
    pass


class ProposalSerializer(Linked):
    """A candidate clause. What the last aggregation found of it is null before the first."""

    number = serializers.IntegerField()
    criterion = serializers.CharField(source="criterion.slug")
    level = serializers.ChoiceField(choices=Level.choices, source="current.level")
    requires = serializers.CharField(source="current.requires")
    wording = serializers.CharField(source="current.wording")
    rationale = serializers.CharField(source="current.rationale")
    revision = serializers.IntegerField(
        source="current.number", help_text="The revision whose wording is shown."
    )
    vote_revision = serializers.IntegerField(
        source="voted.number", help_text="The revision that votes are cast on."
    )
    moderation = serializers.ChoiceField(choices=Proposal.Moderation.choices)
    closed = serializers.BooleanField(source="is_closed")
    takes_votes = serializers.BooleanField()
    author = serializers.CharField(source="author.pseudonym", allow_null=True)
    origin = serializers.ChoiceField(choices=Proposal.Origin.choices)
    variant_of = serializers.IntegerField(
        source="variant_of.number",
        allow_null=True,
        help_text="The proposal whose wording this one started from.",
    )
    split_from = serializers.IntegerField(
        source="split_from.number",
        allow_null=True,
        default=None,
        help_text="The proposal that said this and something else.",
    )
    parts = serializers.ListField(
        child=serializers.IntegerField(),
        source="part_numbers",
        help_text="The proposals that moderation split it into.",
    )
    merged_into = serializers.IntegerField(
        source="merged_into.number",
        allow_null=True,
        default=None,
        help_text="The proposal that stands for this one too.",
    )
    merged = serializers.ListField(
        child=serializers.IntegerField(),
        source="merged_numbers",
        help_text="The proposals that it stands for too.",
    )
    created_at = serializers.DateTimeField()
    status = serializers.ChoiceField(
        choices=Tally.Status.choices, source="tally.status", allow_null=True
    )
    score = serializers.FloatField(
        source="tally.score",
        allow_null=True,
        help_text="Its lowest Wilson lower bound over the cells that count.",
    )
    consensus = serializers.FloatField(
        source="tally.consensus", allow_null=True, help_text="Group-informed consensus for it."
    )
    trace = TraceField(source="tally.trace", allow_null=True)
    tally = TallySerializer(allow_null=True)
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, proposal: Proposal) -> str:
        return self.link("proposal", proposal.definition.slug, proposal.number)


class ProposalFilterSerializer(serializers.Serializer):
    """Which proposals to list."""

    criterion = Text(
        required=False, max_length=60, help_text="Those for the criterion with this slug."
    )
    status = Choice(
        choices=Tally.Status.choices,
        required=False,
        help_text="Those that the last aggregation found so.",
    )
    moderation = Choice(
        choices=[*Proposal.Moderation.choices, (ANY, "whatever it is")],
        required=False,
        help_text="Without it those that count: not set aside, and not waiting.",
    )


class ClauseInputSerializer(Input):
    """What proposals and amendments have in common."""

    level = Choice(choices=Level.choices)
    requires = Text(max_length=20, help_text="The evidence level that it asks for.")
    wording = Text(max_length=WORDING_LIMIT, help_text="One sentence with the level in capitals.")
    rationale = Text(max_length=RATIONALE_LIMIT, required=False, allow_blank=True)
    idempotency_key = serializers.UUIDField(
        required=False,
        help_text="Of your making. Sent again by the same participant, it answers with what was"
        " published the first time.",
    )


class ProposalInputSerializer(ClauseInputSerializer):
    criterion = Text(source="criterion_slug", max_length=60)
    variant_of = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="Number of the proposal of this criterion that the wording starts from.",
    )

    def get_fields(self) -> dict[str, Any]:
        """The criterion first, also when errors are told."""
        fields = super().get_fields()
        return {"criterion": fields.pop("criterion"), **fields}


class RevisionInputSerializer(ClauseInputSerializer):
    substantive = serializers.BooleanField(
        source="is_substantive",
        help_text="true starts a new vote; false keeps the votes, and the meaning.",
    )
    revision = serializers.IntegerField(
        source="read",
        min_value=1,
        max_value=32_767,
        help_text="The revision you read. If another one is current by now, the answer is 409.",
    )


class VoteInputSerializer(Input):
    value = Choice(choices=list(VALUES))
    revision = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=32_767,
        help_text="The vote_revision you read. If another one bears the votes by now, the answer"
        " is 409 and nothing is recorded.",
    )

    def validate_value(self, name: str) -> int:
        return VALUES[name]


class VoteSerializer(serializers.Serializer):
    """One's own vote on a proposal, as it stands."""

    value = serializers.ChoiceField(
        choices=list(VALUES), allow_null=True, help_text="null: no vote stands."
    )
    revision = serializers.IntegerField(help_text="The revision that it was cast on.")
    at = serializers.DateTimeField(allow_null=True)
    position = serializers.IntegerField(
        allow_null=True, help_text="In the log; null while it waits for the next aggregation."
    )
    new = serializers.BooleanField(help_text="Whether this request added it to the log.")


class OwnVoteSerializer(serializers.Serializer):
    """One of one's own votes that stand. Takes events as `EventQuerySet.present` gives them."""

    proposal = serializers.IntegerField(source="number")
    revision = serializers.IntegerField(source="revision_number")
    cast_on = serializers.IntegerField(
        source="merged_from.number",
        allow_null=True,
        default=None,
        help_text="The merged proposal that the vote was cast on; null for most.",
    )
    value = serializers.SerializerMethodField(method_name="word_of")
    at = serializers.DateTimeField()
    position = serializers.IntegerField(
        allow_null=True, help_text="In the log; null while it waits for the next aggregation."
    )

    @extend_schema_field(serializers.ChoiceField(choices=list(VALUES)))
    def word_of(self, event: Event) -> str:
        return NAMES[event.value or 0]


def vote_shown(vote: Event | None, revision: int, *, is_new: bool = False) -> dict[str, Any]:
    """A vote event, or that none stands on this revision, for VoteSerializer."""
    if vote is None or vote.value is None:
        return {"value": None, "revision": revision, "at": None, "position": None, "new": False}
    return {
        "value": NAMES[vote.value],
        "revision": revision,
        "at": vote.at,
        "position": vote.position,
        "new": is_new,
    }
