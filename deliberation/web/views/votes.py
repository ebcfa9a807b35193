"""One's own votes in a definition: the list, and the files to keep."""

import csv
from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from deliberation.models import Event
from deliberation.spreadsheets import defused
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.ballots import WORDS
from deliberation.web.pages.votes import standing_votes, votes_page
from deliberation.web.responses import is_htmx, number_in, show

COLUMNS: Final = (
    "proposal", "revision", "criterion", "level", "wording", "vote", "at", "cast_on",
)  # fmt: skip


@require_safe
def votes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """?vote=agree shows only such votes, ?q= only proposals with these words."""
    visit = access.enter(request, slug)
    if visit.participant is None:
        return _way_in(request, visit)
    page = votes_page(
        visit,
        word=request.GET.get("vote", ""),
        query=request.GET.get("q", "")[:200].replace("\0", ""),
        page=number_in(request, "page", default=1),
    )
    template = "votes.html#list" if is_htmx(request) else "votes.html"
    return show(request, template, section="votes", visit=visit, page=page)


@require_safe
def votes_as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    if visit.participant is None:
        return _way_in(request, visit)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.DictWriter(response, COLUMNS)
    writer.writeheader()
    for row in _rows(visit):
        writer.writerow({name: defused(value) for name, value in row.items()})
    return _download(response, f"{slug}-votes.csv")


@require_safe
def votes_as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    if visit.participant is None:
        return _way_in(request, visit)
    response = JsonResponse(
        {
            "definition": slug,
            "pseudonym": visit.participant.pseudonym,
            "votes": list(_rows(visit)),
        }
    )
    return _download(response, f"{slug}-votes.json")


def _way_in(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    there = reverse("votes", args=[visit.slug])
    return access.way_in(request, visit, there) or redirect(there)


def _rows(visit: Visit) -> Iterator[dict[str, Any]]:
    assert visit.participant is not None
    return (_row(event) for event in standing_votes(visit.participant))


def _row(event: Event) -> dict[str, Any]:
    """cast_on: the proposal that a merge took the vote from, empty for most."""
    assert event.value is not None
    revision, merged = event.counted_on, event.merged_from
    return {
        "proposal": revision.proposal.number,
        "revision": revision.number,
        "criterion": revision.proposal.criterion.slug,
        "level": revision.level,
        "wording": "" if revision.proposal.is_hidden else revision.wording,
        "vote": WORDS[event.value],
        "at": event.at.isoformat(),
        "cast_on": merged.number if merged else "",
    }


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
