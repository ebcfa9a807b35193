"""What people wrote, inside Markdown documents of ours: it keeps to its place there.

Their subset of Markdown knows no HTML, images, headings, quotations, tables or rules; what
would be one of these in a reader's full Markdown is escaped, so that it shows as it was typed.
"""

import re
from collections.abc import Iterator

# Also a definition of a link's target, which would vanish.
OPENS_A_BLOCK = re.compile(
    r"^(#{1,6}(?=\s|$)|>|\||=+$|`{3}|~{3}|\[(?=[^\]]*\]:)|[-*_](?=\s*[-*_]\s*[-*_][-*_\s]*$)|-+$)"
)
OPENS_A_LIST = re.compile(r"^(?:(?=[-+*](?:\s|$))|(\d{1,9})(?=[.)](?:\s|$)))")
# <https://…> is a link, which the subset has.
MARKUP = re.compile(r"<(?!https?://[^\s<>]*>)|!(?=\[)|&(?=#?\w+;)")


def quoted(wording: str) -> str:
    """A wording as a quotation: one run of text, whose lines open nothing."""
    return "\n".join(f"> {line}".rstrip() for line in _lines(wording, lists=False))


def preamble(text: str) -> str:
    """A preamble: paragraphs and lists."""
    return "\n".join(_lines(text, lists=True))


def _lines(text: str, *, lists: bool) -> Iterator[str]:
    for line in text.splitlines():
        bare = line.strip()
        kept = OPENS_A_BLOCK.sub(r"\\\1", MARKUP.sub(_escaped, bare))
        yield kept if lists else OPENS_A_LIST.sub(r"\1\\", kept)


def _escaped(found: re.Match[str]) -> str:
    """With a backslash before it, unless one stands there that itself is not escaped."""
    before = found.string[: found.start()]
    is_escaped = (len(before) - len(before.rstrip("\\"))) % 2
    return found[0] if is_escaped else f"\\{found[0]}"
