"""One's own texts that are not published yet."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api import access
from deliberation.api.base import DefinitionView
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.unfinished import UnfinishedInputSerializer, UnfinishedSerializer

TAG = "Proposals"


class UnfinishedListView(DefinitionView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="unfinished_list",
        tags=[TAG],
        summary="What you are writing",
        responses=answers(UnfinishedSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Proposals, variants and amendments that you have not published, the latest first."""
        kept = self.participant.unfinished.select_related("criterion", "proposal")
        return Response(UnfinishedSerializer(kept, many=True).data)

    @extend_schema(
        operation_id="unfinished_put",
        tags=[TAG],
        summary="Keep what you are writing",
        request=UnfinishedInputSerializer,
        responses=answers(UnfinishedSerializer, 400, 401, 403, 404, 413, 415) | {204: None},
    )
    def put(self, request: Request, slug: str) -> Response:
        """Instead of what was kept for the same criterion or proposal. 204: there is nothing
        to keep, because both texts are empty or the key has been published with."""
        given = dict(self.read(UnfinishedInputSerializer))
        wanted, number = given.pop("criterion", ""), given.pop("proposal", None)
        if given["kind"] == "proposal":
            uses = self.definition.criterion_uses.select_related("criterion")
            proposal = None
            criterion = access.criterion_use_of(self.definition, uses, wanted).criterion
        else:
            proposal = self.proposal(number)
            criterion = proposal.criterion
        kept = actions.keep_unfinished(
            participant=self.participant, criterion=criterion, proposal=proposal, **given
        )
        if kept is None:
            return Response(status=HTTP_204_NO_CONTENT)
        return Response(self.show(UnfinishedSerializer, kept))


class UnfinishedDetailView(DefinitionView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="unfinished_delete",
        tags=[TAG],
        summary="Discard what you were writing",
        responses={204: None} | problems(401, 403, 404),
    )
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """What is not there stays so."""
        actions.discard_unfinished(participant=self.participant, pk=pk)
        return Response(status=HTTP_204_NO_CONTENT)
