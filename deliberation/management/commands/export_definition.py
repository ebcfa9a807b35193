"""Write a whole definition to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange import whole
from deliberation.management.base import DataCommand
from deliberation.models import Definition


class Command(DataCommand):
    help = (
        "Write a whole definition (settings, criteria, proposals, log, drafts) to a file, under"
        " pseudonyms alone. import_definition reads it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, slug: str, file: Path, **options: Any) -> None:
        definition = Definition.objects.filter(slug=slug).first()
        if definition is None:
            raise CommandError(f"There is no definition “{slug}”.")
        number = 0
        with file.open("wb") as out:
            for line in whole.lines(definition):
                number += out.write(line) > 0
        self.stdout.write(f"Wrote {number:,} lines about “{definition.title}” to {file}.")
