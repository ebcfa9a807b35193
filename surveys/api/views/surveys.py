"""Surveys, their versions, and building them."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation.api.pagination import ByIdCursorPagination, NewestFirst
from deliberation.api.schema import answers
from surveys import actions
from surveys.api.base import SurveyView
from surveys.api.refusals import NothingBuilt
from surveys.api.serializers import (
    DocumentInputSerializer,
    DraftVersionSerializer,
    SettingsInputSerializer,
    SurveyInputSerializer,
    SurveySerializer,
    VersionRowSerializer,
    VersionSerializer,
)
from surveys.models import Survey, Version
from surveys.questionnaire import write
from surveys.sentences import finding_in_words

TAGS = ["Surveys"]


def _shown(version: Version) -> dict[str, object]:
    return {
        "number": version.number,
        "published_at": version.published_at,
        "questionnaire": version.document or write(version.questionnaire),
    }


def with_findings(version: Version) -> dict[str, object]:
    """A version that is being built, and what keeps it from being published."""
    findings = [
        {"where": each.where, "code": each.code, "detail": finding_in_words(each)}
        for each in actions.check_version(version)
    ]
    return {**_shown(version), "findings": findings}


class SurveyListView(SurveyView):
    pagination_class = ByIdCursorPagination
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="surveys_list", tags=TAGS, summary="Surveys",
        responses=answers(SurveySerializer(many=True), 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Those never published are shown to stewards alone."""
        rows = Survey.objects.visible_to(self.definition, request.user).select_related("current")
        assert self.pagination_class is not None
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(rows, request, self) or []
        context = {"now": timezone.now()}
        return paginator.get_paginated_response(
            SurveySerializer(page, many=True, context=context).data
        )

    @extend_schema(
        operation_id="surveys_create", tags=TAGS, summary="Begin a survey",
        request=SurveyInputSerializer,
        responses=answers(SurveySerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """For stewards: a survey with a first version to build and publish."""
        self.require_steward()
        given = self.read(SurveyInputSerializer)
        document = given.pop("questionnaire")
        survey = actions.create_survey(definition=self.definition, document=document, **given)
        return Response(self.show_survey(survey), HTTP_201_CREATED)


class SurveyDetailView(SurveyView):
    scopes = {"PATCH": "settings"}

    @extend_schema(
        operation_id="surveys_get", tags=TAGS, summary="One survey",
        responses=answers(SurveySerializer, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        return Response(self.show_survey(self.survey))

    @extend_schema(
        operation_id="surveys_update", tags=TAGS, summary="Change times, quotas, visibility",
        request=SettingsInputSerializer,
        responses=answers(SurveySerializer, 400, 401, 403, 404, 413, 415),
    )  # fmt: skip
    def patch(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards."""
        self.require_steward()
        changed = actions.change_survey(survey=self.survey, **self.read(SettingsInputSerializer))
        return Response(self.show_survey(changed))


class VersionListView(SurveyView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="survey_versions_list", tags=TAGS, summary="Versions of the questions",
        responses=answers(VersionRowSerializer(many=True), 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        """Published ones, the newest first."""
        published = self.survey.versions.exclude(published_at=None)
        return self.page(published, VersionRowSerializer)


class VersionView(SurveyView):
    @extend_schema(
        operation_id="survey_versions_get", tags=TAGS, summary="A version of the questions",
        responses=answers(VersionSerializer, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str, number: int) -> Response:
        """Published ones; they never change."""
        return Response(_shown(self.published(number)))


class DraftView(SurveyView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings", "PUT": "settings"}

    @extend_schema(
        operation_id="survey_draft_get", tags=TAGS, summary="The version that is being built",
        responses=answers(DraftVersionSerializer, 401, 403, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. Where none is being built, a POST begins one."""
        self.require_steward()
        version = self.survey.draft()
        if version is None:
            raise NothingBuilt()
        return Response(with_findings(version))

    @extend_schema(
        operation_id="survey_draft_begin", tags=TAGS, summary="Begin a new version",
        request=None, responses=answers(DraftVersionSerializer, 401, 403, 404),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards: one like the published version. One that is being built stays."""
        self.require_steward()
        return Response(with_findings(actions.begin_version(survey=self.survey)))

    @extend_schema(
        operation_id="survey_draft_put", tags=TAGS, summary="Replace what is being built",
        request=DocumentInputSerializer,
        responses=answers(DraftVersionSerializer, 400, 401, 403, 404, 409, 413, 415),
    )  # fmt: skip
    def put(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. The answer says what keeps it from being published."""
        self.require_steward()
        given = self.read(DocumentInputSerializer)
        version = actions.replace_document(survey=self.survey, document=given["questionnaire"])
        return Response(with_findings(Version.objects.get(pk=version.pk)))


class PublishView(SurveyView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="survey_draft_publish", tags=TAGS, summary="Publish what is being built",
        request=None,
        responses=answers(VersionSerializer, 400, 401, 403, 404, 409),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. It is answered from now on, and never changes again."""
        self.require_steward()
        assert request.user.is_authenticated
        version = self.survey.draft()
        if version is None:
            raise NothingBuilt()
        return Response(_shown(actions.publish_version(version=version, by=request.user)))
