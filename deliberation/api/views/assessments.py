"""Drafts and published definitions applied to AI systems."""

from typing import ClassVar

from django.http import HttpResponseBase
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation import drafting
from deliberation.actions.known import AnyText
from deliberation.actions.matrix import matrix
from deliberation.api import access
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.conditional import unless_known
from deliberation.api.pagination import ByIdCursorPagination, ByPosition
from deliberation.api.renderers import ASSESSMENT_RENDERERS, MATRIX_RENDERERS
from deliberation.api.schema import VERSION_PARAMETER, answers, problems
from deliberation.api.serializers.assessments import (
    AssessmentFilterSerializer,
    AssessmentSerializer,
    MatrixFilterSerializer,
    PublishedDefinitionDetailSerializer,
    PublishedDefinitionSerializer,
)
from deliberation.exchange import assessments, matrix_files
from deliberation.models import Draft, Phase, ReferenceDefinition

ONE_FORMAT = OpenApiParameter(
    "format", str, enum=list(assessments.FORMATS), description="Decides before the header Accept."
)
MATRIX_FORMAT = OpenApiParameter(
    "format", str, enum=list(matrix_files.FORMATS), description="Decides before the header Accept."
)
UNCHANGED = {304: OpenApiResponse(description="If-None-Match names what is here.")}
ONE_ANSWERS = {
    (200, each.media_type): OpenApiTypes.STR if each.name == "md" else OpenApiTypes.OBJECT
    for each in assessments.FORMATS.values()
} | UNCHANGED
MATRIX_ANSWERS = {
    (200, "application/json"): OpenApiTypes.OBJECT,
    (200, "text/csv"): OpenApiTypes.STR,
    (200, matrix_files.FORMATS["parquet"].media_type): OpenApiTypes.BINARY,
} | UNCHANGED


def _headers(text: AnyText, written: bytes, file: str) -> dict[str, str]:
    """What they say changes with what is known, so they are asked for again."""
    is_private = isinstance(text, Draft) and text.definition.phase == Phase.SETUP
    return {
        "ETag": f'"{drafting.content_hash(written)}"',
        "Cache-Control": "private, no-cache" if is_private else "no-cache",
        "Content-Disposition": f'inline; filename="{file}"',
    }


def _format_of(request: Request) -> str:
    return str(request.accepted_renderer.format)


class _TextView(ApiView):
    """Base of the views of what a text says. detail: the view of one system under it."""

    detail: ClassVar[str]

    @cached_property
    def text(self) -> AnyText:
        raise NotImplementedError


class _OfDraft(DefinitionView, _TextView):
    """The text is a draft."""

    detail = "draft-assessment"

    @cached_property
    def text(self) -> AnyText:
        return self.draft(self.kwargs["version"])


class _OfReference(_TextView):
    """The text is a definition that others published."""

    detail = "reference-assessment"

    @cached_property
    def text(self) -> AnyText:
        return access.reference_named(self.kwargs["reference"])


class _Listed(_TextView):
    """The systems under a text, one page after the other."""

    pagination_class = ByIdCursorPagination

    def listed(self) -> Response:
        wanted = self.read_query(AssessmentFilterSerializer)
        of_system = {
            name if name == "verdict" else f"system__{name}": value
            for name, value in wanted.items()
        }
        rows = self.text.assessments.select_related("system").filter(**of_system)
        return self.page(rows, AssessmentSerializer)


class _One(_TextView):
    """One system under a text, in the formats of `exchange.assessments`."""

    renderer_classes = ASSESSMENT_RENDERERS

    def one(self, request: Request, slug: str) -> HttpResponseBase:
        told = assessments.assessment(self.text, access.system_named(slug))
        name = _format_of(request)
        written = assessments.FORMATS[name].write(told)
        headers = _headers(self.text, written, assessments.file_name(told, name))
        return unless_known(request, headers, lambda: written)


class _All(_TextView):
    """All systems under a text, in the formats of `exchange.matrix_files`."""

    renderer_classes = MATRIX_RENDERERS

    def all(self, request: Request) -> HttpResponseBase:
        given = self.read_query(MatrixFilterSerializer)
        found = matrix(self.text, MatrixFilterSerializer.to_wanted(given))
        name = _format_of(request)
        written = matrix_files.FORMATS[name].write(found)
        headers = _headers(self.text, written, matrix_files.file_name(found, name))
        return unless_known(request, headers, lambda: written)


class DraftAssessmentListView(_Listed, _OfDraft):
    @extend_schema(
        operation_id="drafts_assessments",
        tags=["Assessments"],
        summary="The systems under a draft",
        parameters=[VERSION_PARAMETER, AssessmentFilterSerializer],
        responses=answers(AssessmentSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str, version: str) -> Response:
        """A verdict each, as it was last reckoned."""
        return self.listed()


class DraftAssessmentView(_One, _OfDraft):
    @extend_schema(
        operation_id="drafts_assessment",
        tags=["Assessments"],
        summary="One system under a draft",
        parameters=[VERSION_PARAMETER, ONE_FORMAT],
        responses=ONE_ANSWERS | problems(404, 406, 412),
    )
    def get(self, request: Request, slug: str, version: str, system: str) -> HttpResponseBase:
        """Clause by clause, with evidence, reasons and what it would take. `intoto` is an
        in-toto statement about what is known of the system, unsigned."""
        return self.one(request, system)


class DraftMatrixView(_All, _OfDraft):
    @extend_schema(
        operation_id="drafts_matrix",
        tags=["Assessments"],
        summary="All systems under a draft",
        parameters=[VERSION_PARAMETER, MATRIX_FORMAT, MatrixFilterSerializer],
        responses=MATRIX_ANSWERS | problems(400, 404, 406, 412, 501),
    )
    def get(self, request: Request, slug: str, version: str) -> HttpResponseBase:
        """Every result of every clause, as it was last reckoned."""
        return self.all(request)


class ReferenceListView(ApiView):
    pagination_class = ByPosition

    @extend_schema(
        operation_id="references_list",
        tags=["Assessments"],
        summary="Definitions that others published",
        responses=answers(PublishedDefinitionSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """Nobody votes on them here; systems are looked at under them beside a draft."""
        return self.page(ReferenceDefinition.objects.all(), PublishedDefinitionSerializer)


class ReferenceDetailView(_OfReference):
    @extend_schema(
        operation_id="references_get",
        tags=["Assessments"],
        summary="A definition that others published",
        responses=answers(PublishedDefinitionDetailSerializer, 404),
    )
    def get(self, request: Request, reference: str) -> Response:
        return Response(self.show(PublishedDefinitionDetailSerializer, self.text))


class ReferenceAssessmentListView(_Listed, _OfReference):
    @extend_schema(
        operation_id="references_assessments",
        tags=["Assessments"],
        summary="The systems under a published definition",
        parameters=[AssessmentFilterSerializer],
        responses=answers(AssessmentSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, reference: str) -> Response:
        """A verdict each, as it was last reckoned."""
        return self.listed()


class ReferenceAssessmentView(_One, _OfReference):
    @extend_schema(
        operation_id="references_assessment",
        tags=["Assessments"],
        summary="One system under a published definition",
        parameters=[ONE_FORMAT],
        responses=ONE_ANSWERS | problems(404, 406, 412),
    )
    def get(self, request: Request, reference: str, system: str) -> HttpResponseBase:
        """Clause by clause, with evidence, reasons and what it would take."""
        return self.one(request, system)


class ReferenceMatrixView(_All, _OfReference):
    @extend_schema(
        operation_id="references_matrix",
        tags=["Assessments"],
        summary="All systems under a published definition",
        parameters=[MATRIX_FORMAT, MatrixFilterSerializer],
        responses=MATRIX_ANSWERS | problems(400, 404, 406, 412, 501),
    )
    def get(self, request: Request, reference: str) -> HttpResponseBase:
        """Every result of every clause, as it was last reckoned."""
        return self.all(request)
