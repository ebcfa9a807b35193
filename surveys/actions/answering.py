"""Answering a survey: beginning, saving a section, sending."""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from deliberation.actions import require_member
from deliberation.models import Participant
from surveys.actions.facts import take_facts
from surveys.models import Admission, Link, Response, Survey
from surveys.questionnaire import Problem, Question, check, dropped, walk
from surveys.refusals import (
    AnswersMissing,
    AnswersNotTaken,
    ConsentNeeded,
    LinkNeeded,
    LinkSpent,
    OldVersion,
    QuotaFull,
    ResponseSent,
    SurveyClosed,
    SurveyNotOpen,
    SurveyNotPublished,
    TooLarge,
    UnknownAnswers,
    UnknownSection,
    WouldDrop,
)

MOST: Final = 200_000  # characters of all answers of a response


@transaction.atomic
def invite_by_links(*, survey: Survey, number: int) -> list[str]:
    """Make one-time links. Returns their tokens, which are stored nowhere."""
    tokens = [secrets.token_urlsafe(24) for _ in range(number)]
    now = timezone.now()
    Link.objects.bulk_create(
        Link(survey=survey, digest=digest_of(token), created_at=now) for token in tokens
    )
    return tokens


def revoke_links(*, survey: Survey, at: datetime | None = None) -> int:
    """Let no link begin a response any more; those that have one still lead to it. Returns how
    many were unused."""
    unused = survey.links.filter(response=None, revoked_at=None)
    return unused.update(revoked_at=at or timezone.now())


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(survey: Survey, token: str) -> Link:
    """Raises LinkSpent for a token of no link that can be used."""
    link = survey.links.filter(digest=digest_of(token), revoked_at=None).first()
    if link is None:
        raise LinkSpent()
    return link


@transaction.atomic
def start_response(
    *,
    survey: Survey,
    participant: Participant | None = None,
    link: Link | None = None,
    language: str = "",
    consents: bool = False,
    version: int | None = None,
    is_simulated: bool = False,
    at: datetime | None = None,
) -> Response:
    """Begin a response, or give the one that was begun.

    version: the number of the version that was read, if known. Raises SurveyNotPublished,
    SurveyNotOpen, SurveyClosed, OldVersion, ConsentNeeded, QuotaFull, LinkNeeded, or
    GuestsVoteOnly.
    """
    at = at or timezone.now()
    if survey.admission == Admission.LINKS:
        if link is None:
            raise LinkNeeded()
        whose: dict[str, Any] = {"link": link}
    else:
        assert participant is not None
        require_member(participant)
        whose = {"participant": participant}
    present = survey.responses.filter(**whose).select_related("version").first()
    if present is not None:
        return present
    _require_open(survey, at)
    current = survey.current
    assert current is not None
    if version not in (None, current.number):
        raise OldVersion(number=version, current=current.number)
    if current.questionnaire.consent and not consents:
        raise ConsentNeeded()
    _require_place(survey, participant)
    try:
        with transaction.atomic():
            return Response.objects.create(
                survey=survey, version=current, **whose, language=language, unsent={},
                consented_at=at if consents else None, started_at=at, saved_at=at,
                is_simulated=is_simulated,
            )  # fmt: skip
    except IntegrityError:
        # The form came twice at once.
        return survey.responses.select_related("version").get(**whose)


@transaction.atomic
def save_section(
    *,
    response: Response,
    section: str,
    given: Mapping[str, Any],
    may_drop: Collection[str] = (),
    version: int | None = None,
    at: datetime | None = None,
) -> Response:
    """Store the answers to one section as far as they are given.

    given: by key, for the questions of the section that the form showed; None clears one. What
    the changed answers show no more is dropped, if `may_drop` names it. Raises UnknownSection,
    UnknownAnswers, AnswersNotTaken, WouldDrop, TooLarge, ResponseSent, OldVersion, or what
    `start_response` raises of times.
    """
    response = _locked(response, at or timezone.now(), version)
    asked = response.version.questionnaire
    found = next((each for each in asked.sections if each.key == section), None)
    if found is None:
        raise UnknownSection(section=section[:60])
    own = {question.key: question for question in found.questions}
    if unknown := [key for key in given if key not in own]:
        raise UnknownAnswers(questions=", ".join(unknown)[:300])
    return _store(response, _checked(own, given), may_drop, at or timezone.now())


@transaction.atomic
def save_answers(
    *,
    response: Response,
    given: Mapping[str, Any],
    may_drop: Collection[str] | None = (),
    version: int | None = None,
    at: datetime | None = None,
) -> Response:
    """Store answers to any questions, as the API takes them; None clears one.

    may_drop: keys that may go; None for all. Raises what `save_section` raises, and
    UnknownAnswers for questions that are not shown with these answers.
    """
    response = _locked(response, at or timezone.now(), version)
    asked = response.version.questionnaire
    if unknown := [key for key in given if key not in asked.questions]:
        raise UnknownAnswers(questions=", ".join(unknown)[:300])
    kept = _checked(asked.questions, given)
    path = walk(asked, response.present | kept)
    shown = {each.key for each in path.shown}
    if hidden := [key for key, value in kept.items() if value is not None and key not in shown]:
        raise UnknownAnswers(questions=", ".join(hidden))
    drops = list(asked.questions) if may_drop is None else may_drop
    return _store(response, kept, drops, at or timezone.now())


@transaction.atomic
def send_response(
    *, response: Response, version: int | None = None, at: datetime | None = None
) -> Response:
    """Let the answers count. Sending again what is sent already changes nothing.

    Raises AnswersMissing, QuotaFull, and what `save_section` raises of times.
    """
    at = at or timezone.now()
    if not response.has_unsent and response.sent_at is not None:
        return response
    response = _locked(response, at, version)
    if not response.has_unsent and response.sent_at is not None:
        return response
    path = response.path
    if missing := path.missing():
        raise AnswersMissing(questions=missing)
    if response.sent_at is None:
        _require_place(response.survey, response.participant)
    response.answers, response.unsent = dict(path.answers), None
    response.sent_at = response.saved_at = at
    if response.participant is not None:
        take_facts(response)
        response.stakeholder_class = response.participant.stakeholder_class
    response.save(update_fields=["answers", "unsent", "sent_at", "saved_at", "stakeholder_class"])
    return response


@transaction.atomic
def discard_unsent(*, response: Response) -> Response:
    """Go back to what was sent last; a response that was never sent begins anew."""
    response = Response.objects.select_for_update().get(pk=response.pk)
    response.unsent = None if response.sent_at else {}
    response.save(update_fields=["unsent"])
    return response


def _checked(own: Mapping[str, Question], given: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for key, value in given.items():
        kept[key], problem = check(own[key], value)
        if problem is not None:
            problems[key] = problem
    if problems:
        raise AnswersNotTaken(problems=problems)
    return kept


def _store(
    response: Response, kept: dict[str, Any], may_drop: Collection[str], at: datetime
) -> Response:
    asked = response.version.questionnaire
    before = response.present
    after = {key: value for key, value in (before | kept).items() if value is not None}
    gone = [each for each in dropped(asked, before, after) if each.key not in may_drop]
    if gone:
        raise WouldDrop(questions=gone)
    answers = dict(walk(asked, after).answers)
    if answers == response.answers:
        response.unsent = None
    elif answers == before:
        return response
    else:
        if len(json.dumps(answers, ensure_ascii=False)) > MOST:
            raise TooLarge(most=MOST)
        response.unsent = answers
    response.saved_at = at
    response.save(update_fields=["unsent", "saved_at"])
    response.__dict__.pop("path", None)
    return response


def _locked(response: Response, at: datetime, version: int | None) -> Response:
    """The response as it is now, locked, if it can be changed."""
    found = (
        Response.objects.select_for_update(of=("self",))
        .select_related("survey", "participant__stakeholder_class")
        .get(pk=response.pk)
    )
    # A published version never changes, so its long document is not read again.
    found.version = response.version
    _require_open(found.survey, at)
    if version not in (None, found.version.number):
        raise OldVersion(number=version, current=found.version.number)
    if found.sent_at is not None and not found.survey.may_edit:
        raise ResponseSent()
    return found


def _require_open(survey: Survey, at: datetime) -> None:
    match survey.state(at):
        case "unpublished":
            raise SurveyNotPublished()
        case "waiting":
            raise SurveyNotOpen(when=_day(survey.opens_at))
        case "closed":
            raise SurveyClosed(when=_day(survey.closes_at))


def _day(moment: datetime | None) -> str:
    assert moment is not None
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _require_place(survey: Survey, participant: Participant | None) -> None:
    """Raises QuotaFull. The survey's row is the lock, where it has a quota at all."""
    own = participant.stakeholder_class if participant else None
    most = survey.quotas.get(own.slug) if own else None
    if most is None or own is None:
        return
    Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.responses.sent().filter(stakeholder_class=own).count() >= int(most):
        raise QuotaFull(name=own.title, most=most)
