"""What every view of the API shares: who calls, what they sent, how often they may."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property
from drf_spectacular.authentication import SessionScheme
from redis.exceptions import RedisError
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from deliberation import permissions
from deliberation.api import access, refusals
from deliberation.api.negotiation import FormatThenAccept
from deliberation.models import Argument, Definition, Draft, Participant, Proposal, User
from deliberation.permissions import Deed

logger = logging.getLogger(__name__)


class TokenIfWellFormed(TokenAuthentication):
    """Asks the database for nothing that it would refuse to look up."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        if not (key.isascii() and key.isalnum()):
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(key)


class SessionIfSent(SessionAuthentication):
    """Leaves the session alone where no cookie came, so that such answers do not vary
    by cookie and any HTTP cache can keep them."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        return super().authenticate(request)


class SessionIfSentScheme(SessionScheme):
    target_class = "deliberation.api.base.SessionIfSent"
    name = "cookieAuth"


class JsonParser(JSONParser):
    """Also refuses what is nested too deep to be read."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("it is nested too deep.") from error


class ApiView(APIView):
    """Base of all views. `scopes` names a throttle of its own per method."""

    authentication_classes = (TokenIfWellFormed, SessionIfSent)
    content_negotiation_class = FormatThenAccept
    parser_classes: tuple[type[BaseParser], ...] = (JsonParser,)
    pagination_class: type[BasePagination] | None = None
    scopes: ClassVar[Mapping[str, str]] = {}

    @property
    def account(self) -> User:
        """Who calls, where only those who are signed in can."""
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def throttle_scope(self) -> str | None:
        return self.scopes.get(self.request.method or "")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that nobody may use here is 405, whoever asks."""
        if request.method not in self.allowed_methods:
            raise refusals.MethodNotAllowed(method=request.method)
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request: Request) -> None:
        """A cache that is away stops nobody: votes must not depend on it."""
        try:
            super().check_throttles(request)
        except (RedisError, OSError):
            logger.warning("throttles_unavailable", exc_info=True)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """What does not say that it may be kept may not be."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def read(self, serializer_class: type[BaseSerializer]) -> dict[str, Any]:
        """The body, validated."""
        return self._validated(serializer_class, self.request.data)

    def read_query(self, serializer_class: type[BaseSerializer]) -> dict[str, Any]:
        """The query string, validated."""
        return self._validated(serializer_class, self.request.query_params)

    def _validated(self, serializer_class: type[BaseSerializer], data: Any) -> dict[str, Any]:
        serializer = serializer_class(data=data, context={"request": self.request})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def show(self, serializer_class: type[BaseSerializer], shown: Any) -> Any:
        """What a serializer makes of a row, with addresses of this host."""
        return serializer_class(shown, context={"request": self.request}).data

    def page(
        self,
        rows: QuerySet[Any],
        serializer_class: type[BaseSerializer],
        prepare: Callable[[list[Any]], list[Any]] = list,
    ) -> Response:
        """One page of rows; `prepare` adds to the page's rows what is shown of them."""
        assert self.pagination_class is not None
        paginator = self.pagination_class()
        shown = prepare(paginator.paginate_queryset(rows, self.request, self) or [])
        return paginator.get_paginated_response(
            serializer_class(shown, many=True, context={"request": self.request, "view": self}).data
        )


class DefinitionView(ApiView):
    """Base of the views inside one definition. A definition that one may not see is a 404."""

    @cached_property
    def definition(self) -> Definition:
        return access.visible_definition(self.request.user, self.kwargs["slug"])

    @cached_property
    def participant(self) -> Participant:
        return access.participant_of(self.definition, self.request.user)

    @cached_property
    def own_roles(self) -> frozenset[permissions.Who]:
        """What the caller is to this definition."""
        return permissions.roles_of(self.request.user, self.definition)

    def may(self, deed: Deed) -> bool:
        return permissions.may(self.own_roles, deed, self.definition.phase)

    def require(self, deed: Deed) -> None:
        """Raises RoleNeeded or NotInThisPhase."""
        permissions.require_of(self.request.user, self.own_roles, deed, self.definition)

    def proposal(self, number: int) -> Proposal:
        """As the caller may see it; a 404 while it waits for moderation, for most."""
        found = access.proposal_of(self.definition, number)
        if found.is_pending and not self.may_read(found):
            raise refusals.ProposalNotFound(definition=self.definition.title, number=number)
        return found

    def may_read(self, text: Proposal | Argument) -> bool:
        """Whether the caller reads what is hidden or waits: its author, and moderators."""
        if self.may(Deed.MODERATE):
            return True
        user = self.request.user
        author = text.author
        return author is not None and user.is_authenticated and author.user_id == user.pk

    def draft(self, version: str) -> Draft:
        return access.draft_of(self.definition, version)
