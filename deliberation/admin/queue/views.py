"""The page of the queue, and the form that decides."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from deliberation.admin.base import own_definitions
from deliberation.admin.queue.cases import KINDS, Case, Desk, older_than
from deliberation.admin.queue.choices import CHOICES, Given
from deliberation.models import Definition, Reason, User
from deliberation.refusals import Refusal

PER_PAGE: Final = 30
AGES: Final = (1, 3, 7)  # days
# Reasons that a moderator gives; the others are found by themselves. The first one stands for
# whoever chooses none, so it claims nothing.
NOT_GIVEN: Final = (Reason.IN_ORDER, Reason.SETTLED, Reason.MISTAKEN, Reason.OTHER)
REASONS: Final = [Reason.OTHER, *(each for each in Reason if each not in NOT_GIVEN)]


@dataclass(frozen=True)
class Filters:
    """Which cases are shown, as the address has it."""

    kind: str = ""
    days: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        kind, days = request.GET.get("kind", ""), request.GET.get("days", "")
        return cls(
            kind if kind in KINDS else "",
            int(days) if days in {str(each) for each in AGES} else 0,
        )

    def address(self, **changes: Any) -> str:
        wanted = {"kind": self.kind, "days": self.days} | changes
        given = urlencode({name: value for name, value in wanted.items() if value})
        return f"?{given}" if given else "?"


def choose(request: HttpRequest) -> HttpResponseBase:
    """To the queue of one's definition, the first if there are several."""
    first = own_definitions(request).first()
    return redirect("admin:queue", first.slug) if first else redirect("admin:index")


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The cases of one definition that wait; a POST decides on one of them or on several."""
    definitions = list(own_definitions(request))
    definition = next((each for each in definitions if each.slug == slug), None)
    if definition is None:
        raise Http404
    assert isinstance(request.user, User)
    desk = Desk.of(definition, request.user)
    cases = desk.cases()
    filters = Filters.of(request)
    if request.method == "POST":
        refused = _decide(request, cases)
        if not refused:
            following = request.POST.get("next", "")
            shown = filters.address(page=request.GET.get("page", ""))
            return redirect(f"{request.path}{shown}#{following}")
    else:
        refused = {}
    return _page(request, desk, cases, refused, definitions=definitions)


def _decide(request: HttpRequest, cases: list[Case]) -> dict[str, str]:
    """Do what was chosen on the cases that were chosen. Gives refusals by the case's key."""
    chosen = set(request.POST.getlist("case"))
    deed = request.POST.get("deed", "")
    given = _given(request)
    done, refused = 0, {}
    for case in cases:
        choice = next((each for each in case.choices if each.deed == deed), None)
        if case.key not in chosen or choice is None:
            continue
        if choice.needs_note and not given.note:
            refused[case.key] = _("Give a public note, which says why.")
            continue
        try:
            choice.act(case.about, given)
        except Refusal as refusal:
            refused[case.key] = refusal.for_people()
        else:
            done += 1
    if done:
        said = ngettext("Decided on %d case.", "Decided on %d cases.", done)
        messages.success(request, said % done)
    elif not refused:
        messages.warning(
            request, _("Nothing was decided: somebody was quicker, or none was chosen.")
        )
    return refused


def _given(request: HttpRequest) -> Given:
    """Reason and note; where the note is empty, those of the saved reply that was chosen."""
    assert isinstance(request.user, User)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "").strip()
    reply = request.POST.get("reply", "")
    if not note and reply.isdecimal():
        definitions = own_definitions(request)
        saved = next(
            (reply_ for each in definitions for reply_ in each.saved_replies.filter(pk=reply)), None
        )
        if saved is not None:
            reason, note = saved.reason, saved.text
    return Given(request.user, reason or Reason.OTHER, note)


def _page(
    request: HttpRequest,
    desk: Desk,
    cases: list[Case],
    refused: dict[str, str],
    *,
    definitions: list[Definition],
) -> HttpResponse:
    filters, definition = Filters.of(request), desk.definition
    now = timezone.now()
    old_enough = older_than(cases, filters.days, now)
    counts = Counter(case.kind for case in old_enough)
    shown = [case for case in old_enough if filters.kind in ("", case.kind)]
    page: Page[Case] = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    desk.put_beside(page)
    context = admin.site.each_context(request) | {
        "title": _("Moderation queue"),
        "subtitle": definition.title,
        "definition": definition,
        "definitions": definitions,
        "cases": _with_next(page, refused),
        "page": page,
        "filters": filters,
        "everything": filters.address(kind=""),
        "kinds": [
            (kind, title, counts[kind], filters.address(kind=kind))
            for kind, title in KINDS.items()
            if counts[kind]
        ],
        "total": len(old_enough),
        "ages": [(days, filters.address(days=days)) for days in (0, *AGES)],
        "before_address": filters.address(page=page.number - 1),
        "after_address": filters.address(page=page.number + 1),
        "chosen": set(request.POST.getlist("case")) if refused else set(),
        "bulk": _bulk(page),
        "reasons": REASONS,
        "replies": list(definition.saved_replies.all()),
        "replies_address": reverse("admin:deliberation_savedreply_changelist"),
        "now": now,
        "kept": request.POST if refused else {},
    }
    status = 422 if refused else 200
    return TemplateResponse(request, "deliberation/admin/queue.html", context, status=status)


def _with_next(page: Any, refused: dict[str, str]) -> list[tuple[Case, str, str]]:
    """Each case with the key of the next one, and what was refused about it."""
    cases = list(page)
    following = ([case.key for case in cases] + ["queue"])[1:]
    return [
        (case, after, refused.get(case.key, ""))
        for case, after in zip(cases, following, strict=True)
    ]


def _bulk(page: Any) -> list[tuple[str, Any]]:
    """What can be decided on several of these at once, by name and label."""
    kinds = {case.kind for case in page if case.choices}
    deeds = {
        choice.deed: choice.label
        for kind, choices in CHOICES.items() if kind in kinds
        for choice in choices
    }  # fmt: skip
    return list(deeds.items())
