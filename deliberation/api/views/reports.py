"""The report on a draft: what the votes said when it was cut."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation import actions, drafting
from deliberation.api.base import DefinitionView
from deliberation.api.refusals import ReportNotKept
from deliberation.api.schema import VERSION_PARAMETER, problems
from deliberation.drafting import render_report
from deliberation.models import Draft


@dataclass(frozen=True)
class Report:
    """told: the report as the public may read it now."""

    draft: Draft
    told: dict[str, Any]


class ReportJsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Report, *_of_the_request: Any) -> bytes:
        known = {
            "version": data.draft.version,
            "status": data.draft.status,
            "content_hash": data.draft.content_hash,
        }
        written: bytes = drafting.canonical(data.told | known)
        return written


class ReportMarkdownRenderer(BaseRenderer):
    media_type = "text/markdown"
    format = "md"

    def render(self, data: Report, *_of_the_request: Any) -> str:
        return render_report.markdown(data.told, data.draft.content, data.draft.content_hash)


class DraftReportView(DefinitionView):
    renderer_classes = (ReportJsonRenderer, ReportMarkdownRenderer)

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
        }
        | problems(404, 406),
    )
    def get(self, request: Request, slug: str, version: str) -> Response:
        """Who took part, the groups and what tells them apart, what all agree on, what
        divides, and what it would take to settle the undecided. Proposals that moderation
        rejected later are left out."""
        draft = self.draft(version)
        if not draft.report:
            raise ReportNotKept(version=draft.version)
        told, _closed = actions.as_public(self.definition, draft.report)
        file = f"{self.definition.slug}-{draft.version}-report.{request.accepted_renderer.format}"
        return Response(
            Report(draft, told),
            headers={"Content-Disposition": f'inline; filename="{file}"'},
        )
