"""Joining a survey to the deliberation: ideas for moderators, the rest for stewards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.models import User
from deliberation.refusals import Refusal
from surveys import actions, tasks
from surveys.models import Response
from surveys.web import access
from surveys.web.forms import IdeaForm
from surveys.web.pages.following import following_page
from surveys.web.pages.ideas import ideas_page, suggestion
from surveys.web.responses import show


def _title(there: access.SurveyVisit) -> str:
    asked = there.survey.current.questionnaire if there.survey.current else None
    return asked.say(asked.title, get_language() or "en") if asked else there.survey.slug


@require_safe
def ideas(request: HttpRequest, slug: str, survey: str) -> HttpResponse:
    """Open answers, searched word by word: those for proposals, and all for stewards who may
    export what people wrote."""
    there = access.enter_as_moderator(request, slug, survey)
    page = ideas_page(
        there.survey, get_language() or "en", question=request.GET.get("question", ""),
        words=request.GET.get("q", "")[:200], page=request.GET.get("page", "1"),
        every=access.may_read_texts(there),
    )  # fmt: skip
    return show(
        request, "ideas.html", visit=there.visit, survey=there.survey, page=page,
        title=_title(there),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def idea(
    request: HttpRequest, slug: str, survey: str, response: str, question: str
) -> HttpResponseBase:
    """One answer, and the proposal it could be: written out, one press away."""
    there = access.enter_as_moderator(request, slug, survey)
    found = there.survey.responses.sent().select_related("participant", "version")
    answered: Response | None = found.filter(key=response).first()
    text = (answered.answers or {}).get(question) if answered else None
    if (
        answered is None
        or not text
        or question not in {each.key for each in actions.open_questions(there.survey)}
    ):
        raise Http404
    criteria = list(there.visit.definition.criteria.all())
    if not criteria:
        raise Http404
    form = IdeaForm(criteria, request.POST or None, initial=suggestion(text, criteria))
    if form.is_valid():
        assert isinstance(request.user, User)
        given = form.cleaned_data
        try:
            made = actions.propose_idea(
                response=answered, question=question, criterion_slug=given["criterion"],
                level=given["level"], requires=given["requires"], wording=given["wording"],
                rationale=given["rationale"], by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            facts = {"number": made.proposal.number}
            messages.success(request, _("Proposal %(number)s is open for votes.") % facts)
            return redirect(made.proposal)
    pseudonym = answered.participant.pseudonym if answered.participant else ""
    return show(
        request, "idea.html", visit=there.visit, survey=there.survey, form=form, text=text,
        pseudonym=pseudonym, title=_title(there), status=422 if form.is_bound else 200,
    )  # fmt: skip


@require_safe
def following(request: HttpRequest, slug: str, survey: str) -> HttpResponse:
    """What would follow from the newest results, each with its button."""
    there = access.enter_as_steward(request, slug, survey)
    page = following_page(there.survey, get_language() or "en")
    return show(
        request, "following.html", visit=there.visit, survey=there.survey, page=page,
        title=_title(there),
    )  # fmt: skip


@require_POST
def draw(request: HttpRequest, slug: str, survey: str, question: str) -> HttpResponseBase:
    """Let the results of a question take effect in the deliberation."""
    there = access.enter_as_steward(request, slug, survey)
    snapshot = there.survey.snapshots.select_related("version").first()
    if snapshot is None:
        raise Http404
    asked = snapshot.version.questionnaire.questions.get(question)
    snapshot.survey = there.survey
    assert isinstance(request.user, User)
    try:
        match asked.use if asked else "":
            case "priorities":
                actions.draw_priorities(snapshot=snapshot, question=question, by=request.user)
                said = _("The criteria are ordered by these priorities now.")
            case "targets":
                actions.draw_targets(snapshot=snapshot, question=question, by=request.user)
                said = _("A new ruleset weights broad support to these shares.")
            case "ballot":
                opened = actions.propose_ballot(snapshot=snapshot, question=question)
                for each in opened:
                    tasks.bring_ballot_votes.delay_on_commit(each.pk)
                said = ngettext(
                    "%(number)s proposal is open; its first votes are being brought over.",
                    "%(number)s proposals are open; their first votes are being brought over.",
                    len(opened),
                ) % {"number": len(opened)}
            case _:
                raise Http404
    except Refusal as refusal:
        messages.warning(request, refusal.for_people())
    else:
        messages.success(request, said)
    return redirect(reverse("survey-following", args=[slug, survey]))
