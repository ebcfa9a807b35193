"""How often one person, and one network, may do one kind of deed, by page and API together.

settings.LIMITS is the table. Members have one budget for each deed, whichever face they use,
and a smaller one besides while their account is new; guests have settings.GUEST_RATES where
it says more, per browser; anybody else shares the budget of their network. All who come from
one network share one budget more. REST framework's throttle does the counting.
"""

import ipaddress
import logging
import math
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from deliberation import guests, sent
from deliberation.networks import caller, parsed

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
DEEDS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WITHOUT_WAIT: Final = 60  # seconds, where nothing can say how long


def network_of(request: Any) -> str:
    """The network that a request comes from: an IPv4 address, or 64 bits of an IPv6 one,
    which is what one household gets."""
    given = caller(request)
    address = parsed(given)
    if address is None:
        return given[:64]
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def is_new(user: Any) -> bool:
    """Whether an account is so young that it starts slower."""
    return bool(timezone.now() - user.date_joined < timedelta(hours=settings.NEW_ACCOUNT_HOURS))


class Purse(SimpleRateThrottle):
    """What one person, or all of one network, may still do of one deed."""

    key: str

    def __init__(self, key: str, rate: str) -> None:
        self.key = self.cache_format % {"scope": "deed", "ident": key}
        self.rate, self.history = rate, []
        self.num_requests, self.duration = self.parse_rate(rate)

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.key

    def give_back(self) -> None:
        """Undo the last deed counted."""
        cache.set(self.key, self.history[1:], self.duration)


class Budget(BaseThrottle):
    """What is left of one deed for whoever calls. The API's views name theirs in `scopes`."""

    def __init__(self) -> None:
        self.purses: list[Purse] = []
        self.empty: Purse | None = None

    def allow_request(self, request: Any, view: Any) -> bool:
        deed = getattr(view, "throttle_scope", None)
        return deed is None or self.spend(request, deed)

    def spend(self, request: Any, deed: str) -> bool:
        """Whether the deed may be done now; counts it. A cache that is away stops nobody."""
        self.purses, self.empty = [], None
        for purse in purses_of(request, deed):
            try:
                if purse.allow_request(request, None):  # type: ignore[arg-type]
                    self.purses.append(purse)
                    continue
            except (RedisError, OSError):
                logger.warning("limits_unavailable", exc_info=True)
                return True
            self.give_back()
            self.empty = purse
            return False
        return True

    def give_back(self) -> None:
        """Undo the last `spend`: nothing was done."""
        try:
            for purse in self.purses:
                purse.give_back()
        except (RedisError, OSError):
            logger.warning("limits_unavailable", exc_info=True)

    def wait(self) -> float | None:
        return self.empty.wait() if self.empty else None

    def seconds(self) -> int:
        """How long to wait before the deed may be done again."""
        return math.ceil(self.wait() or WITHOUT_WAIT)


def purses_of(request: Any, deed: str) -> Iterator[Purse]:
    """One for the person, a smaller one while the account is new, and one for the network."""
    network = network_of(request)
    if request.user.is_authenticated:
        person = f"{deed}-user-{request.user.pk}"
        yield Purse(person, settings.RATES[deed])
        if deed in settings.NEW_RATES and is_new(request.user):
            yield Purse(f"new-{person}", settings.NEW_RATES[deed])
    else:
        key = guests.key_of(request)
        whose = f"guest-{key}" if key else f"address-{network}"
        yield Purse(f"{deed}-{whose}", (settings.RATES | settings.GUEST_RATES)[deed])
    if deed in settings.NETWORK_RATES:
        yield Purse(f"{deed}-network-{network}", settings.NETWORK_RATES[deed])


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
    is_htmx = getattr(request, "htmx", False)
    response = render(
        request,
        "429.html#notice" if is_htmx else "429.html",
        {
            "seconds": seconds,
            "minutes": math.ceil(seconds / 60),
            "sent": sent.fields(request),
            "address": request.get_full_path(),
        },
        status=429,
    )
    response["Retry-After"] = str(seconds)
    if is_htmx:
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:#notices:top"
    return response
