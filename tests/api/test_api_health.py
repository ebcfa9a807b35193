"""/healthz tells what works, and no more."""

import re
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from deliberation import tasks

SECRET = "password=hunter2"
NOWHERE = "redis://:hunter2@127.0.0.1:1/0"


def health():
    answer = Client().get("/healthz")
    assert b"hunter2" not in answer.content
    return answer.status_code, answer.json()


def test_all_is_well_while_the_worker_answers_the_heartbeat(db):
    tasks.heartbeat()
    assert health() == (
        200, {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"},
    )  # fmt: skip


def test_a_worker_that_never_answered_degrades_it(db):
    status, shown = health()
    assert (status, shown["status"], shown["worker"]) == (200, "degraded", "not seen")


def test_a_worker_that_fell_silent_degrades_it(db, settings):
    cache.set(tasks.HEARTBEAT_KEY, timezone.now() - timedelta(seconds=95))
    status, shown = health()
    assert (status, shown["status"]) == (200, "degraded")
    assert re.fullmatch("last seen (9[5-9]|1[0-9]{2}) s ago", shown["worker"])
    settings.HEARTBEAT_SECONDS = 60
    assert health()[1]["worker"] == "ok"


def test_a_broker_that_is_away_degrades_it(db, monkeypatch):
    tasks.heartbeat()
    monkeypatch.setattr(current_app.conf, "broker_write_url", NOWHERE)
    status, shown = health()
    assert (status, shown["status"], shown["broker"]) == (200, "degraded", "unreachable")


def test_a_cache_that_is_away_degrades_it(db, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": NOWHERE,
        }
    }
    status, shown = health()
    assert (status, shown["status"], shown["worker"]) == (200, "degraded", "unknown")


def test_without_the_database_it_is_down(monkeypatch):
    def away():
        raise OperationalError(f"connection failed: {SECRET}")

    monkeypatch.setattr(connection, "cursor", away)
    tasks.heartbeat()
    status, shown = health()
    assert (status, shown["status"], shown["database"]) == (503, "down", "unreachable")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(db, method):
    assert getattr(Client(), method)("/healthz").status_code == 405


def test_it_is_never_kept_and_reads_no_session(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = Client(headers={"Cookie": f"sessionid={'x' * 32}"}).get("/healthz")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
