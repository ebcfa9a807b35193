"""Bring reviewed AI systems and their evidence into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange import systems
from deliberation.management.base import DataCommand


class Command(DataCommand):
    help = "Load AI systems with reviewed evidence. Running it again leaves what people edited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="systems other than the built-in ones")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            report = systems.load(file)
        except systems.BadSystems as refusal:
            raise CommandError(refusal.for_people()) from refusal
        self._tell("AI systems", report.systems)
        self._tell("licences", report.licences)
        self._tell("pieces of evidence", report.evidence)

    def _tell(self, what: str, loaded: systems.Loaded) -> None:
        self.stdout.write(
            f"Systems: {loaded.added} {what} added, {loaded.changed} changed, "
            f"{loaded.left} left as they were."
        )
        if loaded.edited:
            self.stdout.write(f"Edited here, so left alone: {', '.join(loaded.edited)}.")
