"""Suspected and excluded votes; verification of stakeholder classes."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions
from deliberation.api.base import DefinitionView
from deliberation.api.pagination import ByIdCursorPagination, ByNumber, NewestFirst
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.integrity import (
    DomainRuleInputSerializer,
    DomainRuleSerializer,
    ExclusionInputSerializer,
    ExclusionSerializer,
    ReasonSerializer,
    SuspicionDetailSerializer,
    SuspicionSerializer,
    VerificationDecisionSerializer,
    VerificationInputSerializer,
    VerificationSerializer,
)
from deliberation.models import Suspicion, User, Verification
from deliberation.permissions import Deed
from deliberation.refusals import UnknownClass
from deliberation.refusals_integrity import DecidedAlready

INTEGRITY, VERIFICATION = "Excluded votes", "Verification"


class TeamView(DefinitionView):
    """Base of what needs an account."""

    permission_classes = (IsAuthenticated,)

    @property
    def caller(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def one(self, rows: Any, **names: Any) -> Any:
        """The row of these names, else a 404."""
        found = rows.filter(**names).first()
        if found is None:
            raise Http404
        return found


class SuspicionListView(TeamView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="suspicions_list",
        tags=[INTEGRITY],
        summary="Suspected votes",
        responses=answers(SuspicionSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For the team. Nothing is excluded by itself."""
        self.require(Deed.SEE_QUEUE)
        return self.page(self.definition.suspicions.all(), SuspicionSerializer)


class SuspicionDetailView(TeamView):
    @extend_schema(
        operation_id="suspicions_get",
        tags=[INTEGRITY],
        summary="One suspicion, with its accounts",
        responses=answers(SuspicionDetailSerializer, 401, 403, 404),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        self.require(Deed.SEE_QUEUE)
        found = self.one(self.definition.suspicions, pk=number)
        return Response(self.show(SuspicionDetailSerializer, found))


class SuspicionDismissalView(TeamView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="suspicions_dismiss",
        tags=[INTEGRITY],
        summary="Dismiss a suspicion",
        request=ReasonSerializer,
        responses=answers(SuspicionSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For stewards. The votes count as before."""
        self.require(Deed.EXCLUDE)
        found: Suspicion = self.one(self.definition.suspicions, pk=number)
        note = self.read(ReasonSerializer)["reason"]
        dismissed = actions.dismiss_suspicion(suspicion=found, by=self.caller, note=note)
        return Response(self.show(SuspicionSerializer, dismissed))


class ExclusionListView(DefinitionView):
    pagination_class = ByNumber
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="exclusions_list",
        tags=[INTEGRITY],
        summary="Excluded votes",
        responses=answers(ExclusionSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every decision that left votes out, with its public reason. Drafts say in
        `left_out` what these votes would change."""
        return self.page(self.definition.exclusions.all(), ExclusionSerializer)

    @extend_schema(
        operation_id="exclusions_create",
        tags=[INTEGRITY],
        summary="Exclude votes",
        request=ExclusionInputSerializer,
        responses=answers(ExclusionSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards, from the next draft on."""
        self.require(Deed.EXCLUDE)
        given = self.read(ExclusionInputSerializer)
        suspicion = None
        if "suspicion" in given:
            suspicion = self.definition.suspicions.filter(pk=given["suspicion"]).first()
            if suspicion is None:
                raise Http404
        assert isinstance(request.user, User)
        exclusion = actions.exclude(
            definition=self.definition,
            by=request.user,
            reason=given["reason"],
            suspicion=suspicion,
            participants=actions.participants_named(self.definition, given.get("pseudonyms", ())),
        )
        return Response(self.show(ExclusionSerializer, exclusion), HTTP_201_CREATED)


class ExclusionReversalView(TeamView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="exclusions_reverse",
        tags=[INTEGRITY],
        summary="Count excluded votes again",
        request=ReasonSerializer,
        responses=answers(ExclusionSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For stewards, from the next draft on."""
        self.require(Deed.EXCLUDE)
        found = self.one(self.definition.exclusions, number=number)
        reason = self.read(ReasonSerializer)["reason"]
        exclusion = actions.reverse_exclusion(exclusion=found, by=self.caller, reason=reason)
        return Response(self.show(ExclusionSerializer, exclusion))


class OwnVerificationView(TeamView):
    scopes = {"POST": "settings", "DELETE": "settings"}

    def latest(self) -> Verification:
        found: Verification = self.one(
            self.participant.verifications.select_related("participant", "stakeholder_class")
        )
        return found

    @extend_schema(
        operation_id="verification_get",
        tags=[VERIFICATION],
        summary="Your last request",
        responses=answers(VerificationSerializer, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(self.show(VerificationSerializer, self.latest()))

    @extend_schema(
        operation_id="verification_ask",
        tags=[VERIFICATION],
        summary="Ask to be verified",
        request=VerificationInputSerializer,
        responses=answers(VerificationSerializer, 400, 401, 403, 404, 409, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """In the class you declared. A rule by e-mail domain answers at once."""
        participant = self.participant
        self.require(Deed.ASK_VERIFICATION)
        asked = actions.ask_for_verification(
            participant=participant, **self.read(VerificationInputSerializer)
        )
        return Response(self.show(VerificationSerializer, asked), HTTP_201_CREATED)

    @extend_schema(
        operation_id="verification_withdraw",
        tags=[VERIFICATION],
        summary="Withdraw your request",
        responses={204: None} | problems(401, 403, 404, 409),
    )
    def delete(self, request: Request, slug: str) -> Response:
        """What you wrote is erased."""
        actions.withdraw_verification(request=self.latest())
        return Response(status=HTTP_204_NO_CONTENT)


class VerificationListView(TeamView):
    pagination_class = ByIdCursorPagination

    @extend_schema(
        operation_id="verifications_list",
        tags=[VERIFICATION],
        summary="Requests to be verified",
        responses=answers(VerificationSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For the team; decided ones too, the oldest first."""
        self.require(Deed.SEE_QUEUE)
        rows = self.definition.verifications.select_related("participant", "stakeholder_class")
        return self.page(rows, VerificationSerializer)


class VerificationDecisionView(TeamView):
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="verifications_decide",
        tags=[VERIFICATION],
        summary="Verify, decline, or verify no longer",
        request=VerificationDecisionSerializer,
        responses=answers(VerificationSerializer, 400, 401, 403, 404, 409, 413, 415),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """For moderators, never on their own."""
        self.require(Deed.VERIFY)
        found: Verification = self.one(self.definition.verifications, pk=number)
        given = self.read(VerificationDecisionSerializer)
        reason = given.get("reason", "")
        match given["decision"]:
            case "verify":
                actions.verify(request=found, by=self.caller, reason=reason)
            case "decline":
                actions.decline(request=found, by=self.caller, reason=reason)
            case _:
                if found.state != Verification.State.VERIFIED:
                    raise DecidedAlready
                actions.revoke_verification(
                    participant=found.participant, by=self.caller, reason=reason
                )
        found.refresh_from_db()
        return Response(self.show(VerificationSerializer, found))


class DomainRuleListView(TeamView):
    pagination_class = ByIdCursorPagination
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="domain_rules_list",
        tags=[VERIFICATION],
        summary="Rules by e-mail domain",
        responses=answers(DomainRuleSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        self.require(Deed.SEE_QUEUE)
        rules = self.definition.domain_rules.select_related("stakeholder_class")
        return self.page(rules, DomainRuleSerializer)

    @extend_schema(
        operation_id="domain_rules_create",
        tags=[VERIFICATION],
        summary="Add a rule",
        request=DomainRuleInputSerializer,
        responses=answers(DomainRuleSerializer, 400, 401, 403, 404, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. Whoever asks and has confirmed an address there is verified."""
        self.require(Deed.ADMIT)
        given = self.read(DomainRuleInputSerializer)
        classes = self.definition.stakeholder_classes.filter(is_guest=False)
        chosen = classes.filter(slug=given["stakeholder_class"]).first()
        if chosen is None:
            raise UnknownClass(
                definition=self.definition.title,
                name=given["stakeholder_class"],
                names=", ".join(classes.values_list("slug", flat=True)),
            )
        rule = actions.add_domain_rule(
            definition=self.definition,
            by=self.caller,
            domain=given["domain"],
            stakeholder_class=chosen,
        )
        return Response(self.show(DomainRuleSerializer, rule), HTTP_201_CREATED)


class DomainRuleDetailView(TeamView):
    @extend_schema(
        operation_id="domain_rules_remove",
        tags=[VERIFICATION],
        summary="Remove a rule",
        responses={204: None} | problems(401, 403, 404),
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """Whoever was verified by it stays so."""
        self.require(Deed.ADMIT)
        rule = self.one(self.definition.domain_rules, pk=number)
        actions.remove_domain_rule(rule=rule, by=self.caller)
        return Response(status=HTTP_204_NO_CONTENT)
