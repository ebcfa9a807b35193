"""Search, inside one definition and over all that one may see."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from deliberation.models import Definition
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.pages.search import search_page
from deliberation.web.responses import show


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """?q= is looked for in all definitions, ?kind= shows more of one kind."""
    return _found(request, None)


@require_safe
def search_definition(request: HttpRequest, slug: str) -> HttpResponse:
    return _found(request, access.enter(request, slug))


def _found(request: HttpRequest, visit: Visit | None) -> HttpResponse:
    definitions = Definition.objects.visible_to(request.user)
    if visit is not None:
        definitions = definitions.filter(pk=visit.definition.pk)
    page = search_page(
        definitions, request.GET.get("q", "").replace("\0", ""), request.GET.get("kind", "")
    )
    htmx = request.htmx  # type: ignore[attr-defined]
    is_part = htmx and not htmx.history_restore_request
    template = "search.html#found" if is_part else "search.html"
    response = show(request, template, section="search", visit=visit, page=page)
    patch_vary_headers(response, ["HX-Request"])
    return response
