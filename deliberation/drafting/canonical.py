"""The bytes of record: RFC 8785 canonical JSON and its SHA-256."""

import hashlib
from typing import Any

import rfc8785


def canonical(content: dict[str, Any]) -> bytes:
    """The one way to write this content as JSON (RFC 8785), UTF-8.

    Raises rfc8785.CanonicalizationError on what JSON cannot carry: NaN, infinities,
    integers beyond 2⁵³.
    """
    return rfc8785.dumps(content)


def content_hash(written: bytes) -> str:
    """SHA-256 of canonical bytes, 64 hexadecimal digits; also the strong ETag."""
    return hashlib.sha256(written).hexdigest()
