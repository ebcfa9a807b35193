"""A migrated SQLite database: made once for the migrations that there are, then copied.

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

from filelock import FileLock

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "test"


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


def _fingerprint() -> str:
    """Of everything that decides what migrating gives."""
    told = hashlib.sha256()
    for path in (ROOT / "uv.lock", *sorted(ROOT.glob("*/migrations/*.py"))):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _migrate(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as home:
        env = {key: value for key, value in os.environ.items() if key != "REDIS_URL"}
        env |= {"OPENMOOT_HOME": home, "DATABASE_URL": f"sqlite:///{home}/db.sqlite3"}
        env |= {"OPENMOOT_PROFILE": "development"}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT, env=env, check=True,
        )  # fmt: skip
        # By way of sqlite, for what may still lie beside the file.
        source, target = sqlite3.connect(f"{home}/db.sqlite3"), sqlite3.connect(f"{home}/copy")
        source.backup(target)
        source.close()
        target.close()
        Path(home, "copy").rename(path)
