"""AI systems under the texts of a definition: all, one, two, and what others say of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from deliberation.exchange.attribution import attribution
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.pages.claims import claims_page, reviews_page
from deliberation.web.pages.matrix import matrix_page, texts_of
from deliberation.web.pages.system import system_page
from deliberation.web.pages.system_comparison import comparison_page
from deliberation.web.responses import is_htmx, show


@require_safe
@vary_on_headers("HX-Request")
def systems(request: HttpRequest, slug: str) -> HttpResponse:
    """All systems, clause by clause. ?under= chooses the text; htmx gets the scorecard alone."""
    visit = access.enter(request, slug)
    page = matrix_page(visit, request.GET)
    template = "systems/matrix.html#scorecard" if is_htmx(request) else "systems/matrix.html"
    return _show(request, template, visit, page)


@require_safe
def system(request: HttpRequest, slug: str, system: str) -> HttpResponse:
    """One system under a text, clause by clause. ?under= chooses the text."""
    visit = access.enter(request, slug)
    found = access.system(system)
    page = system_page(visit, found, access.text(visit, request.GET.get("under", "")))
    return _show(request, "systems/system.html", visit, page)


@require_safe
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcomes that the Open Source Initiative published, beside ours under its text."""
    visit = access.enter(request, slug)
    return _show(request, "systems/reviews.html", visit, reviews_page())


@require_safe
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Systems that their makers call open source, under a text. ?under= chooses it."""
    visit = access.enter(request, slug)
    page = claims_page(visit, access.text(visit, request.GET.get("under", "")))
    return _show(request, "systems/claims.html", visit, page)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """?one= and ?other= name two systems, ?differing= leaves out what is alike."""
    visit = access.enter(request, slug)
    page = comparison_page(
        access.text(visit, request.GET.get("under", "")),
        texts_of(visit),
        slugs=[request.GET.get(name, "") for name in ("one", "other")],
        differing="differing" in request.GET,
    )
    return _show(request, "systems/compare.html", visit, page)


def _show(request: HttpRequest, template: str, visit: Visit, page: object) -> HttpResponse:
    """With whose data it is, which stands below each of these pages."""
    return show(
        request,
        template,
        section="systems",
        visit=visit,
        page=page,
        attribution=attribution(),
    )
