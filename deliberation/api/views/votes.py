"""One's own vote on a proposal."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByNumber
from deliberation.api.schema import VOTE_EXAMPLES, answers, problems
from deliberation.api.serializers.proposals import (
    OwnVoteSerializer,
    VoteInputSerializer,
    VoteSerializer,
    vote_shown,
)
from deliberation.networks import block_of_request


class VoteView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    scopes = {"PUT": "vote", "DELETE": "vote"}

    @extend_schema(
        operation_id="vote_get",
        tags=["Votes"],
        summary="Your vote",
        responses=answers(VoteSerializer, 401, 403, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """As it stands on the revision that votes are cast on now."""
        participant, proposal = self.participant, self.proposal(number)
        assert proposal.voted is not None
        vote = participant.events.last_on(proposal.voted).first()
        return Response(self.show(VoteSerializer, vote_shown(vote, proposal.voted.number)))

    @extend_schema(
        operation_id="vote_put",
        tags=["Votes"],
        summary="Vote",
        request=VoteInputSerializer,
        responses=answers(VoteSerializer, 400, 401, 403, 404, 409, 413, 415),
        examples=VOTE_EXAMPLES,
    )
    def put(self, request: Request, slug: str, number: int) -> Response:
        """Answered once the vote is on disk. Repeating it adds nothing."""
        cast = actions.cast_vote(
            participant=self.participant,
            proposal=self.proposal(number),
            block=block_of_request(request),
            **self.read(VoteInputSerializer),
        )
        assert cast.event.revision is not None
        shown = vote_shown(cast.event, cast.event.revision.number, is_new=cast.is_new)
        return Response(self.show(VoteSerializer, shown))

    @extend_schema(
        operation_id="vote_delete",
        tags=["Votes"],
        summary="Withdraw your vote",
        responses={204: None} | problems(401, 403, 404, 409),
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """The log keeps both; the tally counts neither."""
        actions.withdraw_vote(participant=self.participant, proposal=self.proposal(number))
        return Response(status=HTTP_204_NO_CONTENT)


class OwnVoteListView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    pagination_class = ByNumber

    @extend_schema(
        operation_id="votes_list",
        tags=["Votes"],
        summary="Your votes",
        responses=answers(OwnVoteSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Those that stand on the revisions that votes are cast on now, by proposal; votes on
        merged proposals under the one that they count on."""
        votes = self.participant.events.present()
        return self.page(votes, OwnVoteSerializer)
