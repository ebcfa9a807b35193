"""The page of a proposal."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from deliberation.web import access
from deliberation.web.pages.proposal import proposal_page
from deliberation.web.responses import number_in, show
from deliberation.web.views.arguing import kept_form


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Its permanent address. ?arguments= wants more of them, ?counts=shown results before
    voting, ?voted= confirms a vote. htmx gets the region of arguments where it asks for it."""
    visit = access.enter(request, slug)
    found = access.proposal(visit, number)
    page = proposal_page(
        visit,
        found,
        voted="voted" in request.GET,
        asked=request.GET.get("counts") == "shown",
        places=number_in(request, "arguments"),
        form=kept_form(request, found),
    )
    is_region = request.htmx and request.htmx.target == "arguments"  # type: ignore[attr-defined]
    response = show(
        request,
        "components/arguments.html" if is_region else "proposal.html",
        section="criteria",
        visit=visit,
        page=page,
        proposal=found,
        arguments=page.arguments,
        back="vote" if is_region and request.GET.get("back") == "vote" else "",
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
