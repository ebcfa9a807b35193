"""Answering: what it is about, one section a page, looking over, sending."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.limits import limited
from deliberation.refusals import Refusal
from surveys import actions
from surveys.models import Response
from surveys.questionnaire import Problem, Question, Section
from surveys.refusals import AnswersMissing, AnswersNotTaken, WouldDrop
from surveys.web import access
from surveys.web.pages.answering import SectionPage, given_in, review_page, section_page
from surveys.web.pages.listed import listed
from surveys.web.responses import show


@require_safe
def surveys(request: HttpRequest, slug: str) -> HttpResponse:
    visit, found = access.surveys_of(request, slug)
    return show(request, "surveys.html", visit=visit, surveys=listed(visit, found, _language()))


@require_safe
def by_link(request: HttpRequest, slug: str, survey: str, token: str) -> HttpResponseBase:
    """Remember the one-time link, and go on without it in the address."""
    there = access.enter(request, slug, survey)
    access.remember_link(request, there.survey, token)
    return redirect(there.survey)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def survey(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """What the survey is about, and the way into it."""
    there = access.enter(request, slug, survey)
    refusal, status = "", 200
    if request.method == "POST":
        elsewhere = access.way_in(request, there, there.survey.get_absolute_url())
        if elsewhere is not None:
            return elsewhere
        try:
            response = actions.start_response(
                survey=there.survey,
                participant=None if there.is_anonymous else there.visit.participant,
                link=there.link,
                language=_language(),
                consents=request.POST.get("consents") == "yes",
            )
        except Refusal as error:
            refusal, status = error.for_people(), 422
        else:
            return redirect("survey-section", slug, survey, _first_open(response))
    return _about(request, there, refusal=refusal, status=status)


def _about(
    request: HttpRequest, there: access.SurveyVisit, *, refusal: str, status: int
) -> HttpResponse:
    language = _language()
    version = there.response.version if there.response else there.survey.current
    asked = version.questionnaire if version else None
    texts = {
        name: asked.say(getattr(asked, name), language) if asked else ""
        for name in ("title", "introduction", "consent", "thanks")
    }
    return show(
        request,
        "survey.html",
        visit=there.visit,
        status=status,
        there=there,
        survey=there.survey,
        response=there.response,
        state=there.survey.state(timezone.now()),
        texts=texts,
        number=len(asked.questions) if asked else 0,
        sections=len(asked.sections) if asked else 0,
        has_results=there.results() is not None,
        goes_on=_first_open(there.response) if there.response else "",
        refusal=refusal,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def section(request: HttpRequest, slug: str, survey: str, key: str) -> HttpResponseBase:
    """One section. A post stores it and goes on; htmx asks what a change would show."""
    there = access.enter(request, slug, survey)
    response = there.response
    if response is None:
        return _without_response(request, there)
    known = {each.key: each for each in response.version.questionnaire.sections}
    if key not in known:
        return redirect("survey-section", slug, survey, _first_open(response))
    if request.method == "POST":
        if request.POST.get("look"):
            return _looked(request, there, key)
        return _stored(request, there, known[key])
    page = section_page(response, key, _language())
    if page is None:
        return redirect("survey-section", slug, survey, _first_open(response))
    return _shown(request, there, page)


def _without_response(request: HttpRequest, there: access.SurveyVisit) -> HttpResponseBase:
    """For somebody who has not begun, or whose tab is open since before they signed out: what
    they sent is kept while they sign in."""
    if request.POST.get("look"):
        return HttpResponse(status=204)
    is_sent = request.method == "POST"
    elsewhere = access.way_in(request, there, request.path) if is_sent else None
    return elsewhere or redirect("survey", there.visit.slug, there.survey.slug)


def _stored(request: HttpRequest, there: access.SurveyVisit, section: Section) -> HttpResponseBase:
    """Store what was sent and go on, or show it again with what is wrong."""
    assert there.response is not None
    key = section.key
    try:
        response = actions.save_section(
            response=there.response,
            section=key,
            given=given_in(section, request.POST),
            may_drop=request.POST.get("let_go", "").split(","),
        )
    except AnswersNotTaken as error:
        return _again(request, there, key, problems=dict(error.problems))
    except WouldDrop as error:
        return _again(request, there, key, going=error.questions, status=409)
    except Refusal as error:
        return _again(request, there, key, refusal=error.for_people(), status=error.status)
    return _onward(request, there, response, key)


def _onward(
    request: HttpRequest, there: access.SurveyVisit, response: Response, key: str
) -> HttpResponseBase:
    """After a section is stored: back, away, on, or here again where something is missing."""
    slug, survey = there.visit.slug, there.survey.slug
    keys = [step.section.key for step in response.path.steps]
    place = keys.index(key) if key in keys else 0
    go = request.POST.get("go", "next")
    if go == "leave":
        messages.success(request, _("Saved. You can go on here at any time, on any device."))
        return redirect("survey", slug, survey)
    if go == "back":
        return redirect("survey-section", slug, survey, keys[max(place - 1, 0)])
    there.response = response
    step = response.path.step(key)
    shown = set(request.POST.get("shown", "").split(","))
    if step is not None:
        missing = {
            each.key: Problem("required")
            for each in response.path.missing()
            if each in step.questions and each.key in shown
        }
        if missing:
            return _again(request, there, key, problems=missing)
        if any(each.key not in shown for each in step.questions):
            messages.info(request, _("Your answers lead to more questions in this section."))
            return redirect("survey-section", slug, survey, key)
    if place + 1 < len(keys):
        return redirect("survey-section", slug, survey, keys[place + 1])
    return redirect("survey-review", slug, survey)


def _looked(request: HttpRequest, there: access.SurveyVisit, key: str) -> HttpResponse:
    """The questions as the form stands; nothing is stored, and no answer where none changed."""
    assert there.response is not None
    page = section_page(there.response, key, _language(), sent=request.POST)
    if page is None or page.shown == request.POST.get("shown"):
        return HttpResponse(status=204)
    return show(request, "section.html#questions", visit=there.visit, page=page)


def _again(
    request: HttpRequest,
    there: access.SurveyVisit,
    key: str,
    *,
    problems: dict[str, Problem] | None = None,
    going: Sequence[Question] = (),
    refusal: str = "",
    status: int = 422,
) -> HttpResponseBase:
    """The same form, as it was sent, with what is wrong."""
    assert there.response is not None
    page = section_page(
        there.response, key, _language(), sent=request.POST, problems=problems, going=going
    )
    if page is None:
        return redirect("survey", there.visit.slug, there.survey.slug)
    return _shown(request, there, page, refusal=refusal, status=status)


def _shown(
    request: HttpRequest,
    there: access.SurveyVisit,
    page: SectionPage,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = there.questionnaire
    return show(
        request,
        "section.html",
        visit=there.visit,
        status=status,
        survey=there.survey,
        page=page,
        title=asked.say(asked.title, _language()),
        refusal=refusal,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def review(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """All answers, to look over and send."""
    there = access.enter(request, slug, survey)
    response = there.response
    if response is None:
        return redirect("survey", slug, survey)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            actions.send_response(response=response)
        except AnswersMissing:
            status = 422
        except Refusal as error:
            refusal, status = error.for_people(), error.status
        else:
            asked = response.version.questionnaire
            thanks = asked.say(asked.thanks, _language()) or _("Thank you.")
            messages.success(request, f"{_('Your answers are sent.')} {thanks}")
            return redirect("survey", slug, survey)
    asked = response.version.questionnaire
    return show(
        request,
        "review.html",
        visit=there.visit,
        status=status,
        survey=there.survey,
        response=response,
        page=review_page(response, _language()),
        title=asked.say(asked.title, _language()),
        last=response.path.steps[-1].section.key if response.path.steps else "",
        refusal=refusal,
        tried=status == 422,
    )


@require_POST
@limited("answer")
def discard(request: HttpRequest, slug: str, survey: str) -> HttpResponseBase:
    """Drop what is written and not sent."""
    there = access.enter(request, slug, survey)
    if there.response is not None:
        actions.discard_unsent(response=there.response)
        messages.success(request, _("What was not sent is dropped."))
    return redirect("survey", slug, survey)


def _first_open(response: Response) -> str:
    """The section in which something required is missing, or else the first without answers."""
    path = response.path
    missing = {each.key for each in path.missing()}
    for step in path.steps:
        keys = {each.key for each in step.questions}
        if keys.isdisjoint(path.answers) or keys & missing:
            return step.section.key
    return path.steps[0].section.key


def _language() -> str:
    return get_language() or "en"
