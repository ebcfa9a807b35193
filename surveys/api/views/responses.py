"""One's own response: begun, saved, sent."""

from django.http import HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation.api.schema import answers, problems
from surveys import actions
from surveys.api.base import LINK, AnyType, SurveyView
from surveys.api.refusals import VersionNotFound
from surveys.api.serializers import (
    AnswersInputSerializer,
    BeginInputSerializer,
    LinksInputSerializer,
    LinksSerializer,
    ResponseSerializer,
    SendInputSerializer,
)
from surveys.exchange import responses
from surveys.exchange.files import file_of

TAGS = ["Surveys"]


class OwnResponseView(SurveyView):
    scopes = {"PUT": "answer", "PATCH": "answer", "DELETE": "answer"}
    permission_classes = ()

    @extend_schema(
        operation_id="survey_response_get", tags=TAGS, summary="One's own response",
        parameters=[LINK], responses=answers(ResponseSerializer, 401, 403, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        return Response(self.show(ResponseSerializer, self.own_response()))

    @extend_schema(
        operation_id="survey_response_begin", tags=TAGS, summary="Begin to answer",
        parameters=[LINK], request=BeginInputSerializer,
        responses=answers(ResponseSerializer, 400, 401, 403, 404, 409, 413, 415),
    )  # fmt: skip
    def put(self, request: Request, slug: str, survey: str) -> Response:
        """Begun again, the response is as it was."""
        participant, link = self.whose()
        given = {"language": get_language() or ""} | self.read(BeginInputSerializer)
        begun = actions.start_response(
            survey=self.survey, participant=participant, link=link, **given
        )
        return Response(self.show(ResponseSerializer, begun))

    @extend_schema(
        operation_id="survey_response_save", tags=TAGS, summary="Save answers",
        parameters=[LINK], request=AnswersInputSerializer,
        responses=answers(ResponseSerializer, 400, 401, 403, 404, 409, 413, 415),
    )  # fmt: skip
    def patch(self, request: Request, slug: str, survey: str) -> Response:
        """Answers to some questions; all or none are stored. Nothing counts until it is sent.

        Faults come in `errors`, one for each question.
        """
        given = self.read(AnswersInputSerializer)
        saved = actions.save_answers(
            response=self.own_response(),
            given=given["answers"],
            may_drop=given.get("may_drop", ()),
            version=given.get("version"),
        )
        return Response(self.show(ResponseSerializer, saved))

    @extend_schema(
        operation_id="survey_response_discard", tags=TAGS, summary="Drop what is not sent",
        parameters=[LINK], responses={204: None} | problems(401, 403, 404),
    )  # fmt: skip
    def delete(self, request: Request, slug: str, survey: str) -> Response:
        """What was sent stays."""
        actions.discard_unsent(response=self.own_response())
        return Response(status=HTTP_204_NO_CONTENT)


class SendView(SurveyView):
    scopes = {"POST": "answer"}
    permission_classes = ()

    @extend_schema(
        operation_id="survey_response_send", tags=TAGS, summary="Send the answers",
        parameters=[LINK], request=SendInputSerializer,
        responses=answers(ResponseSerializer, 400, 401, 403, 404, 409, 413, 415),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """They count from now on. Sent again, nothing changes."""
        given = self.read(SendInputSerializer)
        sent = actions.send_response(response=self.own_response(), **given)
        return Response(self.show(ResponseSerializer, sent))


class LinksView(SurveyView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "invite", "DELETE": "invite"}

    @extend_schema(
        operation_id="survey_links_create", tags=TAGS, summary="Make one-time links",
        request=LinksInputSerializer,
        responses=answers(LinksSerializer, 400, 401, 403, 404, 413, 415, status=201),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards."""
        self.require_steward()
        tokens = actions.invite_by_links(survey=self.survey, **self.read(LinksInputSerializer))
        return Response({"tokens": tokens}, HTTP_201_CREATED)

    @extend_schema(
        operation_id="survey_links_revoke", tags=TAGS, summary="Revoke unused links",
        responses={204: None} | problems(401, 403, 404),
    )  # fmt: skip
    def delete(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. Links that began a response still lead to it."""
        self.require_steward()
        actions.revoke_links(survey=self.survey)
        return Response(status=HTTP_204_NO_CONTENT)


class ExportView(AnyType, SurveyView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="survey_responses_export", tags=TAGS, summary="Export the responses",
        parameters=[
            OpenApiParameter("name", str, OpenApiParameter.PATH,
                             enum=[*responses.FORMATS, responses.SPSS]),
            OpenApiParameter("personal", bool, description="With pseudonyms and open answers."),
            OpenApiParameter("version", int, description="Of the questions; the present one."),
        ],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
        | problems(401, 403, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str, name: str) -> HttpResponseBase:
        """For stewards. Personal data needs a right of its own."""
        self.require_steward()
        personal = request.query_params.get("personal") in ("true", "1", "yes")
        if personal and not request.user.has_perm("surveys.export_personal"):
            raise PermissionDenied("Exporting personal data needs a right of its own.")
        versions = self.survey.versions.exclude(published_at=None)
        wanted = request.query_params.get("version", "")
        if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5:
            versions = versions.filter(number=int(wanted))
        version = versions.first()
        if version is None:
            raise VersionNotFound(number=wanted[:5] or 1)
        return file_of(version, name, get_language() or "en", personal=personal)
