"""AI systems under the texts of a definition: all, one, two, and what others say of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from deliberation import actions
from deliberation.exchange.attribution import attribution
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import SystemTaken
from deliberation.web import access
from deliberation.web.access import Visit
from deliberation.web.forms.systems import LicenceForm, SystemForm
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
    found, releases = access.system_and_family(system)
    page = system_page(visit, found, releases, access.text(visit, request.GET.get("under", "")))
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


@require_http_methods(["GET", "HEAD", "POST"])
@limited("evidence")
def add_system(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add a system without evidence, as a moderator."""
    visit = access.enter(request, slug)
    visit.require(Deed.DECIDE_EVIDENCE)
    form = SystemForm(request.POST or None)
    if form.is_valid():
        try:
            added = actions.add_system(by=_user(request), **form.given)
        except Refusal as refusal:
            form.add_error(_field_of(refusal, form), refusal.for_people())
        else:
            messages.success(request, _("Added. Say now under which licences it is."))
            return redirect("system", slug, added.slug)
    return show(
        request,
        "systems/add.html",
        section="systems",
        visit=visit,
        form=form,
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("evidence")
def set_licence(request: HttpRequest, slug: str, system: str) -> HttpResponseBase:
    """Say under which licence a component is, as a moderator."""
    visit = access.enter(request, slug)
    visit.require(Deed.DECIDE_EVIDENCE)
    found = access.system(system)
    form = LicenceForm(request.POST or None)
    if form.is_valid():
        try:
            actions.set_licence(system=found, by=_user(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("licence", refusal.for_people())
        else:
            messages.success(request, _("Recorded. Verdicts follow within a minute."))
            return redirect("system", slug, system)
    return show(
        request,
        "systems/licence.html",
        section="systems",
        visit=visit,
        system=found,
        form=form,
        status=422 if request.method == "POST" else 200,
    )


def _field_of(refusal: Refusal, form: SystemForm) -> str | None:
    """The field that a refusal speaks of."""
    if isinstance(refusal, SystemTaken):
        return "slug"
    field = str(refusal.facts.get("field", ""))
    return field if field in form.fields else None


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


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
