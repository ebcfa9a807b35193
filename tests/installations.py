"""Real installations: a database, a broker, and web, worker and beat as processes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.databases import copy_migrated

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
# What tests may do as often as they like.
DEEDS = (
    "VOTE", "PROPOSE", "DRAFT", "ARGUE", "ENDORSE", "JOIN", "FOLLOW", "INVITE", "SETTINGS",
    "GUEST_VOTE", "GUEST_JOIN", "USER", "ANON",
)  # fmt: skip


@dataclass
class Installation:
    """One Openmoot of its own, under a folder of its own."""

    home: Path
    port: int
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
            timeout=5 * PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> Any:
        """Run code in this installation; it prints one JSON value."""
        return json.loads(self.manage("shell", "--verbosity", "0", "-c", code))

    def start(self, *names: str) -> None:
        commands = {
            "web": ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}",
                    "--threads", "4", "--log-level", "warning"],
            "small": ["celery", "--quiet", "-A", "config", "worker", "-Q", "celery",
                      "-n", "small@%h", "--concurrency", "1", "--loglevel", "info"],
            "large": ["celery", "--quiet", "-A", "config", "worker", "-Q", "large",
                      "-n", "large@%h", "--concurrency", "1", "--loglevel", "info"],
            "large2": ["celery", "--quiet", "-A", "config", "worker", "-Q", "large",
                       "-n", "large2@%h", "--concurrency", "1", "--loglevel", "info"],
            "worker": ["celery", "--quiet", "-A", "config", "worker", "--concurrency", "1",
                       "--loglevel", "info", "--without-gossip", "--without-mingle"],
            "beat": ["celery", "--quiet", "-A", "config", "beat", "--pidfile", "",
                     "--loglevel", "info"],
        }  # fmt: skip
        for name in names:
            with (self.home / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", *commands[name]],
                    cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        if "web" in names:
            self.until(self._answers)

    def kill(self, name: str) -> None:
        """End a process and its children the hard way."""
        process = self.processes.pop(name)
        os.killpg(process.pid, 9)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=10, **options)

    def vote(self, number: int, value: str, token: str) -> httpx.Response:
        return httpx.put(
            f"{self.url}/api/v1/definitions/open-source-ai/proposals/{number}/vote",
            json={"value": value},
            headers={"Authorization": f"Token {token}"},
            timeout=10,
        )

    def proposal(self, number: int) -> dict[str, Any]:
        answer = self.get(f"/api/v1/definitions/open-source-ai/proposals/{number}/")
        body: dict[str, Any] = answer.json()
        return body

    def latest(self) -> dict[str, Any] | None:
        answer = self.get("/api/v1/definitions/open-source-ai/drafts/latest/")
        return answer.json() if answer.status_code == 200 else None

    def until[T](self, found: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Poll until something true comes back; fail with the logs if it does not."""
        deadline = time.monotonic() + seconds
        while not (result := found()):
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.1)
        return result

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.home.glob("*.log")
        )

    def _answers(self) -> bool:
        try:
            return self.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    return kept | {
        "OPENMOOT_PROFILE": "development",
        "OPENMOOT_HOME": str(home),
        "OPENMOOT_DEBOUNCE_SECONDS": "0.3",
        "OPENMOOT_SWEEP_SECONDS": "1",
        "OPENMOOT_HEARTBEAT_SECONDS": "1",
        **{f"OPENMOOT_RATE_{deed}": "10000/min" for deed in DEEDS},
        **{
            f"OPENMOOT_RATE_{more}_{deed}": "10000/min"
            for deed in DEEDS
            for more in ("NEW", "NETWORK")
        },
        "OPENMOOT_RATE_SIGN_IN": "1000/m/ip",
        **more,
    }


def lifetime(installation: Installation) -> Iterator[Installation]:
    """Migrated at the beginning, without processes at the end; the body of a fixture.

    A database of another kind than SQLite is to be migrated already.
    """
    try:
        if "DATABASE_URL" not in installation.env:
            copy_migrated(installation.home / "db.sqlite3")
        yield installation
    finally:
        installation.stop()
