"""The page of a proposal, and what it would do to AI systems."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from deliberation.web import access
from deliberation.web.pages.following import follow_button
from deliberation.web.pages.proposal import proposal_page
from deliberation.web.pages.would import would
from deliberation.web.responses import number_in, show


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Its permanent address. ?arguments= wants more of them, ?counts=shown results before
    voting, ?voted= confirms a vote."""
    visit = access.enter(request, slug)
    found = access.proposal(visit, number)
    page = proposal_page(
        visit,
        found,
        voted="voted" in request.GET,
        asked=request.GET.get("counts") == "shown",
        places=number_in(request, "arguments"),
    )
    return show(
        request,
        "proposal.html",
        section="criteria",
        visit=visit,
        page=page,
        proposal=found,
        follow=follow_button(visit, proposal=found),
    )


@require_safe
def proposal_systems(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A piece of the vote page: what the proposal would do to verdicts about AI systems."""
    visit = access.enter(request, slug)
    found = access.proposal(visit, number)
    told = would(visit, found)
    if told is None:
        return HttpResponse()
    return show(request, "systems/would.html", section="vote", visit=visit, would=told)
