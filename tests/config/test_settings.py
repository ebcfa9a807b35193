"""Settings as the environment makes them: safe where nothing is set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRINT = (
    "import json; from django.conf import settings as s; "
    "print(json.dumps({n: getattr(s, n) for n in "
    "('DEBUG', 'ALLOWED_HOSTS', 'SECURE_SSL_REDIRECT', 'SESSION_COOKIE_SECURE',"
    " 'CSRF_COOKIE_SECURE', 'SECURE_HSTS_SECONDS', 'SECRET_KEY')}))"
)


def settings_with(home, **env):
    kept = {"PATH": os.environ["PATH"], "OPENMOOT_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT, env=kept | {"DJANGO_SETTINGS_MODULE": "config.settings"} | env,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_nothing_set_is_production_and_safe(tmp_path):
    found = json.loads(settings_with(tmp_path).stdout)
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == []
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert found[name] is True
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_an_installation_makes_a_key_of_its_own_and_keeps_it(tmp_path):
    first = json.loads(settings_with(tmp_path / "a").stdout)["SECRET_KEY"]
    assert len(first) >= 50
    assert json.loads(settings_with(tmp_path / "a").stdout)["SECRET_KEY"] == first
    assert json.loads(settings_with(tmp_path / "b").stdout)["SECRET_KEY"] != first
    assert (tmp_path / "a" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("from-a-file")
    found = settings_with(tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert json.loads(found.stdout)["SECRET_KEY"] == "from-a-file"


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"OPENMOOT_PROFILE": "prod"}, "set it to 'production' or 'development'"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "mysql://u:p@h/d"}, "DATABASE_URL must begin with"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, env, words):
    done = settings_with(tmp_path, **env)
    assert done.returncode != 0
    assert words in done.stderr
