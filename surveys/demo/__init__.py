"""The demo's surveys, with answers of the simulated crowd.

Everything is made up and says so; the numbers describe nobody. The same on every machine.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.models import Definition, Participant
from surveys import actions
from surveys.demo.answers import ballot_of, plain_answers
from surveys.models import Response, Survey
from surveys.questionnaire import Questionnaire, check, walk
from surveys.shipped import COMPONENT_BALLOT, OPEN_SOURCE_AI, shipped

SURVEYS: Final = (
    ("what-it-means", OPEN_SOURCE_AI, plain_answers, 0.75),
    ("components", COMPONENT_BALLOT, ballot_of, 0.35),
)
BATCH: Final = 500


def on_demo_prepared(*, definition: Definition, say: Callable[[str], Any], **_: Any) -> None:
    """Bring the surveys, if they are not there yet."""
    for slug, name, answer, part in SURVEYS:
        if not definition.surveys.filter(slug=slug).exists():
            number = bring_survey(definition, slug, name, answer, part)
            say(f"{number} simulated responses to the survey “{slug}”.")


@transaction.atomic
def bring_survey(
    definition: Definition,
    slug: str,
    name: str,
    answer: Callable[[random.Random, Participant], dict[str, Any]],
    part: float,
) -> int:
    """A shipped survey, published, with responses of a part of the crowd, counted and public."""
    survey = actions.create_survey(
        definition=definition, slug=slug, document=shipped(name), is_simulated=True
    )
    version = survey.draft()
    assert version is not None
    actions.publish_version(version=version, by=None)
    survey.refresh_from_db()
    responses = Response.objects.bulk_create(_responses(survey, answer, part), batch_size=BATCH)
    taken = actions.take_snapshot(survey=survey)
    if taken is not None:
        actions.publish_snapshot(snapshot=taken)
    actions.change_survey(survey=survey, results_are_public=True)
    return len(responses)


def _responses(
    survey: Survey,
    answer: Callable[[random.Random, Participant], dict[str, Any]],
    part: float,
) -> Iterator[Response]:
    dice = random.Random(survey.slug)
    version, now = survey.current, timezone.now()
    assert version is not None
    people = survey.definition.participants.filter(is_simulated=True).order_by("pk")
    for person in people.select_related("stakeholder_class"):
        if dice.random() >= part:
            continue
        begun = now - timedelta(days=10) + timedelta(minutes=dice.randrange(12_000))
        yield Response(
            survey=survey,
            version=version,
            participant=person,
            stakeholder_class=person.stakeholder_class,
            answers=_taken(version.questionnaire, answer(dice, person)),
            language="en",
            is_simulated=True,
            consented_at=begun,
            started_at=begun,
            saved_at=begun + timedelta(minutes=8),
            sent_at=begun + timedelta(minutes=8),
        )


def _taken(asked: Questionnaire, given: dict[str, Any]) -> dict[str, Any]:
    """The answers as they would be kept had somebody given them on the page."""
    kept = {key: check(asked.questions[key], value)[0] for key, value in given.items()}
    return dict(walk(asked, kept).answers)
