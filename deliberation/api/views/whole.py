"""Definitions as data: taken out whole, and cloned."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.schema import answers, problems
from deliberation.api.serializers_governance import ClonedSerializer, CloneInputSerializer
from deliberation.exchange import whole
from deliberation.models import User
from deliberation.permissions import Deed


class WholeExportView(DefinitionView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="definition_export",
        tags=["Governance"],
        summary="A whole definition as one file",
        responses={(200, "application/x-ndjson"): OpenApiTypes.STR} | problems(401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """For stewards and observers. Lines of JSON, under pseudonyms alone; another installation
        brings it in with import_definition."""
        self.require(Deed.EXPORT)
        return StreamingHttpResponse(
            whole.lines(self.definition), content_type="application/x-ndjson"
        )


class CloneView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="definition_clone",
        tags=["Governance"],
        summary="Clone a definition",
        request=CloneInputSerializer,
        responses=answers(ClonedSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. Settings, criteria and open proposals, no person and no vote; whoever
        clones becomes the steward."""
        self.require(Deed.CLONE)
        assert isinstance(request.user, User)
        clone = actions.clone_definition(
            definition=self.definition, by=request.user, **self.read(CloneInputSerializer)
        )
        return Response(self.show(ClonedSerializer, clone), HTTP_201_CREATED)
