"""The public moderation log, appeals, flags, what waits, and the policy."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByPage, NewestFirst
from deliberation.api.refusals import DecisionNotFound, FlagNotFound
from deliberation.api.schema import answers
from deliberation.api.serializers.moderation import (
    AppealInputSerializer,
    AppealOutcomeInputSerializer,
    DecisionFilterSerializer,
    DecisionSerializer,
    FlagDecisionInputSerializer,
    FlagFilterSerializer,
    FlagSerializer,
    LogFilterSerializer,
    LoggedSerializer,
    NoteInputSerializer,
    PolicyInputSerializer,
    PolicySerializer,
    WaitingSerializer,
)
from deliberation.models import Decision, Flag, User
from deliberation.permissions import Deed
from deliberation.refusals_moderation import NotAppealable


class ModerationView(DefinitionView):
    """Base of the views of moderation."""

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def decision(self, number: int) -> Decision:
        found = self.definition.decisions.with_subjects().filter(number=number).first()
        if found is None:
            raise DecisionNotFound(definition=self.definition.title, number=number)
        return found

    def decided(self, decision: Decision) -> Response:
        """The answer to what made a decision."""
        shown = self.show(DecisionSerializer, self.decision(decision.number))
        return Response(shown, HTTP_201_CREATED, headers={"Location": str(shown["url"])})


class PublicLogView(ModerationView):
    pagination_class = ByPage

    @extend_schema(
        operation_id="moderation_log",
        tags=["Moderation"],
        summary="The public log",
        parameters=[LogFilterSerializer],
        responses=answers(LoggedSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every decision on a text, a ruleset, a phase, a role or excluded votes, the latest
        first."""
        found = actions.moderation.entries_of(
            self.definition, **self.read_query(LogFilterSerializer)
        )
        return self.page(
            found, LoggedSerializer, lambda rows: actions.moderation.load(self.definition, rows)
        )


class DecisionListView(ModerationView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="decisions_list",
        tags=["Moderation"],
        summary="Decisions on proposals and arguments",
        parameters=[DecisionFilterSerializer],
        responses=answers(DecisionSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every decision, the latest first."""
        wanted = self.read_query(DecisionFilterSerializer)
        if "proposal" in wanted:
            wanted["proposal__number"] = wanted.pop("proposal")
        decisions = self.definition.decisions.with_subjects().filter(**wanted)
        return self.page(decisions, DecisionSerializer)


class DecisionDetailView(ModerationView):
    @extend_schema(
        operation_id="decisions_get",
        tags=["Moderation"],
        summary="One decision",
        responses=answers(DecisionSerializer, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return Response(self.show(DecisionSerializer, self.decision(number)))


class UndoView(ModerationView):
    @extend_schema(
        operation_id="decisions_undo",
        tags=["Moderation"],
        summary="Undo a decision",
        request=NoteInputSerializer,
        responses=answers(DecisionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators. Both decisions stay in the log."""
        self.require(Deed.MODERATE)
        given = self.read(NoteInputSerializer)
        undone = actions.moderation.undo(decision=self.decision(number), by=self.user, **given)
        return self.decided(undone)


class AppealView(ModerationView):
    scopes = {"POST": "appeal"}

    @extend_schema(
        operation_id="decisions_appeal",
        tags=["Moderation"],
        summary="Appeal against a decision",
        request=AppealInputSerializer,
        responses=answers(DecisionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For the author of what it is about, once. Another moderator decides on it."""
        self.require(Deed.APPEAL)
        given = self.read(AppealInputSerializer)
        actions.moderation.appeal(
            participant=self.participant, decision=self.decision(number), **given
        )
        return self.decided(self.decision(number))


class AppealOutcomeView(ModerationView):
    @extend_schema(
        operation_id="decisions_decide_appeal",
        tags=["Moderation"],
        summary="Decide on an appeal",
        request=AppealOutcomeInputSerializer,
        responses=answers(DecisionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators, but not the one who decided first. Answers with the decision on it."""
        self.require(Deed.DECIDE_APPEAL)
        given = self.read(AppealOutcomeInputSerializer)
        appeal = getattr(self.decision(number), "appeal", None)
        if appeal is None:
            raise NotAppealable(number=number)
        return self.decided(actions.moderation.decide_appeal(appeal=appeal, by=self.user, **given))


class FlagListView(ModerationView):
    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="flags_list",
        tags=["Moderation"],
        summary="Your flags; for moderators, all",
        parameters=[FlagFilterSerializer],
        responses=answers(FlagSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        flags = self.definition.flags.with_subjects()
        if not self.may(Deed.SEE_QUEUE):
            flags = flags.filter(by=self.participant)
        return self.page(flags.filter(**self.read_query(FlagFilterSerializer)), FlagSerializer)


class FlagDetailView(ModerationView):
    permission_classes = (IsAuthenticated,)

    def flag(self, number: int) -> Flag:
        """For whoever filed it and those who see the queue. Raises FlagNotFound."""
        flags = self.definition.flags.with_subjects()
        if not self.may(Deed.SEE_QUEUE):
            flags = flags.filter(by=self.definition.participant_of(self.request.user))
        found = flags.filter(number=number).first()
        if found is None:
            raise FlagNotFound(number=number)
        return found

    @extend_schema(
        operation_id="flags_get",
        tags=["Moderation"],
        summary="A flag and what came of it",
        responses=answers(FlagSerializer, 401, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return Response(self.show(FlagSerializer, self.flag(number)))


class FlagDecisionView(FlagDetailView):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="flags_decide",
        tags=["Moderation"],
        summary="Decide on a flag",
        request=FlagDecisionInputSerializer,
        responses=answers(DecisionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators: dismiss it, or do to the text what it asks for."""
        self.require(Deed.DECIDE_FLAG)
        given = self.read(FlagDecisionInputSerializer)
        return self.decided(
            actions.moderation.decide_flag(flag=self.flag(number), by=self.user, **given)
        )


class QueueView(ModerationView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="moderation_queue",
        tags=["Moderation"],
        summary="What waits for the moderators",
        responses=answers(WaitingSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For those who run the definition, the oldest first."""
        self.require(Deed.SEE_QUEUE)
        items = actions.moderation.waiting(self.definition)
        return Response(WaitingSerializer(items, many=True).data, HTTP_200_OK)


class PolicyView(ModerationView):
    @extend_schema(
        operation_id="moderation_policy_get",
        tags=["Moderation"],
        summary="How a definition is moderated",
        responses=answers(PolicySerializer, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(self.show(PolicySerializer, self._standing()))

    @extend_schema(
        operation_id="moderation_policy_put",
        tags=["Moderation"],
        summary="Change how a definition is moderated",
        request=PolicyInputSerializer,
        responses=answers(PolicySerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, slug: str) -> Response:
        """For stewards, with a public reason. What is left out stays; policies before stay
        readable."""
        self.require(Deed.EDIT_TEXTS)
        given = self.read(PolicyInputSerializer)
        definition = self.definition
        decided: dict[str, Any] = {"definition": definition, "by": self.user}
        decided["reason"] = given["reason"]
        with transaction.atomic():
            if "text" in given:
                actions.moderation.change_policy(text=given["text"], **decided)
            if "moderates_first" in given:
                definition.moderates_first = given["moderates_first"]
                actions.moderation.change_moderation(
                    moderates_first=given["moderates_first"], **decided
                )
        return Response(self.show(PolicySerializer, self._standing()))

    def _standing(self) -> dict[str, Any]:
        policy = self.definition.policies.first()
        return {
            "text": policy.text if policy else "",
            "number": policy.number if policy else None,
            "at": policy.at if policy else None,
            "handle": policy.handle if policy else "",
            "reason": policy.reason if policy else "",
            "moderates_first": self.definition.moderates_first,
        }
