"""Following, for the caller alone: nobody sees what others follow."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.actions.following import Target
from deliberation.api import access
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.following import (
    DigestInputSerializer,
    FollowInputSerializer,
    FollowSerializer,
    FollowsSerializer,
)
from deliberation.models import Definition, User

TAG = "Following"


class FollowsView(ApiView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="follows_list",
        tags=[TAG],
        summary="What you follow",
        responses=answers(FollowsSerializer, 401),
    )
    def get(self, request: Request) -> Response:
        """And how often you hear of it by e-mail."""
        return Response(self._shown(request.user))

    @extend_schema(
        operation_id="follows_digest",
        tags=[TAG],
        summary="Choose how often you hear of it",
        request=DigestInputSerializer,
        responses=answers(FollowsSerializer, 400, 401, 413, 415),
    )
    def patch(self, request: Request) -> Response:
        """For all that has no frequency of its own; “off” is for everything."""
        assert isinstance(request.user, User)
        actions.change_digest(user=request.user, **self.read(DigestInputSerializer))
        return Response(self._shown(User.objects.get(pk=request.user.pk)))

    def _shown(self, user: object) -> object:
        assert isinstance(user, User)
        visible = Definition.objects.visible_to(user).values("pk")
        follows = user.follows.with_targets().inside(visible)
        return self.show(FollowsSerializer, {"digest": user.digest, "follows": follows})


class FollowView(DefinitionView):
    """Of a definition; the views below are of a criterion in it and of a proposal."""

    permission_classes = (IsAuthenticated,)

    def target(self) -> Target:
        return self.definition

    @extend_schema(
        tags=[TAG],
        summary="Follow",
        request=FollowInputSerializer,
        responses=answers(FollowSerializer, 400, 401, 404, 409, 413, 415),
    )
    def put(self, request: Request, **names: str) -> Response:
        """Following what you follow already only sets the frequency, if one is given."""
        assert isinstance(request.user, User)
        done = actions.follow(
            user=request.user, target=self.target(), **self.read(FollowInputSerializer)
        )
        return Response(self.show(FollowSerializer, done.follow))

    @extend_schema(tags=[TAG], summary="Unfollow", responses={204: None} | problems(401, 404))
    def delete(self, request: Request, **names: str) -> Response:
        """What you did not follow stays so."""
        assert isinstance(request.user, User)
        actions.unfollow(user=request.user, target=self.target())
        return Response(status=HTTP_204_NO_CONTENT)


class CriterionFollowView(FollowView):
    def target(self) -> Target:
        uses = self.definition.criterion_uses.select_related("criterion", "definition")
        return access.criterion_use_of(self.definition, uses, self.kwargs["criterion"])


class ProposalFollowView(FollowView):
    def target(self) -> Target:
        return self.proposal(self.kwargs["number"])
