"""Drafts: reading one and the report on it, taking it along, comparing two."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from deliberation.exchange import drafts as exports
from deliberation.models import Draft
from deliberation.refusals import PdfBeingMade, PdfNotMade, PdfUnavailable, Refusal
from deliberation.web import access
from deliberation.web.forms.drafts import ComparisonForm
from deliberation.web.pages.draft import draft_page
from deliberation.web.pages.drafts import diff_page, drafts_page
from deliberation.web.pages.following import follow_button
from deliberation.web.pages.report import report_page
from deliberation.web.pages.runs import runs_of
from deliberation.web.responses import if_changed, show


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
def draft(request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    page = draft_page(visit, access.draft(visit, version))
    present = runs_of(visit.definition).present if page.is_latest else None
    shown = show(request, "draft.html", section="draft", visit=visit, page=page, present=present)
    return if_changed(request, shown)


@require_safe
def draft_news(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """What happened while somebody reads; nothing, if that is what they know already."""
    visit = access.enter(request, slug)
    here = access.draft(visit, version)
    newest = visit.definition.drafts.latest_first().without_text()[0]
    present = runs_of(visit.definition).present if newest == here else None
    step = present.step if present else ""
    if (request.GET.get("seen"), request.GET.get("stage", "")) == (newest.version, step):
        return HttpResponse(status=204)
    return show(
        request,
        "components/draft_news.html",
        section="draft",
        visit=visit,
        draft=here,
        newest=newest,
        present=present,
    )


@require_safe
def export(request: HttpRequest, slug: str, version: str, name: str) -> HttpResponseBase:
    """A draft as a file, at its address with the format's name behind."""
    visit = access.enter(request, slug)
    found = access.draft(visit, version)
    headers = exports.headers(found, name)
    answer = get_conditional_response(request, etag=headers["ETag"])
    if answer is None:
        wanted = exports.FORMATS[name]
        try:
            answer = HttpResponse(wanted.write(found), content_type=wanted.content_type)
        except (PdfBeingMade, PdfNotMade, PdfUnavailable) as refusal:
            return _without_pdf(request, visit, found, refusal)
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(request.path)
    for header, value in headers.items():
        answer.headers[header] = value
    # A 304 varies by what its 200 does, which middleware compresses.
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _without_pdf(
    request: HttpRequest, visit: access.Visit, draft: Draft, refusal: Refusal
) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    being_made = isinstance(refusal, PdfBeingMade)
    response = show(
        request,
        "pdf_waiting.html",
        section="draft",
        visit=visit,
        status=refusal.status,
        draft=draft,
        refusal=refusal,
        heading=_("The PDF is being made") if being_made else _("No PDF"),
    )
    if isinstance(refusal, PdfBeingMade):
        response["Retry-After"] = str(refusal.retry_after)
    return response


@require_safe
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    visit = access.enter(request, slug)
    page = drafts_page(visit)
    follow = follow_button(visit)
    return show(request, "drafts.html", section="draft", visit=visit, page=page, follow=follow)


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
def diff(request: HttpRequest, slug: str, before: str, after: str) -> HttpResponseBase:
    visit = access.enter(request, slug)
    page = diff_page(visit, access.draft(visit, before), access.draft(visit, after))
    return if_changed(request, show(request, "diff.html", section="draft", visit=visit, page=page))


@require_safe
def report(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """What the votes said when a draft was cut, to be read alone and printed."""
    visit = access.enter(request, slug)
    page = report_page(visit, access.draft(visit, version))
    return show(request, "report.html", section="draft", visit=visit, page=page)
