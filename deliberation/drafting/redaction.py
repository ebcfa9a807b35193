"""Erasing a text from what was published, so that the rest can still be checked.

Where a text must go by law, its hash takes its place, in the stored wording and in every
draft that carried it. So whoever recomputes such a draft from the log gets its present
bytes, and whoever kept a copy from before can check that nothing else was changed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from deliberation.drafting.canonical import canonical, content_hash

MARK: Final = "[Text removed by moderation. SHA-256: "


def placeholder(text: str) -> str:
    """What stands for an erased text; for a placeholder, itself."""
    if is_placeholder(text):
        return text
    return f"{MARK}{hashlib.sha256(text.encode()).hexdigest()}]"


def is_placeholder(text: str) -> bool:
    return text.startswith(MARK) and len(text) == len(MARK) + 65 and text.endswith("]")


def redacted(content: Any, texts: Mapping[str, str]) -> Any:
    """The content with each of these texts replaced wherever it is a whole value.

    texts: what to put for each text.
    """
    if isinstance(content, str):
        return texts.get(content, content)
    if isinstance(content, Mapping):
        return {key: redacted(value, texts) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [redacted(each, texts) for each in content]
    return content


def is_redaction_of(copy: bytes, published: bytes, named: str) -> bool:
    """Whether the published bytes are this earlier copy with nothing but texts erased.

    named: the content hash that the draft was published under, which the copy must have.
    """
    return (
        content_hash(copy) == named
        and canonical(_like(json.loads(copy), json.loads(published))) == published
    )


def _like(copy: Any, published: Any) -> Any:
    """The copy, with what is a placeholder in the published content erased in it too."""
    if isinstance(copy, str) and isinstance(published, str):
        return placeholder(copy) if is_placeholder(published) else copy
    if isinstance(copy, dict) and isinstance(published, dict):
        return {key: _like(value, published.get(key)) for key, value in copy.items()}
    if isinstance(copy, list) and isinstance(published, list) and len(copy) == len(published):
        return [_like(*pair) for pair in zip(copy, published, strict=True)]
    return copy
