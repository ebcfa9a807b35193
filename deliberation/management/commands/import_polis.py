"""Bring a deliberation in, from a folder in Polis's export format."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange.polis import ImportReport, import_folder
from deliberation.management.base import DataCommand
from deliberation.refusals import Refusal

MOST_SHOWN = 20


class Command(DataCommand):
    help = (
        "Import a Polis export: comments become proposals, voters participants, votes the log. "
        "Running it again adds only what is new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            metavar="DIR",
            help="holds comments.csv and votes.csv, or participants-votes.csv where the "
            "single votes are missing; summary.csv is read if it is there",
        )
        parser.add_argument(
            "--definition",
            required=True,
            metavar="SLUG",
            help="where to import; opened, and closed to voting, if there is none",
        )
        parser.add_argument(
            "--title", default="", help="for a definition that is opened; else its Polis topic"
        )
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, folder: Path, definition: str, title: str, **options: Any) -> None:
        try:
            report = import_folder(folder, slug=definition, title=title, progress=True)
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        self._tell_left_out(report)
        self.stdout.write(as_json(report) if options["json"] else as_sentence(report))

    def _tell_left_out(self, report: ImportReport) -> None:
        left_out = report.left_out
        for row in left_out.rows[:MOST_SHOWN]:
            self.stderr.write(f"{row.file}, line {row.line}: {row.reason}")
        if left_out.count > MOST_SHOWN:
            self.stderr.write(f"… and {left_out.count - MOST_SHOWN:,} more")


def as_sentence(report: ImportReport) -> str:
    left_out = f"{_counted(report.left_out.count, 'row')} left out."
    if not report.changed:
        return (
            f"{report.definition}: nothing new, {_counted(report.votes_present, 'vote')} "
            f"were there already; {left_out}"
        )
    moderated = f" moderation of {report.moderated:,} changed;" if report.moderated else ""
    return (
        f"{report.definition}: {_counted(report.proposals, 'proposal')}, "
        f"{_counted(report.participants, 'participant')}, "
        f"{_counted(report.votes, 'vote')} imported;{moderated} {left_out}"
    )


def as_json(report: ImportReport) -> str:
    return json.dumps(
        {
            "definition": report.definition,
            "opened": report.opened,
            "proposals": report.proposals,
            "participants": report.participants,
            "votes": report.votes,
            "moderated": report.moderated,
            "votes_present": report.votes_present,
            "left_out": report.left_out.count,
            "rows": [asdict(row) for row in report.left_out.rows],
        },
        ensure_ascii=False,
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
