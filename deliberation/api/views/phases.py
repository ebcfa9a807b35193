"""Phases and their schedule, and the vote on ratification."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.governance import (
    BallotInputSerializer,
    BallotSerializer,
    MoveInputSerializer,
    PhasesSerializer,
    PlanInputSerializer,
    RoundSerializer,
)
from deliberation.models import User
from deliberation.permissions import TABLE, Deed
from deliberation.refusals_governance import NoBallot


class PhasesView(DefinitionView):
    scopes = {"PUT": "settings"}

    def shown(self) -> Response:
        self.definition.refresh_from_db(fields=["phase"])
        deeds = {deed.value: [phase.value for phase in rule.when] for deed, rule in TABLE.items()}
        data = {
            "phase": self.definition.phase,
            "planned": self.definition.schedule.to_come(),
            "deeds": {name: sorted(phases) for name, phases in deeds.items()},
        }
        return Response(self.show(PhasesSerializer, data))

    @extend_schema(
        operation_id="phases_get",
        tags=["Governance"],
        summary="The phases",
        responses=answers(PhasesSerializer, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Where the definition stands, what is planned, and what can be done when."""
        return self.shown()

    @extend_schema(
        operation_id="phases_plan",
        tags=["Governance"],
        summary="Plan the coming phases",
        request=PlanInputSerializer,
        responses=answers(PhasesSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, slug: str) -> Response:
        """For stewards: instead of what was planned. A phase closes when the next one opens;
        ratification needs an end, the opening of “closed”."""
        self.require(Deed.SCHEDULE)
        assert isinstance(request.user, User)
        sent = self.read(PlanInputSerializer)
        actions.plan_phases(
            definition=self.definition,
            by=request.user,
            times=sent["planned"],
            reason=sent["reason"],
        )
        return self.shown()


class PhaseMovingView(PhasesView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}
    http_method_names = ("post", "head", "options")

    @extend_schema(
        operation_id="phases_move",
        tags=["Governance"],
        summary="Move to another phase now",
        request=MoveInputSerializer,
        responses=answers(PhasesSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards, with a public reason. Leaving ratification breaks its round off."""
        self.require(Deed.SCHEDULE)
        assert isinstance(request.user, User)
        actions.move_phase(
            definition=self.definition, by=request.user, **self.read(MoveInputSerializer)
        )
        return self.shown()


class RatificationListView(DefinitionView):
    @extend_schema(
        operation_id="ratifications_list",
        tags=["Governance"],
        summary="Rounds of ratification",
        responses=answers(RoundSerializer(many=True), 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """The newest first, with counts by class and the reasons given, once concluded."""
        rounds = self.definition.ratifications.select_related("draft", "ruleset").defer(
            "draft__canonical", "draft__report"
        )
        shown = rounds.prefetch_related("ballots__participant")[:50]
        return Response(RoundSerializer(shown, many=True).data)


class BallotView(DefinitionView):
    """The caller's own ballot in the open round."""

    permission_classes = (IsAuthenticated,)
    scopes = {"PUT": "vote", "DELETE": "vote"}

    @extend_schema(
        operation_id="ballot_get",
        tags=["Governance"],
        summary="One's ballot in the open round",
        responses=answers(BallotSerializer, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        found = self.participant.ballots.filter(ratification__concluded_at=None)
        ballot = found.select_related("ratification").first()
        if ballot is None:
            raise NoBallot
        return Response(self.show(BallotSerializer, ballot))

    @extend_schema(
        operation_id="ballot_put",
        tags=["Governance"],
        summary="Say yes or no to the frozen draft",
        request=BallotInputSerializer,
        responses=answers(BallotSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, slug: str) -> Response:
        """For participants, until the phase ends. Sending it again adds nothing."""
        participant = self.participant
        self.require(Deed.RATIFY)
        sent = self.read(BallotInputSerializer)
        ballot = actions.cast_ballot(
            participant=participant,
            is_yes=sent["yes"],
            reason=sent.get("reason", ""),
            round_number=sent.get("round"),
        )
        return Response(self.show(BallotSerializer, ballot))

    @extend_schema(
        operation_id="ballot_delete",
        tags=["Governance"],
        summary="Take one's ballot back",
        responses={204: None} | problems(401, 403, 404, 409),
    )
    def delete(self, request: Request, slug: str) -> Response:
        participant = self.participant
        self.require(Deed.RATIFY)
        actions.withdraw_ballot(participant=participant)
        return Response(status=HTTP_204_NO_CONTENT)
