"""All that goes wrong, in one shape: RFC 9457 application/problem+json.

Refusals carry code, status and sentence; what Django and REST framework raise is
translated into refusals of the API's own.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core import exceptions as django_exceptions
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.views import set_rollback

from deliberation import refusals as deliberation_refusals
from deliberation import refusals_evidence, refusals_governance
from deliberation.api import refusals
from deliberation.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
WAITING = (429, 503)
WITHOUT_WAIT = 60  # seconds, where a throttle cannot say how long


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None hands errors of ours on to Django's."""
    refusal = _as_refusal(exc)
    if refusal is None:
        return None
    set_rollback()
    errors = getattr(refusal, "errors", None)
    if isinstance(exc, exceptions.ValidationError):
        errors = list(_flat(exc.detail))
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if refusal.status in WAITING and refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return problem(refusal, errors=errors, headers=headers)


def problem(
    refusal: Refusal,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer that tells of a refusal.

    Non-ASCII is escaped, so that even text that is no valid Unicode can be quoted.
    """
    body = {
        "type": type_of(refusal.code),
        "title": title_of(refusal.code),
        "status": refusal.status,
        "detail": refusal.for_people(),
        "code": refusal.code,
    }
    if errors is not None:
        body["errors"] = errors
    response = JsonResponse(body, status=refusal.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def type_of(code: str) -> str:
    """The URI that names a kind of problem; problems/ lists them."""
    return f"{reverse('api:problems')}#{code}"


def title_of(code: str) -> str:
    """A code in words."""
    return code.replace("-", " ").capitalize()


_MORE_REFUSALS: list[type[Refusal]] = []


def tell_of_refusals(module: ModuleType) -> None:
    """Have the refusals of another app listed too; its `AppConfig.ready` calls this."""
    _MORE_REFUSALS.extend(
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Refusal)
        and kind.__module__ == module.__name__
    )


def known_refusals() -> list[type[Refusal]]:
    """Every refusal that a client can meet, one per code, by status and code."""
    by_code: dict[str, type[Refusal]] = {}
    for module in (deliberation_refusals, refusals_governance, refusals_evidence, refusals):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal:
                by_code.setdefault(kind.code, kind)
    for kind in _MORE_REFUSALS:
        by_code.setdefault(kind.code, kind)
    return sorted(by_code.values(), key=lambda kind: (kind.status, kind.code))


def is_api(request: HttpRequest) -> bool:
    """Whether a request is the API's, so that its errors are told in JSON."""
    return request.path.startswith("/api/")


@csrf_exempt
def api_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For addresses that nobody answers at, whatever the method."""
    return problem(refusals.AddressNotFound())


def api_server_error(request: HttpRequest) -> HttpResponse:
    """For errors of ours. Tells nothing of them; the log does."""
    return problem(refusals.OurFault())


type _Translation = Callable[[Any], Refusal]

# The first that fits is taken: subclasses stand before their bases.
_TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], _Translation], ...] = (
    ((Refusal,), lambda exc: exc),
    ((Http404, exceptions.NotFound), lambda exc: refusals.AddressNotFound()),
    ((exceptions.ValidationError,), lambda exc: refusals.InvalidInput(what=_in_words(exc.detail))),
    ((exceptions.ParseError,), lambda exc: refusals.MalformedBody(reason=exc.detail)),
    ((exceptions.NotAuthenticated,), lambda exc: refusals.NotSignedIn()),
    ((exceptions.AuthenticationFailed,), lambda exc: refusals.BadCredentials(reason=exc.detail)),
    ((exceptions.PermissionDenied,), lambda exc: refusals.Forbidden(reason=exc.detail)),
    (
        (django_exceptions.PermissionDenied,),
        lambda exc: refusals.Forbidden(reason="You may not do this."),
    ),
    ((exceptions.UnsupportedMediaType,), lambda exc: refusals.UnsupportedMediaType()),
    (
        (exceptions.Throttled,),
        lambda exc: refusals.TooManyRequests(seconds=math.ceil(exc.wait or WITHOUT_WAIT)),
    ),
    (
        (django_exceptions.RequestDataTooBig,),
        lambda exc: refusals.BodyTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
    ),
    (
        (
            django_exceptions.SuspiciousOperation,
            django_exceptions.BadRequest,
            MultiPartParserError,
            UnreadablePostError,
        ),
        lambda exc: refusals.BadRequest(),
    ),
)


def _as_refusal(exc: Exception) -> Refusal | None:
    return next(
        (translate(exc) for kinds, translate in _TRANSLATIONS if isinstance(exc, kinds)), None
    )


def _flat(detail: Any, field: str | None = None) -> Iterator[dict[str, Any]]:
    """The errors of a validation, each with the field it is about (None: the whole)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, None if name == "non_field_errors" else name)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, field)
    else:
        yield {"field": field, "code": detail.code.replace("_", "-"), "detail": str(detail)}


def _in_words(detail: Any) -> str:
    return " ".join(
        f"{error['field']}: {error['detail']}" if error["field"] else error["detail"]
        for error in _flat(detail)
    )
