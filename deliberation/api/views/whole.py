"""Definitions as data: taken out whole, and cloned."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions, permissions
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.refusals import BodyTooLarge
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.governance import (
    ClonedSerializer,
    CloneInputSerializer,
    ImportedSerializer,
    ImportQuerySerializer,
)
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


class LinesParser(BaseParser):
    """Lines of JSON, as an export has them; not read yet."""

    media_type = "application/x-ndjson"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.IMPORT_MEGABYTES * 1024 * 1024
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise BodyTooLarge(limit=limit)
        return BytesIO(content)


class ImportView(ApiView):
    permission_classes = (IsAuthenticated,)
    parser_classes = (LinesParser,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="definitions_import",
        tags=["Governance"],
        summary="Bring a whole definition in",
        parameters=[ImportQuerySerializer],
        request={"application/x-ndjson": OpenApiTypes.STR},
        responses=answers(ImportedSerializer, 400, 401, 403, 413, 415)
        | answers(ImportedSerializer, status=201),
    )
    def post(self, request: Request) -> Response:
        """For site administrators, who become stewards of it. With `preview` nothing is stored:
        the answer says what the file holds, or why it cannot be brought in."""
        permissions.require_opening(self.account)
        file: Any = request.data
        if self.read_query(ImportQuerySerializer)["preview"]:
            return Response(ImportedSerializer(whole.look(file)).data)
        looked = whole.bring_for(self.account, file)
        return Response(ImportedSerializer(looked).data, HTTP_201_CREATED)


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
