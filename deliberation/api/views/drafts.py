"""Drafts in their formats, what is known about them, and what changed between two."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from deliberation import actions, drafting
from deliberation.api import access
from deliberation.api.base import DefinitionView
from deliberation.api.conditional import unless_known
from deliberation.api.pagination import NewestFirst
from deliberation.api.renderers import DRAFT_RENDERERS
from deliberation.api.schema import (
    DRAFT_FORMATS,
    FORMAT_PARAMETER,
    VERSION_PARAMETER,
    answers,
    problems,
)
from deliberation.api.serializers.definitions import DraftSerializer
from deliberation.exchange import drafts as exports
from deliberation.models import Draft
from deliberation.permissions import Deed


class DraftListView(DefinitionView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="drafts_list",
        tags=["Drafts"],
        summary="The drafts of a definition, newest first",
        responses=answers(DraftSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """What is known about each; their texts are at `url`."""
        return self.page(access.drafts_of(self.definition), DraftSerializer)


class DraftView(DefinitionView):
    """The text of a draft. Its ETag is its content hash, with the format's name behind
    where the bytes are not the canonical ones."""

    renderer_classes = DRAFT_RENDERERS

    @extend_schema(
        operation_id="drafts_get",
        tags=["Drafts"],
        summary="A draft",
        parameters=[VERSION_PARAMETER, FORMAT_PARAMETER],
        responses=DRAFT_FORMATS
        | {304: OpenApiResponse(description="If-None-Match names what is here.")}
        | problems(404, 406, 412, 501, 503),
    )
    def get(self, request: Request, slug: str, version: str) -> HttpResponseBase:
        """JSON is the text of record, byte for byte: its SHA-256 is the draft's content hash
        and strong ETag. CSV is its tally. A published draft never changes. A PDF that is not
        made yet is a 503: ask again after Retry-After."""
        draft, name = self.draft(version), request.accepted_renderer.format
        headers = exports.headers(draft, name, is_moving=version == access.LATEST)
        if version == access.LATEST:
            headers["Content-Location"] = self._location(draft, name)
        return unless_known(request, headers, lambda: exports.FORMATS[name].write(draft))

    def _location(self, draft: Draft, name: str) -> str:
        at = reverse("api:draft", args=[self.definition.slug, draft.version])
        return at if name == "json" else f"{at}?format={name}"


class DraftStatusView(DefinitionView):
    @extend_schema(
        operation_id="drafts_status",
        tags=["Drafts"],
        summary="About a draft",
        parameters=[VERSION_PARAMETER],
        responses=answers(DraftSerializer, 404),
    )
    def get(self, request: Request, slug: str, version: str) -> Response:
        """What its text does not tell: whether it is published, its hash, its formats."""
        return Response(self.show(DraftSerializer, self.draft(version)))


class DraftDiffView(DefinitionView):
    @extend_schema(
        operation_id="drafts_diff",
        tags=["Drafts"],
        summary="What changed between two drafts",
        responses=answers(OpenApiTypes.OBJECT, 404),
    )
    def get(self, request: Request, slug: str, before: str, after: str) -> Response:
        """Clauses added, removed, reworded or changed in level, with the reasons."""
        changes: dict[str, Any] = drafting.compare(
            self.draft(before).content, self.draft(after).content
        )
        return Response(changes)


class PublicationView(DefinitionView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="drafts_publish",
        tags=["Drafts"],
        summary="Publish a draft",
        request=None,
        responses=answers(DraftSerializer, 401, 403, 404, 409),
    )
    def post(self, request: Request, slug: str, version: str) -> Response:
        """For stewards. A published draft is frozen for ever."""
        self.require(Deed.PUBLISH)
        draft = access.draft_by_version(self.definition, version)
        return Response(self.show(DraftSerializer, actions.publish_draft(draft=draft)))
