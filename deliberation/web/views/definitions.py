"""Reading: the front page, a definition, its criteria."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from deliberation.web import access
from deliberation.web.pages.criteria import criteria_page
from deliberation.web.pages.criterion import criterion_page
from deliberation.web.pages.definition import definition_page
from deliberation.web.pages.following import follow_button
from deliberation.web.pages.home import home_page
from deliberation.web.responses import number_in, show


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return show(request, "home.html", section="home", page=home_page(request.user))


@require_safe
def definition(request: HttpRequest, slug: str) -> HttpResponse:
    visit = access.enter(request, slug)
    page = definition_page(visit)
    return show(
        request,
        "definition.html",
        section="definition",
        visit=visit,
        page=page,
        follow=follow_button(visit),
    )


@require_safe
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    visit = access.enter(request, slug)
    page = criteria_page(visit, state=request.GET.get("state", ""))
    return show(request, "criteria.html", section="criteria", visit=visit, page=page)


@require_safe
def criterion(request: HttpRequest, slug: str, criterion: str) -> HttpResponse:
    visit = access.enter(request, slug)
    use = access.criterion_use(visit, criterion)
    voted = number_in(request, "voted")
    page = criterion_page(
        visit,
        use,
        page=number_in(request, "page", default=1),
        proposal=voted or number_in(request, "proposal"),
        voted=voted,
        results=request.GET.get("results") == "shown",
    )
    return show(
        request,
        "criterion.html",
        section="criteria",
        visit=visit,
        page=page,
        follow=follow_button(visit, use=use),
    )
