"""Rulesets: every version, what another would do, and the next one."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.schema import answers
from deliberation.api.serializers.governance import (
    NumbersInputSerializer,
    RulesetInputSerializer,
    RulesetPreviewSerializer,
    RulesetSerializer,
)
from deliberation.models import User
from deliberation.permissions import Deed


class RulesetListView(DefinitionView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="rulesets_list",
        tags=["Governance"],
        summary="Rulesets",
        responses=answers(RulesetSerializer(many=True), 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every version, the one in force first."""
        rulesets = self.definition.rulesets.order_by("-number")
        return Response(RulesetSerializer(rulesets, many=True).data)

    @extend_schema(
        operation_id="rulesets_decide",
        tags=["Governance"],
        summary="Change the ruleset",
        request=RulesetInputSerializer,
        responses=answers(RulesetSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards, with a public reason; in force from the next draft. Preview it first."""
        self.require(Deed.RULE)
        assert isinstance(request.user, User)
        sent = self.read(RulesetInputSerializer)
        ruleset = actions.decide_ruleset(
            definition=self.definition,
            by=request.user,
            reason=sent.pop("reason"),
            numbers=sent,
        )
        return Response(self.show(RulesetSerializer, ruleset), HTTP_201_CREATED)


class RulesetPreviewView(DefinitionView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="rulesets_preview",
        tags=["Governance"],
        summary="What another ruleset would do",
        request=NumbersInputSerializer,
        responses=answers(RulesetPreviewSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. Composes the draft from what the last run counted; changes nothing."""
        self.require(Deed.RULE)
        numbers = self.read(NumbersInputSerializer)
        preview = actions.preview_ruleset(definition=self.definition, numbers=numbers)
        return Response(self.show(RulesetPreviewSerializer, preview))
