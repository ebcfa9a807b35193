"""What people write is shown in the Markdown subset and never becomes more than that."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from deliberation import actions
from deliberation.drafting.render import markdown
from deliberation.models import Proposal
from deliberation.web.pages.criterion import PER_PAGE
from deliberation.web.text import marked, marked_inline, unmarked

VECTORS: list[str] = json.loads(
    (Path(__file__).parents[1] / "markup" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]
INLINE = {"a", "br", "code", "em", "strong"}
BLOCKS = INLINE | {"li", "ol", "p", "ul"}
SLUG = "open-source-ai"
HOME = f"/d/{SLUG}/"
PARTICIPANT = Proposal.Origin.PARTICIPANT


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def is_within(html: str, tags: set[str]) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in tags, html
        match tag:
            case "a":
                assert attributes.keys() <= {"href", "rel"}, html
                assert attributes["rel"] == "nofollow ugc noopener"
                assert re.match("https?://", attributes.get("href") or ""), html
            case "strong":
                assert attributes in ({}, {"class": "rfc"})
            case "ol":
                assert attributes.keys() <= {"start"}
            case _:
                assert attributes == {}, html


@pytest.mark.parametrize("vector", VECTORS)
def test_an_attack_stays_within_the_subset(vector: str) -> None:
    for text in (vector, f"It MUST be {vector} open.", f"- {vector}\n\n> {vector}"):
        is_within(marked(text), BLOCKS)
        is_within(marked_inline(text), INLINE)


def test_the_subset_is_rendered() -> None:
    assert marked_inline("*a* **b** `c` [d](https://e.org/?f=1&g=2) <http://h.org>\ni") == (
        "<em>a</em> <strong>b</strong> <code>c</code>"
        ' <a href="https://e.org/?f=1&amp;g=2" rel="nofollow ugc noopener">d</a>'
        ' <a href="http://h.org" rel="nofollow ugc noopener">http://h.org</a><br>i'
    )
    assert marked("One.\n\n- two\n- three") == (
        "<p>One.</p>\n<ul>\n<li>two</li>\n<li>three</li>\n</ul>\n"
    )


def test_what_the_subset_lacks_stays_as_it_was_typed() -> None:
    typed = "# No | table\n![no](https://e.org/i.png) <b>no</b> [no](/x)"
    image = '!<a href="https://e.org/i.png" rel="nofollow ugc noopener">no</a>'
    shown = f"# No | table<br>{image} &lt;b&gt;no&lt;/b&gt; [no](/x)"
    assert marked_inline(typed) == shown
    assert marked(typed) == f"<p>{shown}</p>\n"


def test_words_of_rfc_2119_are_set_apart_but_not_inside_code_or_addresses() -> None:
    shown = marked_inline("It MUST NOT, MAY; `MUST` [x](https://e.org/MUST) MUSTER")
    assert re.findall(r'<strong class="rfc">([^<]*)', shown) == ["MUST NOT", "MAY"]


def test_text_without_marks_is_the_words_alone() -> None:
    assert unmarked("A **b**\n`c` [d](https://e.org) <i>") == "A b c d <i>"


@pytest.mark.slow
def test_no_page_makes_markup_of_what_people_wrote(
    as_insider: Client, easy: Any, settings: Any
) -> None:
    settings.PROPOSALS_A_DAY, settings.ARGUMENT_PAUSE_SECONDS = len(VECTORS), 0
    author = easy.participant()
    author.pseudonym = '"><script>alert(2)</script>'
    author.save(update_fields=["pseudonym"])
    voters = easy.participants(2)
    for vector in VECTORS:
        rival = easy.proposal(
            wording=f"{vector[:1900]} MUST be.", rationale=vector, author=author, origin=PARTICIPANT
        )
        for voter in voters:
            easy.vote(voter, rival, "agree")
    for rival, vector in list(zip(easy.definition.proposals.all(), VECTORS, strict=True))[::13]:
        actions.argue(
            proposal=rival, participant=voters[0], side="for", text=f"{vector[:200]} holds."
        )
    version = easy.draft().version
    criterion = f"{HOME}criteria/training-data/"
    pages = ["/", HOME, f"{HOME}criteria/", f"{HOME}{version}/", f"{HOME}drafts/"]
    pages += [f"{HOME}{version}/report/", f"{HOME}proposals/1/amend/"]
    pages += [f"{HOME}proposals/{number}/" for number in range(1, len(VECTORS), 13)]
    pages += [f"{HOME}search/?{urlencode({'q': vector})}" for vector in VECTORS[::7]]
    pages += [f"{criterion}?page={page}" for page in range(1, len(VECTORS) // PER_PAGE + 2)]
    pages += [f"{HOME}vote/?proposal={number}" for number in range(1, len(VECTORS), 9)]
    for address in pages:
        is_harmless(as_insider.get(address).content.decode(), address)
    for vector in VECTORS[::7]:
        typed = {"level": "MUST", "requires": "open", "wording": vector, "rationale": vector}
        page = as_insider.post(f"{criterion}propose/", typed | {"deed": "preview"})
        is_harmless(page.content.decode(), f"the preview of {vector}")
    for address in ("drafts.atom", "proposals.atom"):
        feed = ElementTree.fromstring(as_insider.get(HOME + address).content)
        for summary in feed.iter("{http://www.w3.org/2005/Atom}summary"):
            is_harmless(summary.text or "", address)


FOREIGN = {"img", "iframe", "object", "embed", "base", "style", "applet", "math", "animate"}


def is_harmless(html: str, address: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag not in FOREIGN or is_badge(tag, attributes), (address, tag)
        for name, value in attributes.items():
            assert not name.startswith("on"), (address, tag, name)
            assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.I), address
        assert tag != "script" or is_own(attributes), address
        assert "/account/token/" not in (attributes.get("hx-get") or ""), address


def is_badge(tag: str, attributes: dict[str, str | None]) -> bool:
    """The one picture that our pages show, or one of the admin's."""
    return tag == "img" and bool(
        re.match(r"/static/|/d/[\w-]+/systems/[\w-]+/badge\.svg", attributes.get("src") or "")
    )


def is_own(script: dict[str, str | None]) -> bool:
    """A file of ours, or data that no browser runs."""
    source = script.get("src") or ""
    return source.startswith(("/static/", "/admin/jsi18n/")) or (
        not source and script.get("type") == "application/json"
    )


BLOCK_OPENERS = [
    "# a",
    "> a",
    "- a\n- b",
    "1. a\n2) b",
    "a\n===",
    "a\n---",
    "***",
    "    a",
    "&lt;b&gt;",
]


def test_a_draft_as_markdown_keeps_every_wording_in_its_place(drafted: Any) -> None:
    """Read by a full Markdown, with HTML: the same blocks as with harmless words."""
    content = drafted.definition.drafts.latest_first()[0].content
    clause = content["parts"][0]["clauses"][0]
    harmless = blocks_of(markdown(content, "0" * 64))
    for clause["wording"] in [*VECTORS, *BLOCK_OPENERS]:
        assert blocks_of(markdown(content, "0" * 64)) == harmless, clause["wording"]


def blocks_of(document: str) -> list[str]:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(document)
    inside = [child.type for token in tokens for child in token.children or []]
    assert not {"html_inline", "image"} & set(inside), document
    passed_over = {"inline", "paragraph_open", "paragraph_close"}
    return [token.type for token in tokens if token.type not in passed_over]
