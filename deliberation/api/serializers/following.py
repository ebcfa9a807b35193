"""What goes in and out about following."""

from typing import Any

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Linked
from deliberation.models import Follow, Frequency

FREQUENCIES = [(value, value) for value in Frequency.values]


class FollowSerializer(Linked):
    """That you follow a definition, a criterion in it, or a proposal."""

    definition = serializers.CharField(source="within.slug")
    criterion = serializers.SerializerMethodField(help_text="null: not a criterion.")
    proposal = serializers.SerializerMethodField(help_text="null: not a proposal.")
    frequency = serializers.SerializerMethodField(help_text="null: as chosen for all.")
    since = serializers.DateTimeField(source="created_at")
    url = serializers.SerializerMethodField(help_text="Of what is followed.")

    def get_criterion(self, follow: Follow) -> str | None:
        return follow.use.criterion.slug if follow.use else None

    def get_proposal(self, follow: Follow) -> int | None:
        return follow.proposal.number if follow.proposal else None

    def get_frequency(self, follow: Follow) -> str | None:
        return follow.frequency or None

    def get_url(self, follow: Follow) -> str:
        slug = follow.within.slug
        if follow.proposal:
            return self.link("proposal", slug, follow.proposal.number)
        if follow.use:
            return self.link("criterion", slug, follow.use.criterion.slug)
        return self.link("definition", slug)


class FollowsSerializer(serializers.Serializer):
    """All that you follow."""

    digest = serializers.ChoiceField(choices=FREQUENCIES, help_text="How often, for all.")
    follows = FollowSerializer(many=True)


class DigestInputSerializer(Input):
    digest = Choice(source="frequency", choices=FREQUENCIES)


class FollowInputSerializer(Input):
    frequency = Choice(
        choices=FREQUENCIES,
        required=False,
        allow_null=True,
        help_text="null: as chosen for all. Left out: as it is.",
    )

    def validate_frequency(self, given: Any) -> str:
        return given or ""
