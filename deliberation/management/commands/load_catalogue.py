"""Bring the catalogue of criteria into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange import catalogue
from deliberation.management.base import DataCommand


class Command(DataCommand):
    help = "Load the catalogue of criteria. Running it again changes only what the file changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="a catalogue other than the built-in one")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            report = catalogue.load(file)
        except catalogue.BadCatalogue as refusal:
            raise CommandError(refusal.for_people()) from refusal
        self._tell("categories", report.categories)
        self._tell("criteria", report.criteria)

    def _tell(self, what: str, changes: catalogue.Changes) -> None:
        self.stdout.write(
            f"Catalogue: {len(changes.added)} {what} added, {len(changes.changed)} changed, "
            f"{len(changes.left)} left as they were."
        )
        if changes.changed:
            self.stdout.write(f"Changed {what}: {', '.join(changes.changed)}.")
