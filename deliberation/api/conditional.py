"""Answers that whoever has them already is not sent again."""

from collections.abc import Callable, Mapping

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.refusals import PreconditionFailed


def unless_known(
    request: Request, headers: Mapping[str, str], write: Callable[[], str | bytes]
) -> HttpResponseBase:
    """What `write` gives, or a 304 where the request names its ETag, with these headers.

    Raises PreconditionFailed.
    """
    answer = get_conditional_response(request._request, etag=headers["ETag"])
    if answer is not None and answer.status_code != 304:
        raise PreconditionFailed
    if answer is None:
        answer = Response(write())
    for name, value in headers.items():
        answer.headers[name] = value
    # A 304 varies by what its 200 does, which middleware compresses.
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
