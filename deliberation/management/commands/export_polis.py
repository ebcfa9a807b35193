"""Write a deliberation out, as a folder in Polis's export format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.actions.carried import groups_of
from deliberation.exchange.polis import ExportReport, export_folder
from deliberation.management.base import DataCommand
from deliberation.models import Definition


class Command(DataCommand):
    help = (
        "Export a definition as Polis does: votes.csv, comments.csv, participants-votes.csv "
        "and summary.csv. Files of these names in DIR are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="where the files go; made if there is none"
        )

    def handle(self, *args: Any, slug: str, folder: Path, **options: Any) -> None:
        definition = Definition.objects.filter(slug=slug).first()
        if definition is None:
            raise CommandError(f"There is no definition “{slug}”. Check the name.")
        groups = groups_of(definition.aggregates.finished().first())
        try:
            report = export_folder(definition, folder, groups=groups, progress=True)
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder} cannot be written: {error.strerror}. "
                "Name a folder that you may write to."
            ) from error
        self._tell(report, folder)

    def _tell(self, report: ExportReport, folder: Path) -> None:
        self.stdout.write(
            f"{report.definition}: {report.proposals:,} proposals, {report.participants:,} "
            f"participants, {report.votes:,} votes written to {folder}."
        )
        if report.withdrawals:
            self.stdout.write(
                f"Withdrawals could not be written, for Polis knows none: {report.withdrawals:,}. "
                "votes.csv has the votes that they took back; the counts leave these out."
            )
        if report.earlier:
            self.stdout.write(
                f"Votes on earlier wordings: {report.earlier:,}. votes.csv has them; the counts "
                "leave them out."
            )
