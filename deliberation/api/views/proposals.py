"""Proposals: listing, showing and opening them."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED

from deliberation import actions
from deliberation.api import present
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByNumber
from deliberation.api.schema import answers
from deliberation.api.serializers.proposals import (
    ANY,
    ProposalFilterSerializer,
    ProposalInputSerializer,
    ProposalSerializer,
    RevisionInputSerializer,
)
from deliberation.models import HeldAmendment, Participant, Proposal
from deliberation.permissions import Deed
from deliberation.refusals import UnknownCriterion


class ProposalView(DefinitionView):
    """Base of the views that show proposals."""

    def shown(self, proposals: list[Proposal]) -> list[Proposal]:
        """With their tallies, and without the words of what is hidden from the caller."""
        for proposal in proposals:
            if proposal.is_hidden and not self.may_read(proposal):
                assert proposal.current is not None
                proposal.current.wording = proposal.current.rationale = ""
        return present.with_tallies(self.definition, proposals)

    def detail(self, proposal: Proposal) -> dict[str, object]:
        return dict(self.show(ProposalSerializer, self.shown([proposal])[0]))


class ProposalListView(ProposalView):
    pagination_class = ByNumber
    scopes = {"POST": "propose"}

    @extend_schema(
        operation_id="proposals_list",
        tags=["Proposals"],
        summary="The proposals of a definition",
        parameters=[ProposalFilterSerializer],
        responses=answers(ProposalSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """By number, with what the last aggregation found of each."""
        return self.page(self._filtered(), ProposalSerializer, self.shown)

    @extend_schema(
        operation_id="proposals_open",
        tags=["Proposals"],
        summary="Open a proposal",
        request=ProposalInputSerializer,
        responses=answers(ProposalSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For participants, while the phase takes proposals."""
        author, given = self.participant, self.read(ProposalInputSerializer)
        if "variant_of" in given:
            given["variant_of"] = self.proposal(given["variant_of"])
        opened = actions.open_proposal(definition=self.definition, author=author, **given)
        shown = self.detail(self.proposal(opened.number))
        return Response(shown, HTTP_201_CREATED, headers={"Location": str(shown["url"])})

    def _filtered(self) -> QuerySet[Proposal]:
        wanted = self.read_query(ProposalFilterSerializer)
        proposals = (
            self.definition.proposals.with_text()
            .select_related("voted", "split_from", "merged_into")
            .prefetch_related("parts", "merged")
            .visible_to(
                self.definition.participant_of(self.request.user),
                is_moderator=self.may(Deed.MODERATE),
            )
        )
        match wanted.get("moderation"):
            case None:
                proposals = proposals.standing()
            case moderation if moderation != ANY:
                proposals = proposals.filter(moderation=moderation)
        if "criterion" in wanted:
            criterion = self.definition.criteria.filter(slug=wanted["criterion"]).first()
            if criterion is None:
                raise UnknownCriterion(
                    definition=self.definition.title, criterion=wanted["criterion"]
                )
            proposals = proposals.filter(criterion=criterion)
        if "status" in wanted:
            proposals = proposals.filter(
                tallies__aggregate=self.definition.last_run(), tallies__status=wanted["status"]
            )
        return proposals


class ProposalDetailView(ProposalView):
    @extend_schema(
        operation_id="proposals_get",
        tags=["Proposals"],
        summary="One proposal",
        responses=answers(ProposalSerializer, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Also those that moderation set aside: they are part of the public record. The words
        of a hidden one are empty but for its author and moderators; one that waits for
        moderation is not there for others."""
        return Response(self.detail(self.proposal(number)))


class RevisionListView(ProposalView):
    scopes = {"POST": "propose"}

    @extend_schema(
        operation_id="proposals_amend",
        tags=["Proposals"],
        summary="Amend a proposal",
        request=RevisionInputSerializer,
        responses=answers(ProposalSerializer, 400, 401, 403, 404, 409, 413, 415, status=201)
        | answers(ProposalSerializer, status=202),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For its author, while the phase takes proposals, and for stewards. 202 where it waits
        for a moderator: the proposal is as it was until then."""
        made = actions.revise_proposal(
            proposal=self.proposal(number),
            author=self._author(),
            **self.read(RevisionInputSerializer),
        )
        shown = self.detail(self.proposal(number))
        status = HTTP_202_ACCEPTED if isinstance(made, HeldAmendment) else HTTP_201_CREATED
        return Response(shown, status, headers={"Location": str(shown["url"])})

    def _author(self) -> Participant | None:
        """Stewards need not take part themselves."""
        if self.may(Deed.AMEND_ANY):
            return self.definition.participant_of(self.request.user)
        return self.participant
