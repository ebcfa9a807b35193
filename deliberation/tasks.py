"""Celery tasks: thin, idempotent, safe to run twice at once and to die halfway.

Arguments are ids; a task reads what is true when it runs. A lost message costs no
more than the time to the next sweep.
"""

import logging

from celery import Task, shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from deliberation import actions, mail
from deliberation.actions.aggregation import queue_for
from deliberation.exchange import pdf
from deliberation.models import Definition, Draft, Mail
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
def deliver_mail(mail_id: int) -> None:
    """Send one message, unless it is sent, given up or being sent."""
    mail.deliver(mail_id)


@shared_task
def sweep_mail() -> None:
    """Ask for every message that is due: new ones whose task was lost, and retries."""
    for pk in Mail.objects.due(timezone.now()).values_list("pk", flat=True):
        deliver_mail.apply_async((pk,), expires=settings.MAIL_SECONDS)


@shared_task
def heartbeat() -> None:
    """Show that scheduler, broker and worker pass work on; /healthz reads it."""
    cache.set(HEARTBEAT_KEY, timezone.now(), timeout=None)
