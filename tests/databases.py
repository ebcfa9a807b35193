"""Migrated databases, on SQLite and PostgreSQL: made once for the migrations that there are,
then copied.

Migrating takes many times as long as copying, and every test process and every installation
of the tests needs one.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from filelock import FileLock

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "test"
PREFIX = "openmoot_migrated_"


def migrated() -> Path:
    """The database; whoever asks first makes it, the others wait. Do not write to it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"migrated-{_fingerprint()}.sqlite3"
    with FileLock(FOLDER / "migrated.lock"):
        if not path.exists():
            for older in FOLDER.glob("migrated-*.sqlite3"):
                older.unlink()
            _migrate(path)
    return path


def copy_migrated(into: Path) -> None:
    shutil.copyfile(migrated(), into)


def load_migrated(connection: sqlite3.Connection) -> None:
    """Fill an open database with the migrated one; what it held is gone."""
    source = sqlite3.connect(migrated())
    try:
        source.backup(connection)
    finally:
        source.close()


def template_on(server: str) -> str:
    """The name of a migrated database on a PostgreSQL server, for CREATE DATABASE to copy.

    server: a URL of any database there. Templates of other migrations are dropped.
    """
    name = PREFIX + _fingerprint()
    with psycopg.connect(server, autocommit=True) as admin:
        # Other processes wait until it is there, also those of another checkout.
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        like = [PREFIX.replace("_", r"\_") + "%"]
        found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", like)
        present = {row[0] for row in found}
        if name not in present:
            for older in present:
                admin.execute(f'DROP DATABASE IF EXISTS "{older}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}_half"')
            _run_migrations(urlunsplit(urlsplit(server)._replace(path=f"/{name}_half")))
            admin.execute(f'ALTER DATABASE "{name}_half" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    """Of everything that decides what migrating gives."""
    told = hashlib.sha256()
    for path in (ROOT / "uv.lock", *sorted(ROOT.glob("*/migrations/*.py"))):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _migrate(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as home:
        _run_migrations(f"sqlite:///{home}/db.sqlite3")
        # By way of sqlite, for what may still lie beside the file.
        source, target = sqlite3.connect(f"{home}/db.sqlite3"), sqlite3.connect(f"{home}/copy")
        source.backup(target)
        source.close()
        target.close()
        Path(home, "copy").rename(path)


def _run_migrations(url: str) -> None:
    env = {key: value for key, value in os.environ.items() if key != "REDIS_URL"}
    with tempfile.TemporaryDirectory() as home:
        env |= {"OPENMOOT_HOME": home, "DATABASE_URL": url, "OPENMOOT_PROFILE": "development"}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env, check=True)
