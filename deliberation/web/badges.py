"""A badge for a system under a text: the verdict, and no more than the text's status allows.

For READMEs and web pages elsewhere, so it is for everybody alike, in the language of the
definition, and may be kept by any cache a while.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from deliberation import actions
from deliberation.actions.known import AnyText
from deliberation.actions.matrix import text_named
from deliberation.models import AISystem, Definition, Draft
from deliberation.models.assessments import Verdict
from deliberation.site import absolute
from deliberation.web.text import printable

FRESH_SECONDS: Final = 300
LONGEST: Final = 48  # characters of a name that are shown
NARROW, WIDE, PADDING = 7, 12, 16  # pixels: characters, those of East Asia, and both sides
# White on these has a contrast of at least 5.
COLOURS: Final = {
    Verdict.MEETS: "#1a6b3c",
    Verdict.DOES_NOT_MEET: "#a1302a",
    Verdict.CANNOT_BE_TOLD: "#5a5f66",
}


@dataclass(frozen=True)
class Part:
    """Words on a coloured field. x: where it begins."""

    words: str
    colour: str
    x: int

    @property
    def length(self) -> int:
        """Of the words, in pixels; the drawing makes them fit it."""
        return sum(
            WIDE if unicodedata.east_asian_width(each) in "WF" else NARROW for each in self.words
        )

    @property
    def width(self) -> int:
        return self.length + PADDING

    @property
    def end(self) -> int:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Badge:
    """title: all of it in a sentence, for those who do not see it."""

    system: Part
    verdict: Part
    title: str
    link: str


@require_safe
@conditional_page
def badge(request: HttpRequest, slug: str, system: str) -> HttpResponse:
    """SVG. ?under= chooses the text as on the page, which it leads to."""
    definition = get_object_or_404(Definition.objects.visible_to(AnonymousUser()), slug=slug)
    found = get_object_or_404(AISystem, slug=system)
    with translation.override(definition.language):
        shown = _badge(definition, found, _text(definition, request.GET.get("under", "")))
        response = render(
            request, "deliberation/badge.svg", {"badge": shown}, content_type="image/svg+xml"
        )
    # Whoever asks elsewhere is told what the system's page says, and nothing of themselves.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _text(definition: Definition, name: str) -> AnyText:
    """That of this version or slug; without a name the latest draft."""
    if "\0" in name:
        raise Http404
    latest = definition.drafts.latest_first().without_text()
    text = text_named(definition.pk, name) if name else latest.first()
    if text is None:
        raise Http404
    return text


def _badge(definition: Definition, system: AISystem, text: AnyText) -> Badge:
    verdict = Verdict(actions.explain(system, text).verdict)
    label = str(verdict.label)
    under = _named(definition, text)
    name = Part(f"{_shown(system.name)} · {under}", "#3b4047", 0)
    full = " ".join(each for each in (printable(system.name), printable(system.version)) if each)
    title = _("{system} under {text}: {verdict}").format(system=full, text=under, verdict=label)
    page = reverse("system", args=[definition.slug, system.slug])
    chosen = text.version if isinstance(text, Draft) else text.slug
    link = absolute(f"{page}?{urlencode({'under': chosen})}")
    return Badge(name, Part(label, COLOURS[verdict], name.end), title, link)


def _named(definition: Definition, text: AnyText) -> str:
    """A working draft is called one; of definitions that others published, the title."""
    if not isinstance(text, Draft):
        return _shown(text.title)
    said = {
        Draft.Status.WORKING: _("working draft {version}"),
        Draft.Status.PUBLISHED: _("draft {version}"),
        Draft.Status.RATIFIED: _("version {version}"),
    }[Draft.Status(text.status)]
    return f"{_shown(definition.title)}, {said.format(version=text.version)}"


def _shown(name: str) -> str:
    name = printable(name)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
