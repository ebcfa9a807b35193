"""Questionnaires as XLSForm, out and in."""

from io import BytesIO
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.schema import answers, problems
from surveys import actions
from surveys.api.base import AnyType, SurveyView
from surveys.api.refusals import NoXlsFormSent
from surveys.api.serializers import ImportedVersionSerializer
from surveys.api.views.surveys import with_findings
from surveys.exchange.xlsform_in import LARGEST, NoXlsForm, read_xlsform
from surveys.exchange.xlsform_out import XLSX, write_xlsform
from surveys.models import Version

TAGS: Final = ["Surveys"]


class WorkbookParser(BaseParser):
    """The bytes of a workbook; not read yet."""

    media_type = XLSX

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return BytesIO(stream.read(LARGEST + 1))


class VersionXlsFormView(AnyType, SurveyView):
    @extend_schema(
        operation_id="survey_versions_xlsform", tags=TAGS, summary="A version as XLSForm",
        responses={(200, XLSX): OpenApiTypes.BINARY} | problems(404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str, number: int) -> HttpResponse:
        """Published ones. A sheet “left out” lists what XLSForm cannot say."""
        written = write_xlsform(self.published(number).questionnaire)
        return HttpResponse(written.content, content_type=XLSX)


class DraftXlsFormView(SurveyView):
    permission_classes = (IsAuthenticated,)
    parser_classes = (WorkbookParser,)
    scopes = {"PUT": "settings"}

    @extend_schema(
        operation_id="survey_draft_put_xlsform", tags=TAGS,
        summary="Replace what is being built by an XLSForm",
        request={XLSX: OpenApiTypes.BINARY},
        responses=answers(ImportedVersionSerializer, 400, 401, 403, 404, 413, 415),
    )  # fmt: skip
    def put(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. What is not supported is listed with its sheet, row and reason; of a file
        that is no XLSForm nothing is taken."""
        self.require_steward()
        content: Any = request.data
        try:
            document, missed = read_xlsform(content.read())
        except NoXlsForm as error:
            raise NoXlsFormSent(why=str(error)) from error
        version = actions.replace_document(survey=self.survey, document=document)
        left_out = [{"sheet": e.sheet, "row": e.row, "reason": e.reason} for e in missed]
        shown = with_findings(Version.objects.get(pk=version.pk))
        return Response({**shown, "left_out": left_out})
