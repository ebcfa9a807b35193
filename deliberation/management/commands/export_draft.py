"""Write a draft to standard output."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from deliberation.drafting import render
from deliberation.management.base import DataCommand
from deliberation.models import Definition, Draft


class Command(DataCommand):
    help = "Print a draft: its canonical JSON to the byte, Markdown, or its tally as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Slug of the definition.")
        parser.add_argument("version", help="A version such as 0.2.0, or latest.")
        parser.add_argument("--format", choices=["json", "md", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = _find(options["slug"], options["version"])
        if options["format"] == "json":
            # No line break after it: the bytes are those that were hashed.
            self.stdout.write(draft.canonical, ending="")
        elif options["format"] == "md":
            self.stdout.write(render.markdown(draft.content, draft.content_hash), ending="")
        else:
            self.stdout.write(render.tally_csv(draft.content), ending="")


def _find(slug: str, version: str) -> Draft:
    definition = Definition.objects.filter(slug=slug).first()
    if definition is None:
        raise CommandError(f"There is no definition “{slug}”.")
    drafts = definition.drafts.latest_first()
    draft = (drafts if version == "latest" else drafts.filter(version=version)).first()
    if draft is None:
        known = ", ".join(drafts.values_list("version", flat=True)) or "none"
        raise CommandError(f"“{definition.title}” has no draft {version}; it has: {known}.")
    return draft
