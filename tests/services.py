"""Run a command where PostgreSQL and Redis answer; say plainly where they do not.

`python -m tests.services COMMAND …` sets DATABASE_URL and REDIS_URL for the command
(defaults: this machine) and runs it. Where a service does not answer, nothing is run:
exit 0 with a word about it, or 1 if OPENMOOT_REQUIRE_SERVICES is set.
"""

import os
import sys

import psycopg
import redis

# The tests empty the Redis database that they use: by default one that nobody else takes.
DATABASE_URL = os.environ.get("DATABASE_URL") or "postgres://postgres@localhost:5432/postgres"
REDIS_URL = os.environ.get("REDIS_URL") or "redis://localhost:6379/14"


def missing() -> str:
    """What does not answer, in words; empty if both do."""
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return f"PostgreSQL does not answer: {error}".strip()
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        return f"Redis does not answer: {error}"
    return ""


def main() -> int:
    absent = missing()
    if not absent:
        os.environ.update(DATABASE_URL=DATABASE_URL, REDIS_URL=REDIS_URL)
        os.execvp(sys.argv[1], sys.argv[1:])
    print(f"NOT RUN: the tests marked `services`. {absent}")
    return 1 if os.environ.get("OPENMOOT_REQUIRE_SERVICES") else 0


if __name__ == "__main__":
    sys.exit(main())
