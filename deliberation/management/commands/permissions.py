"""permissions: the table of permissions as Markdown, as docs/permissions.md holds it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from deliberation.permissions import TABLE, Who
from deliberation.phases import Phase

HEAD = """# Who may do what

Written from `deliberation/permissions.py` by `manage.py permissions --write`; a test says when
it is out of date. Pages, API, admin and actions all ask that table.

- Somebody can have several roles; what any of them allows is allowed.
- A visitor is anybody who is nothing else here, signed in or not. Deeds marked * need an account.
- A definition in setup is there for its team alone: observers, moderators, stewards and site
  administrators. To everybody else it is a 404.
- Observers see what stewards see and change nothing. Nobody is an observer and takes part.
- Stewards and moderators vote and propose as participants, if they take part.
- Whatever only moderators, stewards or site administrators may do needs a second factor: an
  authenticator app or a passkey.
- Nobody decides on their own proposal, appeal or verification, whatever their roles.
- The last steward of a definition can neither leave nor be removed.
"""


class Command(BaseCommand):
    help = "Show the table of permissions, or write it into docs/permissions.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE", help="Write it to this file.")

    def handle(self, *args: Any, write: Path | None, **options: Any) -> None:
        text = as_markdown()
        if write is None:
            self.stdout.write(text, ending="")
        else:
            write.write_text(text)


def as_markdown() -> str:
    """The whole of docs/permissions.md."""
    with translation.override("en-gb"):
        return "\n".join([HEAD, _roles(), _phases()])


def _roles() -> str:
    rows = [
        [f"{deed.label}{' *' if rule.needs_account else ''}"]
        + ["yes" if who in rule.who else "" for who in Who]
        for deed, rule in TABLE.items()
    ]
    return "## By role\n\n" + _table(["", *(str(who.label) for who in Who)], rows)


def _phases() -> str:
    rows = [
        [str(deed.label)] + ["yes" if phase in rule.when else "" for phase in Phase]
        for deed, rule in TABLE.items()
    ]
    return "## By phase\n\n" + _table(["", *(str(phase.label) for phase in Phase)], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
