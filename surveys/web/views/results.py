"""Results for whoever may see them; progress and publishing for stewards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.refusals import Refusal
from surveys import actions
from surveys.exchange.safe_csv import csv_response
from surveys.models import Snapshot
from surveys.web import access
from surveys.web.pages.progress import progress_page
from surveys.web.pages.results import csv_rows, results_page
from surveys.web.responses import show


def _snapshot(there: access.SurveyVisit) -> Snapshot:
    found = there.results()
    if found is None:
        raise Http404
    return found


def _class_titles(there: access.SurveyVisit) -> dict[str, str]:
    classes = there.visit.definition.stakeholder_classes
    return dict(classes.values_list("slug", "title"))


@require_safe
def results(request: HttpRequest, slug: str, survey: str) -> HttpResponse:
    there = access.enter(request, slug, survey)
    snapshot = _snapshot(there)
    language = get_language() or "en"
    page = results_page(
        snapshot, language, _class_titles(there), whole=there.is_steward,
        by=request.GET.get("by", ""),
    )  # fmt: skip
    asked = snapshot.version.questionnaire
    title = asked.say(asked.title, language)
    return show(
        request, "results.html", visit=there.visit, survey=there.survey, page=page, title=title,
        may_read_texts=access.may_read_texts(there),
    )  # fmt: skip


@require_safe
def question_csv(request: HttpRequest, slug: str, survey: str, key: str) -> HttpResponseBase:
    """The tables of one question as CSV."""
    there = access.enter(request, slug, survey)
    snapshot = _snapshot(there)
    page = results_page(
        snapshot, get_language() or "en", _class_titles(there), whole=there.is_steward,
        by=request.GET.get("by", ""), only=key,
    )  # fmt: skip
    if not page.shown:
        raise Http404
    return csv_response(csv_rows(page.shown[0]), f"{survey}-{key}.csv")


@require_safe
def progress(request: HttpRequest, slug: str, survey: str) -> HttpResponse:
    """How many answer, of which classes; htmx asks again every few seconds."""
    there = access.enter_as_steward(request, slug, survey)
    page = progress_page(there.survey)
    template = "progress.html#figures" if getattr(request, "htmx", False) else "progress.html"
    return show(
        request, template, visit=there.visit, survey=there.survey, page=page, title=page.title,
        may_export_personal=access.may_read_texts(there),
    )  # fmt: skip


@require_POST
def count_now(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    there = access.enter_as_steward(request, slug, survey)
    taken = actions.take_snapshot(survey=there.survey)
    if taken is not None:
        messages.success(request, _("Counted. Look at the results before you publish them."))
    return redirect("survey-progress", slug, survey)


@require_POST
def publish(request: HttpRequest, slug: str, survey: str, number: int) -> HttpResponseBase:
    """Publish results, and let everybody see those that are published."""
    there = access.enter_as_steward(request, slug, survey)
    snapshot = get_object_or_404(there.survey.snapshots, number=number)
    try:
        actions.publish_snapshot(snapshot=snapshot, split=request.POST.get("split") or None)
    except Refusal as refusal:
        messages.warning(request, refusal.for_people())
    else:
        actions.change_survey(survey=there.survey, results_are_public=True)
        messages.success(request, _("Published. Everybody sees these results now."))
    return redirect("survey-progress", slug, survey)


@require_POST
def hide(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """Take the results back from the public."""
    there = access.enter_as_steward(request, slug, survey)
    actions.change_survey(survey=there.survey, results_are_public=False)
    messages.success(request, _("Only stewards see the results now."))
    return redirect("survey-progress", slug, survey)


@require_POST
def revoke_links(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """Take back the links that nobody has used."""
    there = access.enter_as_steward(request, slug, survey)
    number = actions.revoke_links(survey=there.survey)
    words = ngettext("%(number)s unused link is revoked.",
                     "%(number)s unused links are revoked.", number)  # fmt: skip
    messages.success(request, words % {"number": number})
    return redirect("survey-progress", slug, survey)


@require_POST
def make_links(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """One-time links, shown this once."""
    there = access.enter_as_steward(request, slug, survey)
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:6]) <= 1000):
        messages.warning(request, _("Give a number of links from 1 to 1000."))
        return redirect("survey-progress", slug, survey)
    tokens = actions.invite_by_links(survey=there.survey, number=int(number))
    base = request.build_absolute_uri(there.survey.get_absolute_url())
    return show(
        request, "links.html", visit=there.visit, survey=there.survey,
        title=progress_page(there.survey).title,
        links=[f"{base}with/{token}/" for token in tokens],
    )  # fmt: skip
