"""How often one person may do one kind of deed, over pages and API together.

settings.RATES names the deeds. Members have one budget for each, whichever face they use;
guests have settings.GUEST_RATES where it says more, per browser; anybody else shares the
budget of their network address. REST framework's throttle does the counting.
"""

import logging
import math
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

from deliberation import guests

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
DEEDS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WITHOUT_WAIT: Final = 60  # seconds, where nothing can say how long
LONG: Final = 60  # characters from which on a value is shown and not hidden


class Budget(SimpleRateThrottle):
    """What is left of one deed for whoever calls. The API's views name theirs in `scopes`."""

    def __init__(self) -> None:
        """The rate depends on who calls, so `spend` reads it."""
        self.key, self.history = "", []

    def allow_request(self, request: Any, view: Any) -> bool:
        deed = getattr(view, "throttle_scope", None)
        return deed is None or self.spend(request, deed)

    def spend(self, request: Any, deed: str) -> bool:
        """Whether the deed may be done now; counts it. A cache that is away stops nobody."""
        self.scope = deed
        is_member = request.user.is_authenticated
        rates = settings.RATES if is_member else settings.RATES | settings.GUEST_RATES
        self.num_requests, self.duration = self.parse_rate(rates[deed])
        self.rate = rates[deed]
        try:
            return super().allow_request(request, None)  # type: ignore[arg-type]
        except (RedisError, OSError):
            logger.warning("limits_unavailable", exc_info=True)
            return True

    def get_cache_key(self, request: Any, view: Any) -> str:
        if request.user.is_authenticated:
            whose = f"user-{request.user.pk}"
        elif key := guests.key_of(request):
            whose = f"guest-{key}"
        else:
            whose = f"address-{self.get_ident(request)}"
        return self.cache_format % {"scope": self.scope, "ident": whose}

    def give_back(self) -> None:
        """Undo the last `spend`: nothing was done."""
        try:
            cache.set(self.key, self.history[1:], self.duration)
        except (RedisError, OSError):
            logger.warning("limits_unavailable", exc_info=True)

    def seconds(self) -> int:
        """How long to wait before the deed may be done again."""
        return math.ceil(self.wait() or WITHOUT_WAIT)


def limited(deed: str) -> Callable[[View], View]:
    """Let a page's view be posted to as often as `deed` allows, else answer 429.

    A form that is sent back for correction (422) costs nothing.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in DEEDS:
                return view(request, *args, **kwargs)
            budget = Budget()
            if not budget.spend(request, deed):
                return too_many(request, budget.seconds())
            response = view(request, *args, **kwargs)
            if response.status_code == 422:
                budget.give_back()
            return response

        return guarded

    return decorate


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """A page that says when to return and holds what was sent, ready to be sent again.

    htmx gets the notice alone; the form it came from stays as it is.
    """
    sent = [
        {"name": name, "value": value, "is_long": len(value) > LONG}
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    is_htmx = getattr(request, "htmx", False)
    response = render(
        request,
        "429.html#notice" if is_htmx else "429.html",
        {"seconds": seconds, "minutes": math.ceil(seconds / 60), "sent": sent},
        status=429,
    )
    response["Retry-After"] = str(seconds)
    if is_htmx:
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:#notices:top"
    return response
