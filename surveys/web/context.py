"""What surveys add to every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """An entry of a definition's navigation. view: takes the definition's slug."""

    view: str
    words: str | Promise
    section: str


ENTRIES = (Entry("surveys", _("Surveys"), "surveys"),)


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"more_sections": ENTRIES}
