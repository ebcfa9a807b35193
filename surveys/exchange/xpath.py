"""Conditions in the language of XLSForm's column `relevant`, as far as ours go.

`${role} = 'a' and not(selected(${needs}, 'b')) or ${years} >= 3`
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from surveys.questionnaire import Condition

TOKEN: Final = re.compile(
    r"\s*(?:(?P<ref>\$\{[A-Za-z_][\w.-]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<op><=|>=|!=|=|<|>)|(?P<punct>[(),])|(?P<word>[A-Za-z][\w-]*))"
)
COMPARED: Final = {
    "=": "is", "!=": "is_not", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least",
}  # fmt: skip
TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class NotUnderstood(ValueError):
    """The expression uses what conditions here do not have."""


def parse(expression: str, names: Mapping[str, str]) -> Condition:
    """names: the key here of each name in the form. Raises NotUnderstood."""
    parser = _Parser(_tokens(expression), names)
    condition = parser.any()
    if parser.left:
        raise NotUnderstood(f"“{parser.left[0][1]}” was not expected")
    return condition


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, place, expression = [], 0, expression.strip()
    while place < len(expression):
        match = TOKEN.match(expression, place)
        if match is None or not match.lastgroup:
            raise NotUnderstood(f"“{expression[place : place + 20]}” cannot be read")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return tokens


class _Parser:
    """Recursive descent: or, and, not(…), comparisons."""

    def __init__(self, tokens: list[tuple[str, str]], names: Mapping[str, str]) -> None:
        self.left, self.names = tokens, names

    def any(self) -> Condition:
        return self._joined("or", "any", lambda: self._joined("and", "all", self._one))

    def _joined(self, word: str, key: str, inner: Any) -> Condition:
        parts = [inner()]
        while self.left[:1] == [("word", word)]:
            self.left.pop(0)
            parts.append(inner())
        return parts[0] if len(parts) == 1 else {key: parts}

    def _one(self) -> Condition:
        kind, text = self._next()
        if (kind, text) == ("punct", "("):
            inner = self.any()
            self._take(")")
            return inner
        if kind == "word" and text in ("not", "selected"):
            self._take("(")
            inner = {"not": self.any()} if text == "not" else self._selected()
            self._take(")")
            return inner
        return self._compared(kind, text)

    def _selected(self) -> Condition:
        question = self._question(*self._next())
        self._take(",")
        return {"question": question, "is": self._constant(*self._next())}

    def _compared(self, kind: str, text: str) -> Condition:
        _, operator = self._next("op")
        other = self._next()
        if kind == "ref":
            constant = self._constant(*other)
            question = self._question(kind, text)
        else:
            constant, question = self._constant(kind, text), self._question(*other)
            operator = TURNED.get(operator, operator)
        if constant == "" and operator in ("=", "!="):
            return {"question": question, "answered": operator == "!="}
        return {"question": question, COMPARED[operator]: constant}

    def _question(self, kind: str, text: str) -> str:
        name = text[2:-1]
        if kind != "ref" or name not in self.names:
            raise NotUnderstood(f"“{text}” is no earlier question")
        return self.names[name]

    def _constant(self, kind: str, text: str) -> Any:
        if kind == "text":
            return text[1:-1]
        if kind == "number":
            number = float(text)
            return int(number) if number.is_integer() else number
        raise NotUnderstood(f"“{text}” is neither a text nor a number")

    def _next(self, kind: str = "") -> tuple[str, str]:
        if not self.left:
            raise NotUnderstood("it ends too early")
        token = self.left.pop(0)
        if kind and token[0] != kind:
            raise NotUnderstood(f"“{token[1]}” was not expected")
        return token

    def _take(self, text: str) -> None:
        if self._next("punct")[1] != text:
            raise NotUnderstood(f"“{text}” is missing")


def write(condition: Condition, multiple: set[str]) -> str:
    """A condition as an expression. multiple: keys of questions of multiple choice.

    Raises NotUnderstood for what XLSForm cannot say: rows of a matrix or an allocation.
    """
    for key, word in (("all", " and "), ("any", " or ")):
        if key in condition:
            return word.join(f"({write(each, multiple)})" for each in condition[key])
    if "not" in condition:
        return f"not({write(condition['not'], multiple)})"
    if "row" in condition:
        raise NotUnderstood("a row of a matrix or an allocation")
    return " and ".join(_leaf(condition, multiple))


def _leaf(leaf: Condition, multiple: set[str]) -> list[str]:
    key = leaf["question"]
    ref, parts = f"${{{key}}}", []
    if "answered" in leaf:
        parts.append(f"{ref} {'!=' if leaf['answered'] else '='} ''")
    for operator, name in COMPARED.items():
        if name in leaf and key in multiple:
            chosen = f"selected({ref}, {_quoted(leaf[name])})"
            parts.append(chosen if name == "is" else f"not({chosen})")
        elif name in leaf:
            parts.append(f"{ref} {operator} {_quoted(leaf[name])}")
    if "one_of" in leaf:
        each = [{"question": key, "is": value} for value in leaf["one_of"]]
        parts.append("(" + " or ".join(part for one in each for part in _leaf(one, multiple)) + ")")
    return parts


def _quoted(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"'{value}'"
    return str(value)
