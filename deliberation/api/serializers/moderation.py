"""Decisions of moderation, flags, appeals and the policy, as JSON."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.actions import moderation
from deliberation.actions.moderation.public_log import KINDS as LOGGED_KINDS
from deliberation.api.fields import Choice, Input, Linked, Text
from deliberation.models import Appeal, Decision, Flag, Level, Reason
from deliberation.models.appeals import STATEMENT_LIMIT
from deliberation.models.definitions import REASON_LIMIT
from deliberation.models.moderation import NOTE_LIMIT
from deliberation.models.policies import POLICY_LIMIT
from deliberation.models.proposals import RATIONALE_LIMIT, WORDING_LIMIT

ON_PROPOSALS = (
    "accept", "reject", "hide", "lock", "restore", "remove",
    "accept-amendment", "reject-amendment",
)  # fmt: skip
ON_ARGUMENTS = ("hide", "restore", "remove")
LARGEST = 2**31 - 1
FLAG_KINDS = [(each.value, each.label) for each in Flag.KINDS]
WAITING_KINDS = [(each, each) for each in moderation.KINDS]


class AppealSerializer(serializers.Serializer):
    """What an author said against a decision, and what came of it."""

    kind = serializers.ChoiceField(choices=Appeal.Kind.choices)
    author = serializers.CharField(source="by.pseudonym")
    statement = serializers.CharField()
    at = serializers.DateTimeField()
    upheld = serializers.BooleanField(
        source="is_upheld", allow_null=True, help_text="null while it waits."
    )
    outcome = serializers.IntegerField(
        source="outcome.number", allow_null=True, default=None, help_text="The decision on it."
    )


class DecisionSerializer(Linked):
    """One entry of the public moderation log."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Decision.Kind.choices)
    told = serializers.SerializerMethodField(help_text="What was decided, in a sentence.")
    proposal = serializers.IntegerField(source="proposal.number")
    argument = serializers.IntegerField(source="argument.number", allow_null=True, default=None)
    into = serializers.IntegerField(
        source="into.number",
        allow_null=True,
        default=None,
        help_text="The survivor of a merge.",
    )
    asks_again = serializers.BooleanField()
    role = serializers.CharField()
    handle = serializers.CharField()
    reason = serializers.ChoiceField(choices=Reason.choices)
    note = serializers.CharField()
    at = serializers.DateTimeField()
    reversible = serializers.BooleanField(source="is_reversible")
    undoes = serializers.IntegerField(source="undoes.number", allow_null=True, default=None)
    undone_by = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_told(self, decision: Decision) -> str:
        return moderation.told(decision)

    def get_undone_by(self, decision: Decision) -> int | None:
        return decision.undone_by.number if decision.is_undone else None

    @extend_schema_field(AppealSerializer(allow_null=True))
    def get_appeal(self, decision: Decision) -> dict[str, Any] | None:
        appeal = getattr(decision, "appeal", None)
        return dict(AppealSerializer(appeal).data) if appeal is not None else None

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, decision: Decision) -> str:
        return self.link("decision", decision.definition.slug, decision.number)


class LoggedSerializer(Linked):
    """One entry of the public log, about a text or about how the definition is run."""

    kind = serializers.ChoiceField(choices=LOGGED_KINDS)
    key = serializers.CharField(help_text="The same each time.")
    number = serializers.IntegerField(
        allow_null=True, help_text="Of the decision, the ruleset or the exclusion."
    )
    told = serializers.CharField(help_text="What was decided, in a sentence.")
    note = serializers.CharField(help_text="Why.")
    role = serializers.CharField(help_text="Empty where it came by itself, as planned.")
    handle = serializers.CharField()
    at = serializers.DateTimeField()
    reversible = serializers.BooleanField(source="is_reversible")
    undone = serializers.BooleanField(source="is_undone")
    decision = serializers.SerializerMethodField(
        help_text="The decision in full, where it is about a proposal or an argument."
    )

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, entry: moderation.Logged) -> dict[str, Any] | None:
        if entry.decision is None:
            return None
        return dict(DecisionSerializer(entry.decision, context=self.context).data)


class LogFilterSerializer(serializers.Serializer):
    """Which entries to list."""

    kind = Choice(choices=LOGGED_KINDS, required=False)
    reason = Choice(choices=Reason.choices, required=False)
    proposal = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class DecisionFilterSerializer(serializers.Serializer):
    """Which decisions to list."""

    kind = Choice(choices=Decision.Kind.choices, required=False)
    reason = Choice(choices=Reason.choices, required=False)
    proposal = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class NoteInputSerializer(Input):
    note = Text(max_length=NOTE_LIMIT, help_text="Public.")


class _ReasonedSerializer(NoteInputSerializer):
    reason = Choice(choices=Reason.choices)


class ProposalDecisionInputSerializer(_ReasonedSerializer):
    deed = Choice(choices=[(each, each) for each in ON_PROPOSALS])


class ArgumentDecisionInputSerializer(_ReasonedSerializer):
    deed = Choice(choices=[(each, each) for each in ON_ARGUMENTS])


class WordingInputSerializer(Input):
    level = Choice(choices=Level.choices)
    requires = Text(max_length=20, help_text="The evidence level that it asks for.")
    wording = Text(max_length=WORDING_LIMIT)
    rationale = Text(max_length=RATIONALE_LIMIT, required=False, allow_blank=True)


class PartInputSerializer(WordingInputSerializer):
    criterion = Text(
        max_length=60, required=False, help_text="Without it, that of the split proposal."
    )


class SplitInputSerializer(NoteInputSerializer):
    parts = PartInputSerializer(many=True, help_text="Two.")

    def validate_parts(self, parts: list[dict[str, Any]]) -> tuple[moderation.Part, ...]:
        if len(parts) != 2:
            raise serializers.ValidationError("Give two parts.")
        return tuple(moderation.Part(**each) for each in parts)


class RewordInputSerializer(WordingInputSerializer, _ReasonedSerializer):
    substantive = serializers.BooleanField(
        source="is_substantive", help_text="Whether a new vote starts."
    )
    read = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text="Number of the revision that you started from.",
    )


class MergeInputSerializer(NoteInputSerializer):
    into = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="Number of the proposal that survives."
    )
    asks_again = serializers.BooleanField(
        required=False,
        help_text="Move no votes and ask those who voted again; needed where criterion, level"
        " or evidence differ.",
    )


class AppealInputSerializer(Input):
    statement = Text(max_length=STATEMENT_LIMIT, help_text="Public, under your pseudonym.")


class AppealOutcomeInputSerializer(NoteInputSerializer):
    upheld = serializers.BooleanField(source="is_upheld")


class FlagSerializer(Linked):
    """A flag, as whoever filed it and the moderators see it."""

    number = serializers.IntegerField(help_text="Of the receipt.")
    proposal = serializers.IntegerField(source="proposal.number")
    argument = serializers.IntegerField(source="argument.number", allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=Reason.choices)
    note = serializers.CharField()
    duplicate_of = serializers.IntegerField(
        source="duplicate_of.number", allow_null=True, default=None
    )
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=Flag.State.choices)
    decision = serializers.IntegerField(
        source="decision.number", allow_null=True, default=None, help_text="What came of it."
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, flag: Flag) -> str:
        return self.link("flag", flag.definition.slug, flag.number)


class FlagFilterSerializer(serializers.Serializer):
    state = Choice(choices=Flag.State.choices, required=False)


class FlagInputSerializer(Input):
    kind = Choice(choices=FLAG_KINDS)
    note = Text(
        max_length=NOTE_LIMIT, required=False, allow_blank=True, help_text="For the moderators."
    )
    duplicate_of = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text="Number of the proposal that says the same.",
    )


class FlagDecisionInputSerializer(NoteInputSerializer):
    deed = Choice(choices=[(each, each) for each in moderation.DEEDS])
    reason = Choice(
        choices=Reason.choices, required=False, help_text="Without it, the flag's kind."
    )


class WaitingSerializer(serializers.Serializer):
    """Something that waits for a moderator."""

    kind = serializers.ChoiceField(choices=WAITING_KINDS)
    since = serializers.DateTimeField()
    name = serializers.CharField()
    proposal = serializers.IntegerField(source="proposal.number")
    number = serializers.IntegerField(
        help_text="Of the proposal, of the flag, or of the decision that was appealed against."
    )
    unseen = serializers.BooleanField(
        source="is_urgent", help_text="Whether nobody else sees it until it is decided."
    )


class PolicySerializer(serializers.Serializer):
    """How a definition is moderated. text is empty where it goes by the site's own policy."""

    text = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    handle = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True, help_text="Why it is this version.")
    moderates_first = serializers.BooleanField(
        help_text="Whether new proposals and amendments wait, unseen, until they are accepted."
    )


class PolicyInputSerializer(Input):
    text = Text(max_length=POLICY_LIMIT, required=False)
    moderates_first = serializers.BooleanField(required=False)
    reason = Text(max_length=REASON_LIMIT, help_text="Anyone can read it.")
