"""Who sees and answers what. What one may not see is not there: a 404, decided here alone."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from deliberation.permissions import STEWARDS, Deed
from deliberation.web import access
from deliberation.web.access import Visit
from surveys import actions
from surveys.models import Admission, Link, Response, Snapshot, Survey
from surveys.questionnaire import Questionnaire

__all__ = ["SurveyVisit", "Visit", "enter", "enter_as_moderator", "enter_as_steward"]


@dataclass
class SurveyVisit:
    """Somebody at a survey. response: theirs, if they have begun; link: what they came by."""

    visit: Visit
    survey: Survey
    link: Link | None
    response: Response | None

    @property
    def questionnaire(self) -> Questionnaire:
        """What they are asked: the version of their response, or else the present one."""
        version = self.response.version if self.response else self.survey.current
        assert version is not None
        return version.questionnaire

    @property
    def is_anonymous(self) -> bool:
        return self.survey.admission == Admission.LINKS

    @property
    def is_steward(self) -> bool:
        return is_steward(self.visit)

    def results(self) -> Snapshot | None:
        """The published results, if this visitor may see them; stewards see the newest."""
        snapshots = self.survey.snapshots.select_related("version")
        if self.is_steward:
            return snapshots.first()
        if not self.survey.results_are_public:
            return None
        return snapshots.exclude(published_at=None).first()


def is_steward(visit: Visit) -> bool:
    return not STEWARDS.isdisjoint(visit.roles)


def is_moderator(visit: Visit) -> bool:
    """Whether ideas can be made proposals by this visitor, now."""
    return visit.may(Deed.MAKE_OF_IDEAS)


def surveys_of(request: HttpRequest, slug: str) -> tuple[Visit, list[Survey]]:
    visit = access.enter(request, slug)
    found = Survey.objects.visible_to(visit.definition, visit.user)
    return visit, list(found.select_related("current"))


def enter(request: HttpRequest, slug: str, survey: str) -> SurveyVisit:
    """The survey, if this user may see it, and their response to it."""
    visit = access.enter(request, slug)
    surveys = Survey.objects.filter(definition=visit.definition).select_related("current")
    found = get_object_or_404(surveys, slug=survey)
    # Asked of roles only where they matter, so that a step of answering costs a query less.
    if found.current_id is None and not is_steward(visit):
        raise Http404
    found.definition = visit.definition
    link = _link(request, found)
    return SurveyVisit(visit, found, link, _response(visit, found, link))


def enter_as_steward(request: HttpRequest, slug: str, survey: str) -> SurveyVisit:
    there = enter(request, slug, survey)
    there.visit.require(Deed.RUN_SURVEYS)
    return there


def enter_as_moderator(request: HttpRequest, slug: str, survey: str) -> SurveyVisit:
    there = enter(request, slug, survey)
    there.visit.require(Deed.MAKE_OF_IDEAS)
    return there


def may_read_texts(there: SurveyVisit) -> bool:
    """Whether they may read what people wrote freely, whatever it was asked for."""
    return there.is_steward and bool(there.visit.user.has_perm("surveys.export_personal"))


def remember_link(request: HttpRequest, survey: Survey, token: str) -> None:
    """Let this browser come back without its link. Raises Http404 for none of ours."""
    if not survey.links.filter(digest=actions.digest_of(token), revoked_at=None).exists():
        raise Http404
    request.session[_place(survey)] = actions.digest_of(token)


def way_in(request: HttpRequest, there: SurveyVisit, back: str) -> HttpResponseBase | None:
    """Where somebody must go before they can answer: to sign in, to join, or nowhere."""
    if there.is_anonymous:
        return None
    return access.way_in(request, there.visit, back)


def _place(survey: Survey) -> str:
    return f"survey-link-{survey.pk}"


def _link(request: HttpRequest, survey: Survey) -> Link | None:
    digest = request.session.get(_place(survey)) if survey.admission == Admission.LINKS else None
    return survey.links.filter(digest=digest, revoked_at=None).first() if digest else None


def _response(visit: Visit, survey: Survey, link: Link | None) -> Response | None:
    responses = survey.responses.select_related("version", "participant__stakeholder_class")
    found = None
    if link is not None:
        found = responses.filter(link=link).first()
    elif survey.admission == Admission.PARTICIPANTS and visit.participant is not None:
        found = responses.filter(participant=visit.participant).first()
    if found is not None:
        found.survey = survey
    return found
