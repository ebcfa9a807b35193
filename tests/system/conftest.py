"""Installations on both pairs of database and broker."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from tests.databases import template_on
from tests.installations import Installation, environment, free_port, lifetime
from tests.services import DATABASE_URL, REDIS_URL, missing


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Installation]:
    """SQLite and the filesystem broker."""
    installation = Installation(tmp_path, free_port(), environment(tmp_path))
    yield from lifetime(installation)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Installation]:
    """PostgreSQL and Redis: a fresh database, and a Redis database of its own."""
    absent = missing()
    if absent:
        pytest.skip(absent)
    name = f"openmoot_test_{os.getpid()}_{tmp_path.name.replace('-', '_')[:20]}"
    with psycopg.connect(DATABASE_URL, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_on(DATABASE_URL)}"')
    redis_url = urlunsplit(urlsplit(REDIS_URL)._replace(path=f"/{_redis_database()}"))
    redis.Redis.from_url(redis_url).flushdb()
    database_url = urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/{name}"))
    env = environment(tmp_path, DATABASE_URL=database_url, REDIS_URL=redis_url)
    try:
        yield from lifetime(Installation(tmp_path, free_port(), env))
    finally:
        with psycopg.connect(DATABASE_URL, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _redis_database() -> int:
    """Below the one that other tests empty; each process of pytest-xdist has its own."""
    worker = os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")
    return 13 - (int(worker) % 8 if worker.isdigit() else 0)


@pytest.fixture(
    params=["embedded", pytest.param("services", marks=pytest.mark.services)],
    ids=["sqlite-filesystem", "postgresql-redis"],
)
def installation(request: pytest.FixtureRequest) -> Installation:
    found: Installation = request.getfixturevalue(request.param)
    return found
