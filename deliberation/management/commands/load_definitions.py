"""Bring definitions that others published into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange import reference_definitions
from deliberation.exchange.loading import BadSystems
from deliberation.management.base import DataCommand


class Command(DataCommand):
    help = "Load definitions that others published, to look at AI systems under them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="definitions other than the built-in ones")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            loaded = reference_definitions.load(file)
        except BadSystems as refusal:
            raise CommandError(refusal.for_people()) from refusal
        self.stdout.write(
            f"Definitions: {loaded.added} added, {loaded.changed} changed,"
            f" {loaded.left} left as they were."
        )
