"""Asking for an aggregation, and on which queue."""

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from deliberation.models import Aggregate, Event


def request_aggregation(definition_id: int) -> None:
    """Ask, once this transaction is committed, for an aggregation soon.

    At most one task per debounce window: whoever sets the flag sends it, delayed until
    the window is over, so that it sees every vote that found the flag set. A broker
    that is away is logged and loses nothing: the sweep finds events without a position.
    """
    transaction.on_commit(lambda: _send(definition_id), robust=True)


def _send(definition_id: int) -> None:
    window = settings.AGGREGATE_DEBOUNCE_SECONDS
    if cache.add(f"aggregation-requested-{definition_id}", 1, timeout=window):
        # By name: tasks import actions, not the other way round.
        current_app.send_task(
            "deliberation.tasks.aggregate",
            (definition_id,),
            countdown=window,
            queue=queue_for(definition_id),
        )


def queue_for(definition_id: int) -> str:
    """The queue on which a definition is aggregated: large ones have one of their own.

    Its size is that of the last run, and before the first one, how much is waiting.
    """
    counted = (
        Aggregate.objects.finished()
        .filter(definition=definition_id)
        .values_list("votes", flat=True)
        .first()
    )
    if counted is None:
        waiting = Event.objects.waiting().filter(definition=definition_id)
        counted = waiting[: settings.LARGE_VOTES + 1].count()
    is_large = counted > settings.LARGE_VOTES
    queue: str = settings.LARGE_QUEUE if is_large else current_app.conf.task_default_queue
    return queue
