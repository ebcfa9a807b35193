"""Where a request comes from: its address, and its network block by a keyed hash alone."""

import ipaddress
from typing import Any, Final

from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

SALT: Final = "deliberation.networks"
BITS: Final = {4: 24, 6: 48}
LENGTH: Final = 32  # hexadecimal digits


type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def caller(request: Any) -> str:
    """The address that a request of pages or API comes from, as it was given; NUM_PROXIES
    says whose word is taken for it."""
    return BaseThrottle().get_ident(getattr(request, "_request", request)) or ""


def parsed(address: str) -> Address | None:
    """None where it is none. IPv4 addresses inside IPv6 ones are taken as what they are."""
    try:
        found = ipaddress.ip_address(address.strip().split("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def block_of(address: str) -> str:
    """A keyed hash of the /24 or /48 that an address lies in; "" where it is none.

    The key is the installation's, so that nobody else can try all blocks and find out which
    one it was.
    """
    found = parsed(address)
    if found is None:
        return ""
    block = ipaddress.ip_network((found, BITS[found.version]), strict=False)
    return salted_hmac(SALT, str(block), algorithm="sha256").hexdigest()[:LENGTH]


def block_of_request(request: Any) -> str:
    """Of whoever calls."""
    return block_of(caller(request))
