"""Which network block somebody comes from, told by a keyed hash alone."""

import ipaddress
from typing import Any, Final

from django.utils.crypto import salted_hmac

from deliberation.limits import Budget

SALT: Final = "deliberation.networks"
BITS: Final = {4: 24, 6: 48}
LENGTH: Final = 32  # hexadecimal digits


def block_of(address: str) -> str:
    """A keyed hash of the /24 or /48 that an address lies in; "" where it is none.

    The key is the installation's, so that nobody else can try all blocks and find out which
    one it was. IPv4 addresses inside IPv6 ones are taken as what they are.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    block = ipaddress.ip_network((parsed, BITS[parsed.version]), strict=False)
    return salted_hmac(SALT, str(block), algorithm="sha256").hexdigest()[:LENGTH]


def block_of_request(request: Any) -> str:
    """Of whoever calls, seen through as many proxies as the settings say; of pages and API."""
    return block_of(Budget().get_ident(request) or "")
