"""The report on a draft: what the votes said when it was cut."""

from typing import Any, Final

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from deliberation import actions, drafting
from deliberation.api.base import DefinitionView
from deliberation.api.conditional import unless_known
from deliberation.api.refusals import ReportNotKept
from deliberation.api.renderers import REPORT_RENDERERS
from deliberation.api.schema import VERSION_PARAMETER, problems
from deliberation.drafting import render_report
from deliberation.exchange import drafts as exports
from deliberation.models import Draft


def _as_json(draft: Draft, told: dict[str, Any]) -> bytes:
    known = {
        "version": draft.version,
        "status": draft.status,
        "content_hash": draft.content_hash,
    }
    written: bytes = drafting.canonical(told | known)
    return written


def _as_markdown(draft: Draft, told: dict[str, Any]) -> bytes:
    written: str = render_report.markdown(told, draft.content, draft.content_hash)
    return written.encode()


WRITTEN: Final = {"json": _as_json, "md": _as_markdown}


class DraftReportView(DefinitionView):
    renderer_classes = REPORT_RENDERERS

    @extend_schema(
        operation_id="drafts_report",
        tags=["Drafts"],
        summary="The report on a draft",
        parameters=[
            VERSION_PARAMETER,
            OpenApiParameter(
                "format", str, enum=["json", "md"], description="Decides before the header Accept."
            ),
        ],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/markdown"): OpenApiTypes.STR,
            304: OpenApiResponse(description="If-None-Match names what is here."),
        }
        | problems(404, 406, 412),
    )
    def get(self, request: Request, slug: str, version: str) -> HttpResponseBase:
        """Who took part, the groups and what tells them apart, what all agree on, what
        divides, and what it would take to settle the undecided. Proposals that moderation
        rejected later are left out."""
        draft = self.draft(version)
        if not draft.report:
            raise ReportNotKept(version=draft.version)
        told, _closed = actions.as_public(self.definition, draft.report)
        name = str(request.accepted_renderer.format)
        written = WRITTEN[name](draft, told)
        file = f"{self.definition.slug}-{draft.version}-report.{name}"
        headers = {
            "ETag": f'"{drafting.content_hash(written)}"',
            # Moderation can take something out of it, so it is asked for again.
            "Cache-Control": exports.cache_control(draft, is_moving=True),
            "Content-Disposition": f'inline; filename="{file}"',
            "Content-Language": draft.definition.language,
        }
        return unless_known(request, headers, lambda: written)
