"""Whether this installation can do its work, for probes and people."""

import logging

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.tasks import HEARTBEAT_KEY

logger = logging.getLogger(__name__)

OK = "ok"
UNREACHABLE = "unreachable"
BROKER_SECONDS = 1
BEATS = 3  # this many heartbeats may fail to come before the worker is called late


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """503 only where the database is away: without the others votes are still taken."""
    parts = {"database": _database(), "broker": _broker(), "worker": _worker()}
    if parts["database"] != OK:
        status = "down"
    elif all(part == OK for part in parts.values()):
        status = OK
    else:
        status = "degraded"
    return JsonResponse({"status": status} | parts, status=503 if status == "down" else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any: what it says is for the log
        logger.warning("health_database_unreachable", exc_info=True)
        return UNREACHABLE
    return OK


def _broker() -> str:
    impatient = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
    try:
        with current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS, transport_options=impatient
        ) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except Exception:
        logger.warning("health_broker_unreachable", exc_info=True)
        return UNREACHABLE
    return OK


def _worker() -> str:
    """By the heartbeat that the scheduler sends and the worker answers."""
    try:
        seen = cache.get(HEARTBEAT_KEY)
    except Exception:
        logger.warning("health_cache_unreachable", exc_info=True)
        return "unknown"
    if seen is None:
        return "not seen"
    age = (timezone.now() - seen).total_seconds()
    if age <= BEATS * settings.HEARTBEAT_SECONDS:
        return OK
    return f"last seen {age:.0f} s ago"
