"""AI systems under the texts of a definition: the matrix, and one system."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.pages.attribution import attribution
from deliberation.web.pages.matrix import matrix_page
from deliberation.web.pages.system import system_page
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
