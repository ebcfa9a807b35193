"""An assessment to take along: as files, and as a badge."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from deliberation.models import AISystem
from deliberation.site import absolute
from deliberation.web.access import Visit
from deliberation.web.pages.verdicts import TextNamed


@dataclass(frozen=True)
class Badge:
    """Where the badge is, and what puts it into a README, leading to this page."""

    address: str
    markdown: str


def files_of(visit: Visit, system: AISystem, under: TextNamed) -> list[tuple[str, str]]:
    """The same as files, by title and address."""
    address = (
        reverse("api:draft-assessment", args=[visit.slug, under.name, system.slug])
        if under.is_draft
        else reverse("api:reference-assessment", args=[under.name, system.slug])
    )
    formats = (("json", "JSON"), ("md", "Markdown"), ("intoto", "in-toto"))
    return [(title, f"{address}?format={name}") for name, title in formats]


def badge_of(visit: Visit, system: AISystem, under: TextNamed) -> Badge:
    query = urlencode({"under": under.name})
    address = f"{reverse('system-badge', args=[visit.slug, system.slug])}?{query}"
    page = f"{reverse('system', args=[visit.slug, system.slug])}?{query}"
    # Brackets would end the words in Markdown.
    words = f"{system.name}, {under.title}".translate({ord(each): None for each in "[]()"})
    return Badge(address, f"[![{words}]({absolute(address)})]({absolute(page)})")
