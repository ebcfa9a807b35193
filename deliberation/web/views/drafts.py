"""Drafts: reading one, comparing two, publishing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions
from deliberation.refusals import Refusal
from deliberation.web import access
from deliberation.web.forms import ComparisonForm
from deliberation.web.pages.draft import draft_page
from deliberation.web.pages.drafts import diff_page, drafts_page
from deliberation.web.pages.runs import runs_of
from deliberation.web.responses import show


@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Leads to the newest draft, whatever its status."""
    visit = access.enter(request, slug)
    newest = visit.definition.drafts.latest_first().values_list("version", flat=True).first()
    if newest is None:
        ruleset = visit.definition.rulesets.order_by("number").last()
        return show(request, "no_draft.html", section="draft", visit=visit, ruleset=ruleset)
    return redirect("draft", slug, newest)


@require_safe
def draft(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    visit = access.enter(request, slug)
    address = request.build_absolute_uri(reverse("draft", args=[slug, version]))
    page = draft_page(visit, access.draft(visit, version), address)
    present = runs_of(visit.definition).present if page.is_latest else None
    return show(request, "draft.html", section="draft", visit=visit, page=page, present=present)


@require_safe
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    visit = access.enter(request, slug)
    page = drafts_page(visit)
    return show(request, "drafts.html", section="draft", visit=visit, page=page)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form for choosing two drafts leads here; without a choice, the last two."""
    visit = access.enter(request, slug)
    if not request.GET:
        newest = visit.definition.drafts.latest_first().values_list("version", flat=True)[:2]
        if not newest:
            return redirect("drafts", slug)
        return redirect("diff", slug, newest[len(newest) - 1], newest[0])
    form = ComparisonForm(request.GET)
    if not form.is_valid():
        raise Http404("Two versions are wanted, such as ?from=0.1.0&to=0.2.0.")
    return redirect("diff", slug, form.cleaned_data["before"], form.cleaned_data["after"])


@require_safe
def diff(request: HttpRequest, slug: str, before: str, after: str) -> HttpResponse:
    visit = access.enter(request, slug)
    page = diff_page(visit, access.draft(visit, before), access.draft(visit, after))
    return show(request, "diff.html", section="draft", visit=visit, page=page)


@require_POST
def publish(request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    found = access.draft(visit, version)
    access.require_steward(visit, "Publishing a draft")
    try:
        actions.publish_draft(draft=found)
    except Refusal as refusal:
        messages.error(request, refusal.for_people())
    else:
        messages.success(request, f"Published: draft {version}. Its text stays as it is.")
    return redirect("draft", slug, version)
