"""Write a draft to standard output."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from deliberation.exchange import pdf
from deliberation.exchange.drafts import FORMATS
from deliberation.management.base import DataCommand
from deliberation.models import Definition, Draft
from deliberation.refusals import Refusal


class Command(DataCommand):
    help = "Print a draft: its canonical JSON to the byte, or another of its formats."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Slug of the definition.")
        parser.add_argument("version", help="A version such as 0.2.0, or latest.")
        parser.add_argument("--format", choices=list(FORMATS), default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        draft, name = _find(options["slug"], options["version"]), options["format"]
        try:
            # Here nobody waits for a page, so the PDF is set at once.
            written = pdf.make_pdf(draft) if name == "pdf" else FORMATS[name].write(draft)
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        if name == "pdf":
            sys.stdout.buffer.write(written)  # type: ignore[arg-type]
            return
        # No line break after it: the bytes of JSON are those that were hashed.
        self.stdout.write(written.decode() if isinstance(written, bytes) else written, ending="")


def _find(slug: str, version: str) -> Draft:
    definition = Definition.objects.filter(slug=slug).first()
    if definition is None:
        raise CommandError(f"There is no definition “{slug}”.")
    drafts = definition.drafts.select_related("definition").latest_first()
    draft = (drafts if version == "latest" else drafts.filter(version=version)).first()
    if draft is None:
        known = ", ".join(drafts.values_list("version", flat=True)) or "none"
        raise CommandError(f"“{definition.title}” has no draft {version}; it has: {known}.")
    return draft
