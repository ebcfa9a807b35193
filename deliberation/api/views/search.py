"""Searching, and finding proposals like a wording."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation import actions
from deliberation.actions.search import KINDS, QUERY_LIMIT, Found
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.fields import Choice, Linked, Text
from deliberation.api.schema import answers
from deliberation.models import Definition
from deliberation.models.proposals import WORDING_LIMIT


class SearchQuerySerializer(serializers.Serializer):
    q = Text(max_length=QUERY_LIMIT, help_text="Words, or their beginnings; all must be there.")
    kind = Choice(choices=list(KINDS), required=False, help_text="Without it all kinds.")


class HitSerializer(Linked):
    """Something found. `url` leads to it in this API; an argument's to the argument."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    definition = serializers.CharField()
    criterion = serializers.CharField(allow_null=True, help_text="null for an AI system.")
    number = serializers.CharField(
        allow_null=True, help_text="Of the proposal, argument or clause; else null."
    )
    text = serializers.CharField()
    url = serializers.URLField()


class SearchSerializer(serializers.Serializer):
    inexact = serializers.BooleanField(
        help_text="true: nothing has these words; what is listed is spelt alike."
    )
    results = HitSerializer(many=True)


class SimilarQuerySerializer(serializers.Serializer):
    wording = Text(max_length=WORDING_LIMIT)


class AlikeSerializer(serializers.Serializer):
    proposal = serializers.IntegerField(source="proposal.number")
    criterion = serializers.CharField(source="proposal.criterion.slug")
    wording = serializers.CharField(source="proposal.current.wording")
    likeness = serializers.IntegerField(help_text="0 to 100; from 85 on they say nearly the same.")


def _hit(kind: str, row: Any, link: Any) -> dict[str, Any]:
    match kind:
        case "criteria":
            definition, number, text = row.definition, None, row.criterion.question
            url = link("criterion", definition.slug, row.criterion.slug)
        case "proposals":
            definition, number, text = row.definition, row.number, row.current.wording
            url = link("proposal", definition.slug, row.number)
        case "arguments":
            definition, number = row.proposal.definition, row.number
            text = row.current.text
            url = link("argument", definition.slug, row.proposal.number, row.number)
        case "systems":
            definition, number, text = row.definition, None, row.told
            url = link("system", row.slug)
        case _:
            definition, number = row.draft.definition, row.number
            text = row.revision.wording
            url = link("draft", definition.slug, row.draft.version)
    about = row.proposal if kind == "arguments" else row
    criterion = None if kind == "systems" else about.criterion.slug
    return {
        "kind": kind,
        "definition": definition.slug,
        "criterion": criterion,
        "number": None if number is None else str(number),
        "text": text,
        "url": url,
    }


class SearchMixin:
    """What both searches share."""

    def answer(self, definitions: Any) -> Response:
        view: Any = self
        wanted = view.read_query(SearchQuerySerializer)
        kinds = (wanted["kind"],) if "kind" in wanted else tuple(KINDS)
        found = actions.search(definitions=definitions, query=wanted["q"], kinds=kinds)
        link = HitSerializer(context={"request": view.request}).link
        hits = [_hit(kind, row, link) for kind, each in found.items() for row in each.rows]
        shown = {"inexact": _is_inexact(found), "results": hits}
        return Response(view.show(SearchSerializer, shown))


def _is_inexact(found: dict[str, Found]) -> bool:
    return any(each.is_inexact and each.rows for each in found.values())


class SearchView(SearchMixin, ApiView):
    @extend_schema(
        operation_id="search",
        tags=["Search"],
        summary="Search all definitions",
        parameters=[SearchQuerySerializer],
        responses=answers(SearchSerializer, 400),
    )
    def get(self, request: Request) -> Response:
        """At most 100 of a kind, best first."""
        return self.answer(Definition.objects.visible_to(request.user))


class DefinitionSearchView(SearchMixin, DefinitionView):
    @extend_schema(
        operation_id="search_definition",
        tags=["Search"],
        summary="Search one definition",
        parameters=[SearchQuerySerializer],
        responses=answers(SearchSerializer, 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """At most 100 of a kind, best first."""
        return self.answer(Definition.objects.filter(pk=self.definition.pk))


class SimilarView(DefinitionView):
    @extend_schema(
        operation_id="proposals_similar",
        tags=["Proposals"],
        summary="Proposals like a wording",
        parameters=[SimilarQuerySerializer],
        responses=answers(AlikeSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """At most 5, the likest first: to vote on one of them instead of proposing it again."""
        wording = self.read_query(SimilarQuerySerializer)["wording"]
        alike = actions.similar_proposals(definition=self.definition, wording=wording)
        return Response(AlikeSerializer(alike, many=True).data)
