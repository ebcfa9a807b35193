"""Web, worker and scheduler as one process group, on a seeded definition."""

import shutil
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation import actions, tasks
from deliberation.demo.access import Access, grant_access
from deliberation.demo.arguments import bring_arguments
from deliberation.demo.processes import ProcessEndedError, ProcessGroup
from deliberation.demo.seed import WAVES, bring_crowd, open_demo
from deliberation.models import Definition, Draft
from deliberation.signals import demo_prepared

HOST = "127.0.0.1"
PATIENCE = 90  # seconds until the parts must have answered


class Command(BaseCommand):
    help = "Run Openmoot on this machine with simulated people; Ctrl-C stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Port of the web server.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The demo makes accounts with known addresses, so it runs in the development"
                " profile only: set OPENMOOT_PROFILE=development, or use `make demo`."
            )
        port = options["port"]
        _refuse_taken(port)
        _empty_broker()
        cache.clear()
        definition, access = self._prepare()
        with ProcessGroup(_commands(port), env=_env(port)) as group:
            try:
                self._finish(group, definition, access, port)
                group.wait()
            except KeyboardInterrupt:
                self.stdout.write("\nStopping …")
            except (TimeoutError, ProcessEndedError) as error:
                raise CommandError(f"The demo stopped: {error}") from error

    def _prepare(self) -> tuple[Definition, Access]:
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("load_catalogue", stdout=self.stdout)
        call_command("load_systems", stdout=self.stdout)
        call_command("load_definitions", stdout=self.stdout)
        definition = open_demo()
        access = grant_access(definition)
        if not definition.participants.filter(is_simulated=True).exists():
            cast = bring_crowd(definition, wave=0)
            argued = bring_arguments(definition)
            self.stdout.write(
                f"{cast:,} simulated votes cast and {argued} arguments put by the first wave."
            )
        demo_prepared.send(type(self), definition=definition, say=self.stdout.write)
        return definition, access

    def _finish(
        self, group: ProcessGroup, definition: Definition, access: Access, port: int
    ) -> None:
        """Wait until web and worker answer, have the worker cut the drafts, say so."""
        group.wait_until(lambda: _answers(port), "The web server", seconds=PATIENCE)
        tasks.heartbeat.delay()
        group.wait_until(_worker_beats, "The worker", seconds=PATIENCE)
        _aggregate(group, definition)
        if not definition.participants.filter(is_simulated=True, joined_at__gte=WAVES[1]).exists():
            for draft in definition.drafts.filter(status=Draft.Status.WORKING):
                actions.publish_draft(draft=draft)
            bring_crowd(definition, wave=1)
            _aggregate(group, definition)
        last = definition.drafts.latest_first().first()
        self.stdout.write(
            f"\nOpenmoot is ready: http://{HOST}:{port}/\n"
            f"  Draft        {last.version if last else 'none yet'} of {definition.title},"
            " cut by the worker from simulated votes\n"
            f"  Steward      {access.steward[0]}  password {access.steward[1]}\n"
            f"  Participant  {access.participant[0]}  password {access.participant[1]}\n"
            f"  API token    {access.token}  (the participant's)\n"
            "Ctrl-C stops it."
        )
        self.stdout.flush()


def _commands(port: int) -> dict[str, list[str]]:
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    quiet = ["--loglevel", "warning"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "warning"]
    return {
        "web": [*web, "--bind", f"{HOST}:{port}", "--threads", "4"],
        "worker": [*celery, "worker", "--concurrency", "2", *quiet, *alone],
        "beat": [*celery, "beat", "--pidfile", "", *quiet],
    }


def _env(port: int) -> dict[str, str]:
    return {"PYTHONUNBUFFERED": "1", "OPENMOOT_SITE_URL": f"http://{HOST}:{port}"}


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Stop what uses it, or choose another: PORT=8001 make demo."
            ) from error


def _empty_broker() -> None:
    """Drop messages of an earlier run; the sweep finds whatever they asked for."""
    if not settings.REDIS_URL:
        for folder in (settings.HOME / "broker").iterdir():
            shutil.rmtree(folder)
            folder.mkdir()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


def _worker_beats() -> bool:
    return cache.get(tasks.HEARTBEAT_KEY) is not None


def _aggregate(group: ProcessGroup, definition: Definition) -> None:
    """Have the worker aggregate, and wait until the definition's log is counted."""
    tasks.aggregate.delay(definition.pk)
    dirty = Definition.objects.dirty().filter(pk=definition.pk)
    group.wait_until(lambda: not dirty.exists(), "The aggregation", seconds=PATIENCE)
