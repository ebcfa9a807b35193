"""Who takes part in a definition, and invitations to it."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByIdCursorPagination
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.admission import (
    AdmissionInputSerializer,
    AdmissionSerializer,
    InvitationInputSerializer,
    InvitationSerializer,
    InvitedSerializer,
)
from deliberation.models import Invitation
from deliberation.permissions import Deed


class AdmissionView(DefinitionView):
    scopes = {"PUT": "settings"}

    @extend_schema(
        operation_id="admission_get",
        tags=["Participation"],
        summary="Who takes part",
        responses=answers(AdmissionSerializer, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(self.show(AdmissionSerializer, self.definition))

    @extend_schema(
        operation_id="admission_put",
        tags=["Participation"],
        summary="Choose who takes part",
        request=AdmissionInputSerializer,
        responses=answers(AdmissionSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, slug: str) -> Response:
        """For stewards, with a public reason. Whoever takes part already stays."""
        self.require(Deed.ADMIT)
        assert request.user.is_authenticated
        changed = actions.decide_admission(
            definition=self.definition, by=request.user, **self.read(AdmissionInputSerializer)
        )
        return Response(self.show(AdmissionSerializer, changed))


class InvitationListView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    pagination_class = ByIdCursorPagination
    scopes = {"POST": "invite"}

    @extend_schema(
        operation_id="invitations_list",
        tags=["Participation"],
        summary="Invitations",
        responses=answers(InvitationSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For stewards and observers. Their tokens are stored nowhere."""
        self.require(Deed.OVERSEE)
        return self.page(self.definition.invitations.all(), InvitationSerializer)

    @extend_schema(
        operation_id="invitations_create",
        tags=["Participation"],
        summary="Invite",
        request=InvitationInputSerializer,
        responses=answers(InvitedSerializer, 400, 401, 403, 404, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. The token is told this once; no mail is sent."""
        self.require(Deed.ADMIT)
        assert request.user.is_authenticated
        invitation, token = actions.invite(
            definition=self.definition, by=request.user, **self.read(InvitationInputSerializer)
        )
        shown = self.show(InvitationSerializer, invitation)
        return Response({**shown, "token": token}, HTTP_201_CREATED)


class InvitationDetailView(DefinitionView):
    permission_classes = (IsAuthenticated,)

    def invitation(self, number: int) -> Invitation:
        found = self.definition.invitations.filter(pk=number).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(
        operation_id="invitations_get",
        tags=["Participation"],
        summary="One invitation",
        responses=answers(InvitationSerializer, 401, 403, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        self.require(Deed.OVERSEE)
        return Response(self.show(InvitationSerializer, self.invitation(number)))

    @extend_schema(
        operation_id="invitations_revoke",
        tags=["Participation"],
        summary="Revoke an invitation",
        responses={204: None} | problems(401, 403, 404),
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """Nobody comes in by it any more; whoever did stays."""
        self.require(Deed.ADMIT)
        actions.revoke_invitation(invitation=self.invitation(number))
        return Response(status=HTTP_204_NO_CONTENT)
