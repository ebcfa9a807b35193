"""What is known of AI systems: records, proposed ones, and disputes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.actions.bringing import Left, bring_in, look_at
from deliberation.api import access, present
from deliberation.api.base import ApiView
from deliberation.api.pagination import ByIdCursorPagination, NewestFirst
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.systems import (
    ALL,
    BroughtSerializer,
    DisputeFilterSerializer,
    DisputeSerializer,
    EvidenceDecisionInputSerializer,
    EvidenceFileInputSerializer,
    EvidenceFilterSerializer,
    EvidenceInputSerializer,
    EvidenceSerializer,
    ObjectionInputSerializer,
    ProposedFilterSerializer,
    ProposedSerializer,
    RulingInputSerializer,
)
from deliberation.exchange.evidence import About, read
from deliberation.models import Dispute, ProposedEvidence

BY_SLUG = {"system": "system__slug", "criterion": "criterion__slug"}


def _as_lookups(wanted: dict[str, Any], *, through: str = "") -> dict[str, Any]:
    """Filters with the slugs of system and criterion looked up."""
    return {
        f"{through}{BY_SLUG[name]}" if name in BY_SLUG else name: value
        for name, value in wanted.items()
    }


class EvidenceListView(ApiView):
    pagination_class = ByIdCursorPagination

    @extend_schema(
        operation_id="evidence_list",
        tags=["Evidence"],
        summary="What is recorded of systems",
        parameters=[EvidenceFilterSerializer],
        responses=answers(EvidenceSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """The oldest first. What follows from licences alone is recorded nowhere; assessments
        tell it."""
        wanted = self.read_query(EvidenceFilterSerializer)
        records = access.evidence()
        if wanted.pop("which", None) != ALL:
            records = records.current()
        return self.page(
            records.filter(**_as_lookups(wanted)), EvidenceSerializer, present.with_bylines
        )


class EvidenceDetailView(ApiView):
    @extend_schema(
        operation_id="evidence_get",
        tags=["Evidence"],
        summary="One record",
        responses=answers(EvidenceSerializer, 404),
    )
    def get(self, request: Request, number: int) -> Response:
        (record,) = present.with_bylines([access.evidence_of(number)])
        return Response(self.show(EvidenceSerializer, record))


class _ProposedView(ApiView):
    """Base of what is said and done about proposed records."""

    def answer(self, proposed: ProposedEvidence, status: int = 200) -> Response:
        (found,) = present.with_bylines([access.proposed_evidence_of(proposed.pk)])
        shown = self.show(ProposedSerializer, found)
        headers = {"Location": str(shown["url"])} if status == HTTP_201_CREATED else None
        return Response(shown, status, headers=headers)


class ProposedListView(_ProposedView):
    pagination_class = NewestFirst
    scopes = {"POST": "evidence"}

    @extend_schema(
        operation_id="proposed_evidence_list",
        tags=["Evidence"],
        summary="Records that somebody brought in",
        parameters=[ProposedFilterSerializer],
        responses=answers(ProposedSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """The newest first, with what was decided on them and why."""
        wanted = _as_lookups(self.read_query(ProposedFilterSerializer))
        return self.page(
            access.proposed_evidence().filter(**wanted), ProposedSerializer, present.with_bylines
        )

    @extend_schema(
        operation_id="proposed_evidence_propose",
        tags=["Evidence"],
        summary="Bring in a record",
        request=EvidenceInputSerializer,
        responses=answers(ProposedSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """For those who take part in a public definition that uses the criterion. It counts
        once a moderator accepts it."""
        given = self.read(EvidenceInputSerializer)
        system = access.system_named(given.pop("system"))
        criterion = access.criterion_named(given.pop("criterion"))
        proposed = actions.propose_evidence(
            system=system, criterion=criterion, by=self.account, **given
        )
        return self.answer(proposed, HTTP_201_CREATED)


class EvidenceFileView(ApiView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "evidence"}

    @extend_schema(
        operation_id="proposed_evidence_import",
        tags=["Evidence"],
        summary="Bring in a file of evidence",
        request=EvidenceFileInputSerializer,
        responses=answers(BroughtSerializer, 400, 401, 413, 415, status=201)
        | {(200, "application/json"): BroughtSerializer},
    )
    def post(self, request: Request) -> Response:
        """A table, model card, MOF file or SPDX document: all of it comes in as proposals, or
        nothing. 200 where one only looks."""
        given = self.read(EvidenceFileInputSerializer)
        about = About(given["system"], given["source_url"], given["seen"])
        rows = read(given["content"].encode(), way=given["way"], about=about)
        do = look_at if given["only_look"] else bring_in
        found = do(rows.given, by=self.account, way=given["way"])
        shown = {
            "records": found.records,
            "left_out": [*_told(found.left), *rows.unread],
            "bad": _told(found.bad),
        }
        status = HTTP_200_OK if given["only_look"] else HTTP_201_CREATED
        return Response(self.show(BroughtSerializer, shown), status)


def _told(rows: list[Left]) -> list[dict[str, str]]:
    return [{"place": each.given.place, "reason": each.reason} for each in rows]


class ProposedDetailView(_ProposedView):
    @extend_schema(
        operation_id="proposed_evidence_get",
        tags=["Evidence"],
        summary="One record that somebody brought in",
        responses=answers(ProposedSerializer, 404),
    )
    def get(self, request: Request, number: int) -> Response:
        return self.answer(access.proposed_evidence_of(number))

    @extend_schema(
        operation_id="proposed_evidence_withdraw",
        tags=["Evidence"],
        summary="Take back a record of one's own",
        responses={204: None} | problems(401, 404, 409),
    )
    def delete(self, request: Request, number: int) -> Response:
        """While nobody has decided on it. It stays readable, as withdrawn."""
        proposed = access.proposed_evidence_of(number)
        actions.withdraw_evidence(proposed=proposed, by=self.account)
        return Response(status=HTTP_204_NO_CONTENT)


class EvidenceDecisionView(_ProposedView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="proposed_evidence_decide",
        tags=["Evidence"],
        summary="Decide on a record that somebody brought in",
        request=EvidenceDecisionInputSerializer,
        responses=answers(ProposedSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, number: int) -> Response:
        """For moderators of a definition that uses the criterion; never on one's own."""
        given = self.read(EvidenceDecisionInputSerializer)
        proposed = access.proposed_evidence_of(number)
        decided = {"proposed": proposed, "by": self.account, "reason": given["reason"]}
        if given["decision"] == "accept":
            actions.accept_evidence(**decided, replaces=given["replaces"])
        else:
            actions.decline_evidence(**decided)
        return self.answer(proposed)


class _DisputeView(ApiView):
    """Base of what is said and done about disputes."""

    def answer(self, dispute: Dispute, status: int = 200) -> Response:
        (found,) = present.with_bylines([access.dispute_of(dispute.pk)])
        shown = self.show(DisputeSerializer, found)
        headers = {"Location": str(shown["url"])} if status == HTTP_201_CREATED else None
        return Response(shown, status, headers=headers)


class ObjectionView(_DisputeView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "evidence"}

    @extend_schema(
        operation_id="evidence_dispute",
        tags=["Evidence"],
        summary="Object to the current record",
        request=ObjectionInputSerializer,
        responses=answers(DisputeSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, number: int) -> Response:
        """An objection alone changes no verdict; a record that contradicts does, once a
        moderator lets it stand beside the current one."""
        given = self.read(ObjectionInputSerializer)
        opened = actions.dispute(evidence=access.evidence_of(number), by=self.account, **given)
        return self.answer(opened, HTTP_201_CREATED)


class DisputeListView(_DisputeView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="disputes_list",
        tags=["Evidence"],
        summary="Disputes about what is recorded",
        parameters=[DisputeFilterSerializer],
        responses=answers(DisputeSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """The newest first, with what was decided and why."""
        wanted = _as_lookups(self.read_query(DisputeFilterSerializer), through="evidence__")
        return self.page(
            access.disputes().filter(**wanted), DisputeSerializer, present.with_bylines
        )


class DisputeDetailView(_DisputeView):
    @extend_schema(
        operation_id="disputes_get",
        tags=["Evidence"],
        summary="One dispute",
        responses=answers(DisputeSerializer, 404),
    )
    def get(self, request: Request, number: int) -> Response:
        return self.answer(access.dispute_of(number))


class RulingView(_DisputeView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="disputes_rule",
        tags=["Evidence"],
        summary="End a dispute",
        request=RulingInputSerializer,
        responses=answers(DisputeSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, number: int) -> Response:
        """For moderators of a definition that uses the criterion; never on one's own."""
        given = self.read(RulingInputSerializer)
        dispute = access.dispute_of(number)
        actions.decide_dispute(dispute=dispute, by=self.account, **given)
        return self.answer(dispute)
