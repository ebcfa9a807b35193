"""Verdicts and results as word, shape and colour: `{% load systems %}`."""

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deliberation.models import AISystem
from deliberation.web.pages import verdicts

register = template.Library()


@cache
def shape(name: str, extra: str = "") -> SafeString:
    """The shape of a result; it says nothing to assistive technology."""
    return format_html(
        '<svg class="res res--{}{}" aria-hidden="true" focusable="false">'
        '<use href="{}#r-{}"/></svg>',
        name,
        f" {extra}" if extra else "",
        static("deliberation/icons.svg"),
        name,
    )


@register.simple_tag
def shape_of(verdict: str) -> SafeString:
    """The large shape beside a verdict."""
    return shape(verdicts.SHAPES.get(verdict, verdict))


@register.simple_tag
def verdict(word: str, small: bool = False) -> SafeString:
    """“meets it”, “does not meet it” or “cannot be told”."""
    return _worded(verdicts.SHAPES[word], verdicts.WORDS[word], small)


@register.simple_tag
def result(word: str, small: bool = False) -> SafeString:
    """“pass”, “fail” or “unknown” of an assessment."""
    return _worded(word, verdicts.RESULTS[word], small)


def _worded(kind: str, words: Any, small: bool) -> SafeString:
    return format_html(
        '<span class="res-word res--{}">{}{}</span>',
        kind,
        shape(kind, "res--s" if small else ""),
        words,
    )


@register.filter
def css_of(verdict: str) -> str:
    """The last part of the class of a verdict."""
    return verdicts.SHAPES[verdict]


@register.filter
def verdict_words(verdict: str) -> str:
    return str(verdicts.WORDS[verdict])


@register.filter
def full_name(system: AISystem) -> str:
    """Name and version."""
    if not system.version:
        return system.name
    return _("{name} ({version})").format(name=system.name, version=system.version)


register.filter("text_named", verdicts.named)


@register.filter
def slugged(number: object) -> str:
    """A clause’s number as part of an anchor."""
    return str(number).replace(".", "-")
