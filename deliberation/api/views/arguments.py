"""Arguments about a proposal, and endorsing them."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api import access
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByNumber
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.arguing import (
    ArgumentDetailSerializer,
    ArgumentEditSerializer,
    ArgumentFilterSerializer,
    ArgumentInputSerializer,
    ArgumentSerializer,
    EndorsementInputSerializer,
)
from deliberation.models import Argument
from deliberation.models.arguments import ArgumentQuerySet


class ArgumentsView(DefinitionView):
    """Base of the views of arguments."""

    def arguments(self, number: int) -> ArgumentQuerySet:
        """Of one proposal, each with whether the caller endorses it."""
        self.about = self.proposal(number)
        participant = self.definition.participant_of(self.request.user)
        found: ArgumentQuerySet = self.about.arguments.with_text().with_endorsed(participant)
        return found

    def shown(self, arguments: list[Argument]) -> list[Argument]:
        """Each with the proposal and definition that are at hand."""
        self.about.definition = self.definition
        for argument in arguments:
            argument.proposal = self.about
            if argument.is_hidden and not self.may_read(argument):
                argument.current.text = ""  # type: ignore[union-attr]
        return arguments

    def argument(self, number: int, argument: int) -> Argument:
        found = access.argument_of(self.arguments(number), self.about, argument)
        return self.shown([found])[0]

    def detail(self, number: int, argument: int) -> dict[str, object]:
        return dict(self.show(ArgumentDetailSerializer, self.argument(number, argument)))


class ArgumentListView(ArgumentsView):
    pagination_class = ByNumber
    scopes = {"POST": "argue"}

    @extend_schema(
        operation_id="arguments_list",
        tags=["Arguments"],
        summary="The arguments about a proposal",
        parameters=[ArgumentFilterSerializer],
        responses=answers(ArgumentSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """By number; those that their authors withdrew are left out."""
        wanted = self.read_query(ArgumentFilterSerializer)
        arguments = self.arguments(number).standing().filter(**wanted)
        return self.page(arguments, ArgumentSerializer, self.shown)

    @extend_schema(
        operation_id="arguments_publish",
        tags=["Arguments"],
        summary="Publish an argument",
        request=ArgumentInputSerializer,
        responses=answers(ArgumentDetailSerializer, 400, 401, 403, 404, 409, 413, 415)
        | answers(ArgumentDetailSerializer, status=201),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For participants, while the proposal takes votes. Repeating your own words for the
        same side adds nothing and is answered with 200."""
        argued = actions.argue(
            participant=self.participant,
            proposal=self.proposal(number),
            **self.read(ArgumentInputSerializer),
        )
        shown = self.detail(number, argued.argument.number)
        status = HTTP_201_CREATED if argued.is_new else HTTP_200_OK
        return Response(shown, status, headers={"Location": str(shown["url"])})


class ArgumentDetailView(ArgumentsView):
    scopes = {"PATCH": "argue", "DELETE": "argue"}

    @extend_schema(
        operation_id="arguments_get",
        tags=["Arguments"],
        summary="An argument with its history",
        responses=answers(ArgumentDetailSerializer, 404),
    )
    def get(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """Withdrawn ones too: their words stay readable."""
        return Response(self.detail(number, argument))

    @extend_schema(
        operation_id="arguments_edit",
        tags=["Arguments"],
        summary="Edit your argument",
        request=ArgumentEditSerializer,
        responses=answers(ArgumentDetailSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def patch(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """Shortly after publishing it, and until somebody endorses it."""
        actions.edit_argument(
            participant=self.participant,
            argument=self.argument(number, argument),
            **self.read(ArgumentEditSerializer),
        )
        return Response(self.detail(number, argument))

    @extend_schema(
        operation_id="arguments_withdraw",
        tags=["Arguments"],
        summary="Withdraw your argument",
        responses={204: None} | problems(401, 403, 404),
    )
    def delete(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """At any time; it stays readable at its own address."""
        actions.withdraw_argument(
            participant=self.participant, argument=self.argument(number, argument)
        )
        return Response(status=HTTP_204_NO_CONTENT)


class EndorsementView(ArgumentsView):
    permission_classes = (IsAuthenticated,)
    scopes = {"PUT": "endorse", "DELETE": "endorse"}

    @extend_schema(
        operation_id="endorsement_put",
        tags=["Arguments"],
        summary="Endorse an argument",
        request=EndorsementInputSerializer,
        responses=answers(ArgumentDetailSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """Somebody else's. Repeating it adds nothing."""
        actions.endorse(
            participant=self.participant,
            argument=self.argument(number, argument),
            **self.read(EndorsementInputSerializer),
        )
        return Response(self.detail(number, argument))

    @extend_schema(
        operation_id="endorsement_delete",
        tags=["Arguments"],
        summary="Take your endorsement back",
        responses={204: None} | problems(401, 403, 404),
    )
    def delete(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """At any time; where there is none, nothing changes."""
        actions.unendorse(participant=self.participant, argument=self.argument(number, argument))
        return Response(status=HTTP_204_NO_CONTENT)
