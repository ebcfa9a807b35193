"""Texts applied to AI systems, and the definitions that others published, as JSON."""

from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.actions.matrix import RESULTS, Wanted
from deliberation.api.fields import Choice, Linked, Text
from deliberation.exchange.matrix_files import RESULT_OF
from deliberation.models import Assessment, ReferenceDefinition
from deliberation.models.assessments import Verdict

VERDICTS: Final = Verdict.choices


class PublishedClauseSerializer(serializers.Serializer):
    """A requirement in our words, with the section that it restates."""

    number = serializers.IntegerField()
    criterion = serializers.CharField(source="criterion.slug")
    level = serializers.CharField()
    requires = serializers.CharField()
    wording = serializers.CharField()
    section = serializers.CharField()
    basis = serializers.CharField(help_text="text: the source says so. reading: a reading of it.")


class PublishedDefinitionSerializer(Linked):
    """A definition that others published, as clauses to look at systems under."""

    slug = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()
    summary = serializers.CharField()
    source = serializers.DictField()  # type: ignore[assignment]  # a field, not the base's
    limits = serializers.ListField(
        child=serializers.CharField(), help_text="What the clauses cannot express."
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, reference: ReferenceDefinition) -> str:
        return self.link("reference", reference.slug)


class PublishedDefinitionDetailSerializer(PublishedDefinitionSerializer):
    """The same, with its clauses."""

    clauses = PublishedClauseSerializer(many=True, source="clauses.all")


class AssessmentSerializer(Linked):
    """What a text says of a system, as it was last reckoned."""

    system = serializers.CharField(source="system.slug")
    name = serializers.CharField(source="system.name")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    on_other_terms = serializers.BooleanField(help_text="It would meet it under other terms.")
    changes = serializers.IntegerField(help_text="How many changes it is away.")
    should_passed = serializers.IntegerField()
    should_clauses = serializers.IntegerField()
    results = serializers.SerializerMethodField(help_text="In the order of the text's clauses.")
    up_to_date = serializers.SerializerMethodField(
        help_text="false: something that it rests on has changed, and a worker is asked."
    )
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(RESULTS))))
    def get_results(self, assessment: Assessment) -> list[str]:
        return [RESULT_OF[letter] for letter in assessment.results]

    def get_up_to_date(self, assessment: Assessment) -> bool:
        return assessment.evidence_state == assessment.system.evidence_state

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, assessment: Assessment) -> str:
        view, text = self.context["view"], assessment.system.slug
        return self.link(view.detail, *view.kwargs.values(), text)


class AssessmentFilterSerializer(serializers.Serializer):
    """Which systems to list."""

    verdict = Choice(choices=VERDICTS, required=False)
    developer = Text(max_length=120, required=False)
    kind = Text(max_length=60, required=False)


class MatrixFilterSerializer(serializers.Serializer):
    """Which systems, in which order."""

    q = Text(max_length=120, required=False, help_text="Part of a name or of a developer's.")
    developer = Text(max_length=120, required=False)
    kind = Text(max_length=60, required=False)
    verdict = Choice(choices=VERDICTS, required=False)
    licence = Text(
        max_length=60, required=False, help_text="Of the weights: a key, or how open it is."
    )
    criterion = Text(max_length=60, required=False)
    result = Choice(choices=list(RESULTS), required=False, help_text="On the criterion.")
    order = Text(
        max_length=61,
        required=False,
        help_text="name, developer, released, verdict, changes, should, or a criterion; with a"
        " minus before it the other way round.",
    )

    @staticmethod
    def to_wanted(given: dict[str, Any]) -> Wanted:
        rest = {name: value for name, value in given.items() if name != "q"}
        return Wanted(words=given.get("q", ""), **rest)
