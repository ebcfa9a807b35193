"""Answering with a page."""

import hashlib
import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from deliberation.web.access import Visit

MOST: Final = 100  # proposals that an address remembers as skipped
LARGEST: Final = 2**31 - 1  # nothing here is numbered beyond it, and databases refuse more


def show(
    request: HttpRequest,
    template: str,
    *,
    section: str,
    visit: Visit | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page. section: which entry of the navigation it stands under.

    Pages name who is signed in, so no shared cache may keep them.
    """
    if visit is not None:
        context |= {
            "definition": visit.definition,
            "participant": visit.participant,
            "visit": visit,
        }
    response = render(
        request, f"deliberation/{template}", context | {"section": section}, status=status
    )
    patch_cache_control(response, private=True, no_cache=True)
    return response


MASKED: Final = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]{64}')


def if_changed(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response with an ETag, or 304 where the browser has the same page.

    A weak one: the mask of the form token differs each time, and what it masks does not
    unless somebody signs in or out.
    """
    digest = hashlib.sha256(MASKED.sub(rb"\1", response.content))
    digest.update(request.META.get("CSRF_COOKIE", "").encode())
    response["ETag"] = f'W/"{digest.hexdigest()}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer or response


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks, and wants the part of the page that it swaps."""
    return bool(getattr(request, "htmx", False))


def leave(request: HttpRequest, elsewhere: HttpResponseBase) -> HttpResponseBase:
    """Send somebody to another page; htmx would otherwise swap it into a part of this one."""
    if is_htmx(request) and isinstance(elsewhere, HttpResponseRedirectBase):
        return HttpResponseClientRedirect(elsewhere.url)
    return elsewhere


def numbers_in(text: str) -> tuple[int, ...]:
    """The whole numbers of a list such as "3,7", the last MOST of them; others are left out."""
    numbers = [int(part) for part in text[:2000].split(",") if part.isdecimal() and part.isascii()]
    return tuple(number for number in numbers if number <= LARGEST)[-MOST:]


def number_in(request: HttpRequest, name: str, default: int = 0) -> int:
    """A whole number from the address, or the default where it is none."""
    try:
        number = int(request.GET.get(name, ""))
    except ValueError:
        return default
    return number if 0 <= number <= LARGEST else default
