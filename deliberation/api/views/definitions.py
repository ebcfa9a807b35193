"""Definitions and the criteria they use."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api import access, present
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.pagination import ByIdCursorPagination, ByPosition
from deliberation.api.schema import answers
from deliberation.api.serializers.definitions import CriterionSerializer, DefinitionSerializer
from deliberation.models import Definition


class DefinitionListView(ApiView):
    pagination_class = ByIdCursorPagination

    @extend_schema(
        operation_id="definitions_list",
        tags=["Definitions"],
        summary="All definitions",
        responses=answers(DefinitionSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """Those that you may see, in the order in which they were opened."""
        visible = Definition.objects.visible_to(request.user)
        return self.page(visible, DefinitionSerializer, present.with_state)


class DefinitionDetailView(DefinitionView):
    @extend_schema(
        operation_id="definitions_get",
        tags=["Definitions"],
        summary="One definition",
        responses=answers(DefinitionSerializer, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Its phase, what was last counted, and its latest draft."""
        (definition,) = present.with_state([self.definition])
        return Response(self.show(DefinitionSerializer, definition))


class CriterionListView(DefinitionView):
    pagination_class = ByPosition

    @extend_schema(
        operation_id="criteria_list",
        tags=["Criteria"],
        summary="The criteria that a definition uses",
        responses=answers(CriterionSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """In the definition's order."""
        return self.page(
            present.with_counts(self.definition.criterion_uses.all()), CriterionSerializer
        )


class CriterionDetailView(DefinitionView):
    @extend_schema(
        operation_id="criteria_get",
        tags=["Criteria"],
        summary="One criterion",
        responses=answers(CriterionSerializer, 404),
    )
    def get(self, request: Request, slug: str, criterion: str) -> Response:
        """With its evidence scale, and where others ask the same."""
        uses = present.with_counts(self.definition.criterion_uses.all())
        use = access.criterion_use_of(self.definition, uses, criterion)
        return Response(self.show(CriterionSerializer, use))
