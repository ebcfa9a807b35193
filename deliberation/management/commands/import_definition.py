"""Read a whole definition from a file that export_definition wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from deliberation.actions.roles import appoint_first_steward
from deliberation.exchange import whole
from deliberation.management.base import DataCommand
from deliberation.models import Definition, User
from deliberation.refusals import Refusal


class Command(DataCommand):
    help = (
        "Bring a whole definition in, with the hashes of its drafts. With --recompute, the"
        " engine also computes every draft anew from the log; the command fails if one differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--recompute", action="store_true")
        parser.add_argument("--steward", metavar="EMAIL", help="who runs it here")

    def handle(
        self, *args: Any, file: Path, recompute: bool, steward: str | None, **options: Any
    ) -> None:
        user = User.objects.filter(email=steward.lower()).first() if steward else None
        if steward and user is None:
            raise CommandError(f"Nobody here has the account {steward}.")
        try:
            with file.open("rb") as lines:
                brought = whole.bring(lines, recompute=recompute)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        if user is not None:
            appoint_first_steward(brought.definition, user, reason="Brought in from a file.")
        self._tell(brought.definition, brought)

    def _tell(self, definition: Definition, brought: whole.Brought) -> None:
        counts = ", ".join(f"{number:,} × {name}" for name, number in brought.counts.items())
        self.stdout.write(f"“{definition.title}” is here: {counts}.")
        for version, is_same in brought.recomputed.items():
            said = "the same hash" if is_same else "ANOTHER TEXT OR HASH than in the file"
            self.stdout.write(f"Draft {version}, computed anew: {said}.")
        if brought.differing:
            raise CommandError(f"{len(brought.differing)} drafts differ when computed anew.")
