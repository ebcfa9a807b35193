"""What people write, as HTML: a subset of Markdown and nothing else.

Two forms. Inline (wordings, arguments): emphasis, strong, code, links and line breaks.
Blocks (rationales, preambles): the same in paragraphs and lists. Links lead to http and
https alone. What is outside the subset stays as it was typed. The text as typed is what is
stored and exported.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The longer word first, or MUST would win over MUST NOT.
RFC_WORD: Final = re.compile(r"\b(MUST NOT|MUST|SHOULD|MAY)\b")
REMEMBERED: Final = 2048  # texts; a draft of 200 clauses is read far more often than written

INLINE_RULES: Final = [
    "autolink", "backticks", "balance_pairs", "emphasis", "escape", "link", "newline",
]  # fmt: skip
INLINE_TAGS: Final = {"a", "br", "code", "em", "strong"}
BLOCK_TAGS: Final = INLINE_TAGS | {"li", "ol", "p", "ul"}


def emphasise(escaped: str) -> str:
    """Set the RFC 2119 words apart in text that is escaped already."""
    return RFC_WORD.sub(r'<strong class="rfc">\1</strong>', escaped)


def _parser(*block_rules: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True}).enable([*INLINE_RULES, *block_rules])
    parser.validateLink = _is_web_address  # type: ignore[method-assign]
    parser.add_render_rule("text", _text)
    for kind in ("softbreak", "hardbreak"):
        parser.add_render_rule(kind, _line_break)
    return parser


def _is_web_address(url: str) -> bool:
    return url.lower().startswith(("https://", "http://"))


def _text(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return emphasise(escape(tokens[index].content))


def _line_break(*_: Any) -> str:
    # Without the renderer's newline, which shows as a second break where space is kept.
    return "<br>"


_inline = _parser()
_blocks = _parser("list")


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    """The second lock: whatever the parser made of it, only these tags come through."""
    return nh3.Cleaner(
        tags=tags,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        allowed_classes={"strong": {"rfc"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    )


_clean_inline = _cleaner(INLINE_TAGS)
_clean_blocks = _cleaner(BLOCK_TAGS)


@lru_cache(REMEMBERED)
def marked(text: str) -> SafeString:
    """Rationales and preambles: paragraphs and lists, their RFC 2119 words set apart."""
    return mark_safe(_clean_blocks.clean(_blocks.render(text)))  # noqa: S308


@lru_cache(REMEMBERED)
def marked_inline(text: str) -> SafeString:
    """Wordings and arguments: one run of text, its RFC 2119 words set apart."""
    return mark_safe(_clean_inline.clean(_inline.renderInline(text)))  # noqa: S308


@lru_cache(REMEMBERED)
def unmarked(text: str) -> str:
    """The words alone, on one line, without marks: for titles, excerpts and feeds."""
    words = "".join(_words(token) for token in _inline.parseInline(text)[0].children or [])
    return " ".join(words.split())


def _words(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def printable(name: str) -> str:
    """A name without what XML cannot hold, what turns the direction of the rest, and line
    breaks."""
    shown = (each if unicodedata.category(each)[0] != "C" else " " for each in name)
    return " ".join("".join(shown).split())
