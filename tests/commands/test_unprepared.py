"""Commands on a database that is not set up, or not there: one line, no trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = [
    ["aggregate", "open-source-ai"],
    ["export_draft", "open-source-ai", "latest"],
    ["import_polis", ".", "--definition", "x"],
    ["export_polis", "x", "."],
    ["load_catalogue"],
]


def run(home, command, **env):
    kept = {"PATH": os.environ["PATH"], "OPENMOOT_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=kept | env, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_before_migrating_they_say_what_to_do(tmp_path, command):
    done = run(tmp_path, command)
    assert done.returncode == 1
    assert "run `manage.py migrate` first" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_said_in_one_line(tmp_path):
    done = run(tmp_path, COMMANDS[0], DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
