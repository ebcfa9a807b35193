"""`manage.py demo`, as somebody who tries Openmoot out runs it."""

import os
import re
import signal
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from tests.installations import ROOT, environment, free_port

pytestmark = pytest.mark.slow


def start(home, port):
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT, env=environment(home) | {"PYTHONUNBUFFERED": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def read_until(process, words, seconds=120):
    deadline = time.monotonic() + seconds
    said = ""
    while words not in said:
        assert time.monotonic() < deadline, said
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def end(process):
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 3
    os.kill(process.pid, signal.SIGINT)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 0, said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive


def test_the_demo_serves_a_real_draft_and_leaves_nobody_behind(tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    said = read_until(process, "Ctrl-C stops it")
    url = f"http://127.0.0.1:{port}"
    latest = httpx.get(f"{url}/api/v1/definitions/open-source-ai/drafts/latest/").json()
    assert latest["simulated"]
    assert sum(len(part["clauses"]) for part in latest["parts"]) >= 10
    token = re.search(r"API token\s+(\w+)", said).group(1)
    answer = httpx.put(
        f"{url}/api/v1/definitions/open-source-ai/proposals/1/vote",
        json={"value": "agree"}, headers={"Authorization": f"Token {token}"},
    )  # fmt: skip
    assert answer.status_code == 200
    page = httpx.get(url)
    assert page.status_code == 200
    assert "Simulated data" in httpx.get(f"{url}/d/open-source-ai/").text

    again = start(tmp_path, port)
    assert "is taken" in again.communicate(timeout=30)[0]
    assert again.returncode == 1
    end(process)

    process = start(tmp_path, port)
    said = read_until(process, "Ctrl-C stops it")
    assert token in said
    kept = httpx.get(f"{url}/api/v1/definitions/open-source-ai/drafts/latest/").json()
    assert kept["version"] == latest["version"]
    end(process)


def test_the_demo_refuses_to_run_in_production(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT, env=environment(tmp_path) | {"OPENMOOT_PROFILE": "production"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "development profile only" in done.stderr
