"""The way around: an index, the kinds of problems, the schema and its pages."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from deliberation.api.base import ApiView
from deliberation.api.problems import known_refusals, title_of, type_of
from deliberation.api.schema import document
from deliberation.api.serializers.problems import ProblemKindSerializer

DOORS = ("definitions", "problems", "schema", "docs")
# The page's template holds a style element; its scripts are all files of ours.
DOCS_CSP: dict[str, Any] = {
    **settings.SECURE_CSP,
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}


class IndexView(ApiView):
    @extend_schema(
        operation_id="index",
        tags=["Service"],
        summary="Where to start",
        responses={
            200: inline_serializer("Index", {name: serializers.URLField() for name in DOORS})
        },
    )
    def get(self, request: Request) -> Response:
        """The addresses that the others follow from."""
        return Response({name: reverse(f"api:{name}", request=request) for name in DOORS})


class ProblemListView(ApiView):
    @extend_schema(
        operation_id="problems_list",
        tags=["Service"],
        summary="The kinds of problems",
        responses={200: ProblemKindSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """Each `code` that a problem can have, and what it says."""
        return Response(
            [
                {
                    "type": type_of(kind.code),
                    "code": kind.code,
                    "title": title_of(kind.code),
                    "status": kind.status,
                    "sentence": kind.sentence,
                }
                for kind in known_refusals()
            ]
        )


class SchemaView(ApiView):
    """The OpenAPI document, as YAML or JSON."""

    renderer_classes = SpectacularAPIView.renderer_classes

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())


@method_decorator(csp_override(DOCS_CSP), name="dispatch")
class DocsView(ApiView, SpectacularSwaggerSplitView):
    """Swagger UI from local files."""

    url_name = "api:schema"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        return answer
