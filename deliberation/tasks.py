"""Celery tasks: thin, idempotent, safe to run twice at once and to die halfway.

Arguments are ids; a task reads what is true when it runs. A lost message costs no
more than the time to the next sweep.
"""

import logging

from celery import Task, chord, shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from deliberation import actions, mail, privacy
from deliberation.actions.requests import queue_for
from deliberation.exchange import pdf
from deliberation.models import Aggregate, Definition, Draft, Mail
from deliberation.refusals import AggregationRunning, PdfUnavailable

logger = logging.getLogger(__name__)

HEARTBEAT_KEY = "worker-heartbeat"


@shared_task(bind=True)
def aggregate(self: Task, definition_id: int) -> None:
    """Bring a definition's draft up to date; one that is being aggregated is left alone.

    One that has grown large since it was asked for is handed on to the queue for such.
    """
    queue, here = queue_for(definition_id), (self.request.delivery_info or {}).get("routing_key")
    if queue == settings.LARGE_QUEUE and here not in (None, queue):
        self.apply_async((definition_id,), queue=queue)
        return
    try:
        sharded = actions.begin_sharded(definition_id=definition_id)
        if sharded is not None:
            _each_shard(count_shard, sharded.pk, find_space)
            return
        run = actions.aggregate(definition_id=definition_id)
    except AggregationRunning:
        # Votes that came since it began are found by the next request or sweep.
        logger.info("aggregation_busy definition=%s", definition_id)
        return
    except Definition.DoesNotExist:
        logger.warning("aggregation_unknown definition=%s", definition_id)
        return
    if run is not None:
        logger.info("aggregated definition=%s watermark=%s", definition_id, run.watermark)


def _each_shard(task: Task, run_id: int, then: Task) -> None:
    """Do a task for every shard of a run, on any number of workers, then another one."""
    shards = Aggregate.objects.values_list("shard_count", flat=True).get(pk=run_id)
    large = settings.LARGE_QUEUE
    chord(task.si(run_id, number).set(queue=large) for number in range(shards))(
        then.si(run_id).set(queue=large)
    )


# A chord counts the results of its tasks, so they must leave one.
@shared_task(ignore_result=False)
def count_shard(run_id: int, number: int) -> None:
    """Sum up the votes of one shard of a sharded run."""
    actions.count_shard(run_id, number)


@shared_task
def find_space(run_id: int) -> None:
    """Find the opinion space of a sharded run, and have its shards placed in it."""
    if actions.find_space(run_id):
        _each_shard(place_shard, run_id, conclude_run)


@shared_task(ignore_result=False)
def place_shard(run_id: int, number: int) -> None:
    """Place the participants of one shard of a sharded run."""
    actions.place_shard(run_id, number)


@shared_task
def conclude_run(run_id: int) -> None:
    """Group, compose and store: the end of a sharded run."""
    try:
        actions.conclude_run(run_id)
    except AggregationRunning:
        logger.info("conclusion_busy run=%s", run_id)


@shared_task
def make_pdf(draft_id: int) -> None:
    """Set the PDF of a draft, where pages and API find it."""
    draft = Draft.objects.select_related("definition").filter(pk=draft_id).first()
    if draft is None:
        logger.warning("pdf_unknown_draft draft=%s", draft_id)
        return
    try:
        pdf.make_pdf(draft)
    except PdfUnavailable:
        # Web processes have the libraries and this worker has not; they say what is missing.
        logger.exception("pdf_unavailable draft=%s", draft_id)
        return
    logger.info("pdf_made definition=%s version=%s", draft.definition.slug, draft.version)


@shared_task
def sweep() -> None:
    """Ask for an aggregation of every definition whose log is ahead of its last one."""
    for pk in Definition.objects.dirty().values_list("pk", flat=True):
        aggregate.apply_async((pk,), queue=queue_for(pk))


@shared_task
def assess() -> None:
    """Apply texts to the systems of which an assessment is missing or out of date."""
    stored = actions.assess_stale()
    # Pages of proposals rest on it; whoever opens the first of them need not wait.
    actions.standing()
    if stored:
        logger.info("assessed stored=%s", stored)


@shared_task
def tell_followers() -> None:
    """Spread the news, store the digests that are due, and drop what is old."""
    actions.moderation.ask_again()
    actions.spread_news()
    actions.send_digests()
    actions.forget_old_news()


@shared_task
def pass_phases() -> None:
    """Open the phases that are due, and announce those that come soon."""
    opened = actions.carry_out_schedule()
    announced = actions.tell_of_ends()
    if opened or announced:
        logger.info("phases opened=%s announced=%s", opened, announced)


@shared_task
def remind_moderators() -> None:
    """Write to moderators about what has waited too long."""
    actions.moderation.remind()


@shared_task
def deliver_mail(mail_id: int) -> None:
    """Send one message, unless it is sent, given up or being sent."""
    mail.deliver(mail_id)


@shared_task
def sweep_mail() -> None:
    """Ask for every message that is due: new ones whose task was lost, and retries."""
    for pk in Mail.objects.due(timezone.now()).values_list("pk", flat=True):
        deliver_mail.apply_async((pk,), expires=settings.MAIL_SECONDS)


@shared_task
def send_invitations() -> None:
    """Write the e-mails of invitation lists, also of those whose task was lost."""
    actions.send_lists()


@shared_task
def spread_announcements() -> None:
    """Write the e-mails of announcements, also of those whose task was lost."""
    actions.spread_announcements()


@shared_task
def forget() -> None:
    """Drop logs and addresses that have been kept as long as they may be."""
    privacy.forget()


@shared_task
def examine() -> None:
    """Look for votes that are not one person's each, where some came since the last time."""
    actions.examine_what_is_new()


@shared_task
def heartbeat() -> None:
    """Show that scheduler, broker and worker pass work on; /healthz reads it."""
    cache.set(HEARTBEAT_KEY, timezone.now(), timeout=None)
