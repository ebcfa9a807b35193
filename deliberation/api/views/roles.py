"""Who runs a definition, and what the caller may do there."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.governance import (
    AllowedSerializer,
    ReasonInputSerializer,
    RoleInputSerializer,
    RoleSerializer,
)
from deliberation.models import Role, User
from deliberation.permissions import TABLE, Deed


class AllowedView(DefinitionView):
    @extend_schema(
        operation_id="allowed_get",
        tags=["Governance"],
        summary="What one may do",
        responses=answers(AllowedSerializer, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """The caller's roles in this definition, and the deeds they allow in its present
        phase. docs/permissions.md holds the whole table."""
        return Response(
            {
                "roles": sorted(self.own_roles),
                "phase": self.definition.phase,
                "allowed": [deed.value for deed in TABLE if self.may(deed)],
            }
        )


class RolesView(DefinitionView):
    """Base of what is said and done about roles."""

    permission_classes = (IsAuthenticated,)

    def shown(self, role: Role) -> dict[str, object]:
        sees = self.may(Deed.OVERSEE)
        return dict(RoleSerializer(role, context={"sees_addresses": sees}).data)

    @property
    def caller(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user


class RoleListView(RolesView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="roles_list",
        tags=["Governance"],
        summary="Who runs a definition",
        responses=answers(RoleSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For the team. E-mail addresses are for stewards and observers."""
        self.require(Deed.SEE_QUEUE)
        return Response([self.shown(each) for each in self.definition.roles.select_related("user")])

    @extend_schema(
        operation_id="roles_give",
        tags=["Governance"],
        summary="Give a role",
        request=RoleInputSerializer,
        responses=answers(RoleSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards, with a public reason. The log tells of it."""
        self.require(Deed.ASSIGN)
        given = actions.give_role(
            definition=self.definition, by=self.caller, **self.read(RoleInputSerializer)
        )
        return Response(self.shown(given), HTTP_201_CREATED)


class RoleTakingView(RolesView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="roles_take",
        tags=["Governance"],
        summary="Take a role away, or give up one's own",
        request=ReasonInputSerializer,
        responses={204: None} | problems(400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """With a public reason. The last steward stays until there is another."""
        self.require(Deed.SEE_QUEUE)
        role = self.definition.roles.filter(pk=number).first()
        if role is None:
            raise Http404
        reason = self.read(ReasonInputSerializer)["reason"]
        actions.take_role(role=role, by=self.caller, reason=reason)
        return Response(status=HTTP_204_NO_CONTENT)
