"""Whether the parts that this installation needs do their work."""

import logging
from typing import Final

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from deliberation.tasks import HEARTBEAT_KEY

logger = logging.getLogger(__name__)

OK: Final = "ok"
UNREACHABLE: Final = "unreachable"
BROKER_SECONDS: Final = 1
BEATS: Final = 3  # so many heartbeats may fail to come before the worker is called late


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any: what it says is for the log
        logger.warning("health_database_unreachable", exc_info=True)
        return UNREACHABLE
    return OK


def broker() -> str:
    impatient = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
    try:
        with current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS, transport_options=impatient
        ) as connected:
            connected.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except Exception:
        logger.warning("health_broker_unreachable", exc_info=True)
        return UNREACHABLE
    return OK


def worker() -> str:
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
