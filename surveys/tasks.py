"""Celery tasks of surveys: thin, idempotent, safe to run twice at once and to die halfway."""

import logging

from celery import shared_task

from surveys import actions
from surveys.models import BallotProposal, Survey

logger = logging.getLogger(__name__)


@shared_task
def count_survey(survey_id: int) -> None:
    """Take a snapshot of a survey's results."""
    survey = Survey.objects.select_related("current", "definition").filter(pk=survey_id).first()
    if survey is None:
        logger.warning("survey_unknown survey=%s", survey_id)
        return
    taken = actions.take_snapshot(survey=survey)
    if taken is not None:
        logger.info("survey_counted survey=%s responses=%s", survey_id, taken.responses)


@shared_task
def sweep_surveys() -> None:
    """Have every survey counted whose responses are ahead of its last snapshot."""
    for pk in actions.surveys_to_count().values_list("pk", flat=True):
        count_survey.delay(pk)


@shared_task
def bring_ballot_votes(brought_id: int) -> None:
    """Cast the first votes on a proposal that came from a ballot."""
    found = BallotProposal.objects.select_related("snapshot__version").filter(pk=brought_id)
    for brought in found:
        votes = actions.bring_ballot_votes(brought=brought)
        logger.info("ballot_votes proposal=%s votes=%s", brought.proposal_id, votes)
