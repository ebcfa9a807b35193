"""Apply texts to AI systems now, with the code that the worker runs."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from deliberation import actions
from deliberation.actions.known import AnyText
from deliberation.management.base import DataCommand
from deliberation.models import Assessment, Definition, ReferenceDefinition


class Command(DataCommand):
    help = "Bring assessments of AI systems up to date, and tell the verdicts under a text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "slug", nargs="?", help="a definition, or one that others published; none: bring all"
        )
        parser.add_argument("version", nargs="?", help="of the draft; the last one without it")
        parser.add_argument(
            "--afresh", action="store_true", help="forget all assessments first, and make them anew"
        )

    def handle(
        self, *args: Any, slug: str | None, version: str | None, afresh: bool, **options: Any
    ) -> None:
        text = _text(slug, version) if slug else None
        if afresh:
            Assessment.objects.all().delete()
        with tqdm(unit=" assessments", disable=None, file=self.stderr) as bar:
            stored = actions.assess_stale(progress=bar.update)
        self.stdout.write(f"{stored:,} assessments made; the others were up to date.")
        if text is not None:
            verdicts = Counter(text.assessments.values_list("verdict", flat=True))
            told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
            self.stdout.write(f"{text}: {told or 'no systems'}.")


def _text(slug: str, version: str | None) -> AnyText:
    reference = ReferenceDefinition.objects.filter(slug=slug).first()
    if reference is not None:
        return reference
    definition = Definition.objects.filter(slug=slug).first()
    if definition is None:
        raise CommandError(f"There is no definition “{slug}”.")
    drafts = definition.drafts.latest_first().without_text()
    draft = (drafts.filter(version=version) if version else drafts).first()
    if draft is None:
        raise CommandError(f"“{definition.title}” has no draft {version or 'yet'}.")
    return draft
