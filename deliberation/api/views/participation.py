"""Taking part in a definition."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.refusals import NoParticipation
from deliberation.api.schema import answers
from deliberation.api.serializers.participation import (
    ClassInputSerializer,
    ParticipationInputSerializer,
    ParticipationSerializer,
)
from deliberation.refusals import NotTakingPart


class ParticipationView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "join", "PUT": "settings"}

    @extend_schema(
        operation_id="participation_get",
        tags=["Participation"],
        summary="Yourself in this definition",
        responses=answers(ParticipationSerializer, 401, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Under which pseudonym and in which class you take part."""
        try:
            participant = self.participant
        except NotTakingPart as refusal:
            raise NoParticipation(**refusal.facts) from refusal
        return Response(self.show(ParticipationSerializer, participant))

    @extend_schema(
        operation_id="participation_join",
        tags=["Participation"],
        summary="Take part",
        request=ParticipationInputSerializer,
        responses=answers(ParticipationSerializer, 400, 401, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Under a pseudonym, in the stakeholder class that you declare."""
        assert request.user.is_authenticated
        participant = actions.join(
            definition=self.definition,
            user=request.user,
            **self.read(ParticipationInputSerializer),
        )
        return Response(
            self.show(ParticipationSerializer, participant),
            HTTP_201_CREATED,
            headers={"Location": request.build_absolute_uri()},
        )

    @extend_schema(
        operation_id="participation_put",
        tags=["Participation"],
        summary="Change your class",
        request=ClassInputSerializer,
        responses=answers(ParticipationSerializer, 400, 401, 403, 404, 413, 415),
    )
    def put(self, request: Request, slug: str) -> Response:
        """All your votes count under it from the next run on. The pseudonym stays."""
        changed = actions.change_class(
            participant=self.participant, **self.read(ClassInputSerializer)
        )
        return Response(self.show(ParticipationSerializer, changed))
