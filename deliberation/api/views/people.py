"""Lists of invitations, announcements, what became of e-mails, and one's own account."""

from types import SimpleNamespace
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from deliberation import actions, mail, privacy
from deliberation.api.base import ApiView, DefinitionView
from deliberation.api.pagination import ByNumber, NewestFirst
from deliberation.api.schema import answers, problems
from deliberation.api.serializers.admission import InvitationSerializer
from deliberation.api.serializers.people import (
    AccountDeletionSerializer,
    AnnouncementInputSerializer,
    AnnouncementSerializer,
    InvitationListInputSerializer,
    InvitationListSerializer,
    SentMailSerializer,
)
from deliberation.api.views.integrity import TeamView
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals_integrity import NotConfirmed

TAG = "Participation"


class InvitationListsView(TeamView):
    pagination_class = NewestFirst
    scopes = {"POST": "invite"}

    def counted(self) -> Any:
        of = "invitations"
        return self.definition.invitation_lists.annotate(
            total=Count(of),
            used=Count(of, filter=Q(invitations__uses__gte=F("invitations__most_uses"))),
            sent=Count(of, filter=Q(invitations__mail__sent_at__isnull=False)),
            failed=Count(of, filter=Q(invitations__mail__failed_at__isnull=False)),
        )

    @staticmethod
    def shown(rows: list[Any]) -> list[Any]:
        names = ("total", "used", "sent", "failed")
        return [
            SimpleNamespace(list=row, **{name: getattr(row, name) for name in names})
            for row in rows
        ]

    @extend_schema(
        operation_id="invitation_lists_list",
        tags=[TAG],
        summary="Lists of invitations",
        responses=answers(InvitationListSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For stewards and observers: how far the sending is, and which rows were none."""
        self.require(Deed.OVERSEE)
        return self.page(self.counted(), InvitationListSerializer, self.shown)

    @extend_schema(
        operation_id="invitation_lists_create",
        tags=[TAG],
        summary="Invite a list",
        request=InvitationListInputSerializer,
        responses=answers(InvitationListSerializer, 400, 401, 403, 404, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. The worker sends the e-mails."""
        self.require(Deed.ADMIT)
        given = self.read(InvitationListInputSerializer)
        made = actions.invite_list(
            definition=self.definition,
            by=self.caller,
            name=given["name"],
            content=given["csv"].encode(),
            language=get_language() or "en-gb",
        )
        [row] = self.shown([self.counted().get(pk=made.pk)])
        return Response(self.show(InvitationListSerializer, row), HTTP_201_CREATED)


class InvitationResendView(TeamView):
    scopes = {"POST": "invite"}

    @extend_schema(
        operation_id="invitations_resend",
        tags=[TAG],
        summary="Send an invitation again",
        request=None,
        responses=answers(InvitationSerializer, 401, 403, 404, 409),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """With a new link; the one before no longer works."""
        self.require(Deed.ADMIT)
        found = self.one(self.definition.invitations, pk=number)
        sent = actions.resend_invitation(invitation=found, language=get_language() or "en-gb")
        return Response(self.show(InvitationSerializer, sent))


class AnnouncementListView(DefinitionView):
    pagination_class = ByNumber
    scopes = {"POST": "announce"}

    @extend_schema(
        operation_id="announcements_list",
        tags=["Announcements"],
        summary="Announcements",
        responses=answers(AnnouncementSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.page(self.definition.announcements.all(), AnnouncementSerializer)

    @extend_schema(
        operation_id="announcements_create",
        tags=["Announcements"],
        summary="Announce",
        request=AnnouncementInputSerializer,
        responses=answers(AnnouncementSerializer, 400, 401, 403, 404, 413, 415, status=201),
    )
    def post(self, request: Request, slug: str) -> Response:
        """For stewards. Whoever follows the definition hears of it by e-mail."""
        self.require(Deed.ANNOUNCE)
        assert isinstance(request.user, User)
        made = actions.announce(
            definition=self.definition, by=request.user, **self.read(AnnouncementInputSerializer)
        )
        return Response(self.show(AnnouncementSerializer, made), HTTP_201_CREATED)


class MailListView(TeamView):
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="mails_list",
        tags=[TAG],
        summary="What became of e-mails",
        responses=answers(SentMailSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """For stewards and observers: those sent in the definition's name."""
        self.require(Deed.OVERSEE)
        return self.page(self.definition.mails.all(), SentMailSerializer)


class MailRetryView(TeamView):
    @extend_schema(
        operation_id="mails_retry",
        tags=[TAG],
        summary="Try an e-mail again now",
        request=None,
        responses=answers(SentMailSerializer, 401, 403, 404),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Where it waits after a failure; nothing is done where it was sent or given up."""
        self.require(Deed.ADMIT)
        found = self.one(self.definition.mails, pk=number)
        mail.send_again(found)
        found.refresh_from_db()
        return Response(self.show(SentMailSerializer, found))


class OwnDataView(ApiView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="account_data",
        tags=["Account"],
        summary="Everything about you",
        responses=answers(OpenApiTypes.OBJECT, 401),
    )
    def get(self, request: Request) -> Response:
        """A list for each kind of data, under the name of its table."""
        assert isinstance(request.user, User)
        return Response(privacy.data_of(request.user))


class AccountDeletionView(ApiView):
    permission_classes = (IsAuthenticated,)
    scopes = {"POST": "settings"}

    @extend_schema(
        operation_id="account_delete",
        tags=["Account"],
        summary="Delete your account",
        request=AccountDeletionSerializer,
        responses={204: None} | problems(400, 401, 409, 413, 415),
    )
    def post(self, request: Request) -> Response:
        """Who you are is erased; what you published stays under its pseudonyms, which lead to
        nobody. It cannot be undone."""
        assert isinstance(request.user, User)
        given = self.read(AccountDeletionSerializer)
        if given["email"].lower() != request.user.email:
            raise NotConfirmed
        privacy.delete_account(user=request.user, withdraw_votes=given["votes"] == "withdraw")
        return Response(status=HTTP_204_NO_CONTENT)
