"""No word of the pages stands outside the catalogues of translations."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).parents[2]
APPS = [ROOT / "config", ROOT / "deliberation", ROOT / "surveys"]
TEMPLATES = sorted(
    path for app in APPS for kind in ("html", "txt") for path in app.rglob(f"templates/**/*.{kind}")
)
# What speaks to stewards at a terminal or in the admin stays English.
OPERATORS = {"migrations", "demo", "management", "admin", "exchange"}
MODULES = sorted(
    path
    for app in APPS
    for path in app.rglob("*.py")
    if not OPERATORS & set(path.relative_to(ROOT).parts)
)
# The same in every language, or what stands for markup in a place that needs a text.
SAME_EVERYWHERE = re.compile(
    r"\b(Openmoot participants|Openmoot|CITATION\.cff|API|JSON Lines|JSON|CSV|PDF|Markdown|BibTeX|"
    r"CFF|SPDX|SHA-256|CC0|Atom|GitHub|OpenID Connect|UTC|SPSS|XLSForm|"
    r"MUST NOT|MUST|SHOULD|MAY|RFC 2119|RFC 8785|[ADNPUS])\b"
)
LETTER = re.compile(r"[^\W\d_]")
PLACE = re.compile(r"\{\w*\}|%\(\w+\)s")
SPOKEN = {"aria-label", "aria-description", "title", "placeholder", "alt", "aria-roledescription"}
TRANSLATED = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans"}
SILENT = {"comment": "endcomment"} | TRANSLATED
CLASSES = "page_class"  # a block of names for the style sheet
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"\s*>')  # of a tag that ends inside a condition
FOR_MACHINES = {"script", "style", "pre", "code", "kbd", "samp"}
MARK = "\ufffc"  # stands where a tag or variable was


def test_templates_and_modules_are_found():
    assert len(TEMPLATES) > 30
    assert len(MODULES) > 60


class Text(HTMLParser):
    """Collects what people read or hear: text, and the attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in FOR_MACHINES:
            self.found.append(data)


def without_translated(tokens: list[Token]) -> Iterator[Token]:
    until = ""
    for token in tokens:
        first = token.contents.split()[0] if token.contents.split() else ""
        is_tag = token.token_type == TokenType.BLOCK
        if until:
            until = "" if is_tag and first == until else until
        elif is_tag and first in SILENT:
            until = SILENT[first]
        elif is_tag and token.contents == f"block {CLASSES}":
            until = "endblock"
        else:
            yield token


def bare_text(path: Path) -> list[str]:
    tokens = list(without_translated(Lexer(path.read_text()).tokenize()))
    markup = "".join(
        token.contents if token.token_type == TokenType.TEXT else MARK
        for token in tokens
        if token.token_type != TokenType.COMMENT
    )
    if path.suffix == ".txt":
        found = markup.splitlines()
    else:
        parser = Text()
        # A tag whose name is worked out is a tag all the same.
        parser.feed(re.sub(f"<(/?){MARK}+", r"<\1x", markup))
        found = parser.found
    said = [SAME_EVERYWHERE.sub("", ATTRIBUTE.sub("", text)) for text in found]
    return [text for text, bare in zip(found, said, strict=True) if LETTER.search(bare)]


# Words among the arguments of filters and tags: default:"Account", with what="you are in".
QUOTED = re.compile(r"""(?<!_\()(?<=[:=\s])("[^"]*"|'[^']*')""")
WORDS_GIVEN = re.compile(r"^[\"'](?:[A-Z][a-z].*|.*[a-z] [a-z].*)[\"']$")
KEYWORDS = {"light dark"}  # of CSS
TAGS_WITHOUT_WORDS = {
    "translate", "trans", "url", "static", "load", "extends", "blocktranslate", "partialdef",
    "partial", "icon", "endblocktranslate", "if", "elif", "support",
}  # fmt: skip


def bare_arguments(path: Path) -> list[str]:
    found = []
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        if token.token_type == TokenType.BLOCK and token.contents.split()[0] in TAGS_WITHOUT_WORDS:
            continue
        given = [each for each in QUOTED.findall(token.contents) if WORDS_GIVEN.match(each)]
        words = [each for each in given if each[1:-1] not in KEYWORDS]
        if words or "|pluralize" in token.contents:
            found.append(token.contents)
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_outside_translate_tags(path):
    assert bare_text(path) + bare_arguments(path) == []


# Keywords of forms and fields, calls, and class attributes that people read.
READ_KEYWORDS = {"label", "help_text", "empty_label", "verbose_name"}
READ_ATTRIBUTES = {"sentence", "label", "help_text", "title", "description"}
READ_CALLS = {
    "ValidationError", "success", "error", "warning", "info",
}  # fmt: skip
UNSEEN = {"Kind"}  # of events: no page shows them
LOGGERS = {"logger", "logging", "self"}
API = {"serializers"}  # speaks English, as its schema does


def is_words(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(is_words(part) for part in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(r"[A-Za-z]{2}", PLACE.sub("", SAME_EVERYWHERE.sub("", node.value))))
    )


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def bare_strings(path: Path) -> Iterator[str]:
    """Words handed to people without gettext: of refusals, forms, messages and choices."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.Call):
            owner = name_of(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if name_of(node.func) in READ_CALLS and owner not in LOGGERS | API:
                yield from (ast.unparse(each) for each in node.args if is_words(each))
            # Those of models are the admin's, those of the API are its schema's.
            if not {"models", "api"} & set(path.parts):
                yield from (
                    f"{each.arg}={ast.unparse(each.value)}"
                    for each in node.keywords
                    if each.arg in READ_KEYWORDS and is_words(each.value)
                )


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    bases = {name_of(base) for base in node.bases}
    for statement in node.body:
        if not isinstance(statement, ast.Assign):
            continue
        (target,) = statement.targets
        if name_of(target) in READ_ATTRIBUTES and is_words(statement.value):
            yield f"{node.name}.{name_of(target)}"
        if (
            "TextChoices" in bases
            and node.name not in UNSEEN
            and isinstance(statement.value, ast.Tuple)
        ):
            yield from (
                f"{node.name}.{name_of(target)}"
                for each in statement.value.elts[1:]
                if is_words(each)
            )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_hand_no_bare_words_to_people(path):
    assert list(bare_strings(path)) == []
