"""Results, and what follows from them."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation.api.pagination import NewestFirst
from deliberation.api.schema import answers
from surveys import actions, tasks
from surveys.api.base import SurveyView
from surveys.api.serializers import (
    DrawnSerializer,
    IdeaAnswerSerializer,
    IdeaInputSerializer,
    IdeaSerializer,
    PublishInputSerializer,
    SnapshotSerializer,
)
from surveys.models import Idea, Snapshot
from surveys.models import Response as Answered
from surveys.refusals import NoResults, NoSuchIdea

TAGS = ["Surveys"]


class ResultsView(SurveyView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="survey_results_get", tags=TAGS, summary="Results",
        responses=answers(SnapshotSerializer, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        """The published ones, where they are public; stewards get the newest."""
        snapshots = self.survey.snapshots.select_related("version")
        if self.is_steward:
            found = snapshots.first()
        elif self.survey.results_are_public:
            found = snapshots.exclude(published_at=None).first()
        else:
            found = None
        if found is None:
            raise NoResults()
        return Response(self.show_results(found))

    @extend_schema(
        operation_id="survey_results_count", tags=TAGS, summary="Count the responses now",
        request=None, responses=answers(SnapshotSerializer, 401, 403, 404, status=201),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """For stewards. New responses are also counted by themselves, about every minute."""
        self.require_steward()
        taken = actions.take_snapshot(survey=self.survey)
        if taken is None:
            raise NoResults()
        return Response(self.show_results(taken), HTTP_201_CREATED)


class SnapshotView(SurveyView):
    @extend_schema(
        operation_id="survey_snapshots_get", tags=TAGS, summary="Results by their number",
        responses=answers(SnapshotSerializer, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str, number: int) -> Response:
        """Published ones, where results are public; they never change. Stewards get any."""
        found = self.survey.snapshots.select_related("version").filter(number=number)
        if not self.is_steward:
            public = self.survey.results_are_public
            found = found.exclude(published_at=None) if public else found.none()
        snapshot = found.first()
        if snapshot is None:
            raise NoResults()
        return Response(self.show_results(snapshot))


class SnapshotPublishView(SurveyView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="survey_results_publish", tags=TAGS, summary="Publish results",
        request=PublishInputSerializer,
        responses=answers(SnapshotSerializer, 400, 401, 403, 404, 409, 413, 415),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str, number: int) -> Response:
        """For stewards. Everybody sees them from now on."""
        self.require_steward()
        given = self.read(PublishInputSerializer)
        found = self.survey.snapshots.select_related("version").filter(number=number).first()
        if found is None:
            raise NoResults()
        published = actions.publish_snapshot(snapshot=found, **given)
        actions.change_survey(survey=self.survey, results_are_public=True)
        return Response(self.show_results(published))


class IdeasView(SurveyView):
    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst
    scopes = {"POST": "propose"}

    @extend_schema(
        operation_id="survey_ideas_list", tags=TAGS, summary="Open answers",
        parameters=[
            OpenApiParameter("question", str, required=True),
            OpenApiParameter("q", str, description="Words that stand in the answer."),
        ],
        responses=answers(IdeaAnswerSerializer(many=True), 401, 403, 404),
    )  # fmt: skip
    def get(self, request: Request, slug: str, survey: str) -> Response:
        """For moderators: answers that may become proposals; for stewards with the right to
        export what people wrote, all open answers."""
        self.require_moderator()
        question = request.query_params.get("question", "")
        every = self.is_steward and request.user.has_perm("surveys.export_personal")
        asked = actions.open_questions(self.survey, every=every)
        if question not in {each.key for each in asked}:
            raise NoSuchIdea()
        found = actions.open_answers(self.survey, question, request.query_params.get("q", "")[:200])

        def prepare(rows: list[Answered]) -> list[dict[str, object]]:
            ideas = Idea.objects.filter(response__in=[row.pk for row in rows], question=question)
            known = dict(ideas.values_list("response", "proposal__number"))
            return [
                {
                    "response": row.key, "question": question,
                    "text": (row.answers or {})[question],
                    "pseudonym": row.participant.pseudonym if row.participant else "",
                    "proposal": known.get(row.pk),
                }
                for row in rows
            ]  # fmt: skip

        return self.page(found, IdeaAnswerSerializer, prepare)

    @extend_schema(
        operation_id="survey_ideas_propose", tags=TAGS, summary="Make a proposal of an answer",
        request=IdeaInputSerializer,
        responses=answers(IdeaSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str) -> Response:
        """For moderators. Its writer is the author, and is told."""
        self.require_moderator()
        assert request.user.is_authenticated
        given = self.read(IdeaInputSerializer)
        answered = self.survey.responses.sent().filter(key=given.pop("response")).first()
        if answered is None:
            raise NoSuchIdea()
        criterion = given.pop("criterion")
        idea = actions.propose_idea(
            response=answered, criterion_slug=criterion, by=request.user, **given
        )
        return Response(self.show(IdeaSerializer, idea), HTTP_201_CREATED)


class FollowingView(SurveyView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="survey_results_follow", tags=TAGS,
        summary="Let results take effect in the deliberation",
        request=None, responses=answers(DrawnSerializer, 400, 401, 403, 404, 409),
    )  # fmt: skip
    def post(self, request: Request, slug: str, survey: str, question: str) -> Response:
        """For stewards: priorities, target shares, or proposals of a ballot with first votes,
        as the question is used."""
        self.require_steward()
        assert request.user.is_authenticated
        snapshot: Snapshot | None = self.survey.snapshots.select_related("version").first()
        if snapshot is None:
            raise NoResults()
        snapshot.survey = self.survey
        asked = snapshot.version.questionnaire.questions.get(question)
        match asked.use if asked else "":
            case "priorities":
                drawn = actions.draw_priorities(
                    snapshot=snapshot, question=question, by=request.user
                )
                return Response({"what": "priorities", "numbers": drawn.numbers})
            case "targets":
                drawn = actions.draw_targets(snapshot=snapshot, question=question, by=request.user)
                return Response({"what": "targets", "numbers": drawn.numbers})
            case "ballot":
                opened = actions.propose_ballot(snapshot=snapshot, question=question)
                for each in opened:
                    tasks.bring_ballot_votes.delay_on_commit(each.pk)
                numbers = [each.proposal.number for each in opened]
                return Response({"what": "proposals", "proposals": numbers})
        raise Http404
