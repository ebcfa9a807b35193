"""Flagging texts, and deciding on them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED

from deliberation import actions
from deliberation.api.refusals import ArgumentNotFound
from deliberation.api.schema import answers
from deliberation.api.serializers.moderation import (
    ArgumentDecisionInputSerializer,
    DecisionSerializer,
    FlagInputSerializer,
    FlagSerializer,
    MergeInputSerializer,
    ProposalDecisionInputSerializer,
    RewordInputSerializer,
    SplitInputSerializer,
)
from deliberation.api.views.moderation import ModerationView
from deliberation.models import Argument, Proposal
from deliberation.permissions import Deed

DECIDED = answers(DecisionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201)
FLAGGED = answers(FlagSerializer, 400, 401, 403, 404, 409, 413, 415, status=201)


class TextView(ModerationView):
    """Base of what is done to a proposal, or to an argument about it."""

    def argument(self, number: int, argument: int) -> Argument:
        about = self.proposal(number)
        about.definition = self.definition
        found = about.arguments.with_text().filter(number=argument).first()
        if found is None:
            raise ArgumentNotFound(argument=argument, number=number)
        found.proposal = about
        return found

    def flagged(self, subject: Proposal | Argument) -> Response:
        given = self.read(FlagInputSerializer)
        if "duplicate_of" in given:
            given["duplicate_of"] = self.proposal(given["duplicate_of"])
        made = actions.moderation.flag(participant=self.participant, subject=subject, **given)
        shown = self.show(FlagSerializer, made.flag)
        status = HTTP_201_CREATED if made.is_new else HTTP_200_OK
        return Response(shown, status, headers={"Location": str(shown["url"])})

    def decide(self, subject: Proposal | Argument, serializer: Any) -> Response:
        self.require(Deed.MODERATE)
        given = self.read(serializer)
        return self.decided(
            actions.moderation.decide(subject, given.pop("deed"), by=self.user, **given)
        )


class ProposalFlagView(TextView):
    scopes = {"POST": "flag"}

    @extend_schema(
        operation_id="proposals_flag",
        tags=["Moderation"],
        summary="Flag a proposal",
        request=FlagInputSerializer,
        responses=FLAGGED,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For participants. Flagging again what still waits answers with the flag there is."""
        self.require(Deed.FLAG)
        return self.flagged(self.proposal(number))


class ArgumentFlagView(TextView):
    scopes = {"POST": "flag"}

    @extend_schema(
        operation_id="arguments_flag",
        tags=["Moderation"],
        summary="Flag an argument",
        request=FlagInputSerializer,
        responses=FLAGGED,
    )
    def post(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """For participants."""
        self.require(Deed.FLAG)
        return self.flagged(self.argument(number, argument))


class ProposalDecisionView(TextView):
    @extend_schema(
        operation_id="proposals_decide",
        tags=["Moderation"],
        summary="Decide on a proposal",
        request=ProposalDecisionInputSerializer,
        responses=DECIDED,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators: accept, reject, hide, lock, restore, or erase its text."""
        self.require(Deed.MODERATE)
        return self.decide(self.proposal(number), ProposalDecisionInputSerializer)


class ArgumentDecisionView(TextView):
    @extend_schema(
        operation_id="arguments_decide",
        tags=["Moderation"],
        summary="Decide on an argument",
        request=ArgumentDecisionInputSerializer,
        responses=DECIDED,
    )
    def post(self, request: Request, slug: str, number: int, argument: int) -> Response:
        """For moderators: hide, restore, or erase its text."""
        self.require(Deed.MODERATE)
        return self.decide(self.argument(number, argument), ArgumentDecisionInputSerializer)


class SplitView(TextView):
    @extend_schema(
        operation_id="proposals_split",
        tags=["Moderation"],
        summary="Split a proposal that says two things",
        request=SplitInputSerializer,
        responses=DECIDED,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators. The parts begin without votes."""
        self.require(Deed.REARRANGE)
        given = self.read(SplitInputSerializer)
        return self.decided(
            actions.moderation.split(proposal=self.proposal(number), by=self.user, **given)
        )


class RewordView(TextView):
    @extend_schema(
        operation_id="proposals_reword",
        tags=["Moderation"],
        summary="Reword a proposal that is unclear",
        request=RewordInputSerializer,
        responses=DECIDED,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators. An editorial rewording keeps the votes."""
        self.require(Deed.REARRANGE)
        given = self.read(RewordInputSerializer)
        return self.decided(
            actions.moderation.reword(proposal=self.proposal(number), by=self.user, **given)
        )


class MergeView(TextView):
    @extend_schema(
        operation_id="proposals_merge",
        tags=["Moderation"],
        summary="Merge a duplicate into another proposal",
        request=MergeInputSerializer,
        responses=DECIDED,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators. Of everybody's votes on the two, the last counts."""
        self.require(Deed.REARRANGE)
        given = self.read(MergeInputSerializer)
        given["into"] = self.proposal(given["into"])
        return self.decided(
            actions.moderation.merge(proposal=self.proposal(number), by=self.user, **given)
        )
