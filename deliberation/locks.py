"""One aggregation of a definition at a time, on any number of workers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from filelock import FileLock, Timeout

# The first half of the advisory key; the second is the definition's id.
NAMESPACE = 0x4D6F6F74  # "Moot"
PAUSE = 0.2  # seconds between tries


@contextmanager
def aggregation_lock(definition_id: int, *, wait: float = 0) -> Iterator[bool]:
    """Hold the definition's lock; gives whether it was got within `wait` seconds.

    PostgreSQL: a session-level advisory lock, so it ends with the connection of a killed
    worker (a pooler must be in session mode). SQLite: a lock on a file, which the system
    lifts when the process ends.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock(definition_id, wait) as held:
            yield held
    else:
        with _file_lock(definition_id, wait) as held:
            yield held


@contextmanager
def _advisory_lock(definition_id: int, wait: float) -> Iterator[bool]:
    deadline = time.monotonic() + wait
    key = [NAMESPACE, definition_id]
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
            held = bool(cursor.fetchone()[0])
            if held or time.monotonic() >= deadline:
                break
            time.sleep(PAUSE)
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@contextmanager
def _file_lock(definition_id: int, wait: float) -> Iterator[bool]:
    folder = settings.HOME / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"aggregate-{definition_id}.lock", timeout=wait)
    try:
        lock.acquire(poll_interval=PAUSE)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
