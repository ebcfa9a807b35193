"""The surveys of a definition, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from deliberation.web.access import Visit
from surveys.models import Response, Survey


@dataclass(frozen=True)
class Listed:
    """state: of `Survey.state`; mine: "", "begun", "sent" or "changed"."""

    survey: Survey
    title: str
    introduction: str
    state: str
    mine: str
    questions: int


def listed(visit: Visit, surveys: Sequence[Survey], language: str) -> list[Listed]:
    """Open ones first. One query for all responses of the visitor."""
    now = timezone.now()
    mine: dict[int, Response] = {}
    if visit.participant is not None:
        found = visit.participant.survey_responses.filter(survey__in=surveys)
        mine = {each.survey_id: each for each in found.defer("answers")}
    rows = [_listed(survey, mine.get(survey.pk), language, now) for survey in surveys]
    order = ("open", "waiting", "closed", "unpublished")
    return sorted(rows, key=lambda row: order.index(row.state))


def _listed(survey: Survey, mine: Response | None, language: str, now: datetime) -> Listed:
    asked = survey.current.questionnaire if survey.current else None
    state = ""
    if mine is not None:
        state = "begun" if mine.sent_at is None else ("changed" if mine.has_unsent else "sent")
    return Listed(
        survey=survey,
        title=asked.say(asked.title, language) if asked else survey.slug,
        introduction=asked.say(asked.introduction, language) if asked else "",
        state=survey.state(now),
        mine=state,
        questions=len(asked.questions) if asked else 0,
    )
