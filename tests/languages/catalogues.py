"""Catalogues of translations: the ones in the tree, and fresh ones from the sources."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "deliberation" / "locale"
LANGUAGES = ("de", "es", "fr")
# As `make messages` collects them.
COLLECT = ("makemessages", "--no-obsolete", "--no-location")

type Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def collected(folder: Path, language: str = "en") -> polib.POFile:
    """What the sources say now, as an empty catalogue for `language` made in `folder`."""
    need_gettext()
    for name in ("config", "deliberation", "surveys"):
        shutil.copytree(
            ROOT / name, folder / name,
            ignore=shutil.ignore_patterns("locale", "__pycache__", "static", "catalogue"),
        )  # fmt: skip
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "deliberation" / "locale").mkdir()
    done = subprocess.run(
        [sys.executable, "manage.py", *COLLECT, "--locale", language],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"OPENMOOT_HOME": str(folder / "var"), "OPENMOOT_PROFILE": "development"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return polib.pofile(
        str(folder / "deliberation" / "locale" / language / "LC_MESSAGES" / "django.po")
    )


def need_gettext() -> None:
    if shutil.which("xgettext") is None:
        absent = "GNU gettext is not installed (Debian: apt-get install gettext)."
        if os.environ.get("OPENMOOT_REQUIRE_SERVICES"):
            pytest.fail(absent)
        pytest.skip(absent)
