"""Aggregate a definition now, with the code that the worker runs."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from deliberation import actions
from deliberation.drafting import clauses
from deliberation.drafting.compose import open_questions
from deliberation.management.base import DataCommand
from deliberation.models import Aggregate, Definition
from deliberation.refusals import Refusal

WAIT = 60  # seconds for an aggregation that is under way


class Command(DataCommand):
    help = "Count the votes of a definition and cut its next draft if the text changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Slug of the definition.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        definition = Definition.objects.filter(slug=options["slug"]).first()
        if definition is None:
            raise CommandError(f"There is no definition “{options['slug']}”.")
        try:
            run = actions.aggregate(definition_id=definition.pk, wait=WAIT)
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        if run is None:
            raise CommandError(f"The log of “{definition.title}” is empty: nothing to aggregate.")
        report = summary(definition, run)
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        groups = ", ".join(map(str, report["groups"])) or "none"
        self.stdout.write(
            f"{definition.title}: {report['votes']:,} votes by {report['participants']:,}"
            f" participants on {report['proposals']:,} proposals; opinion groups: {groups}."
        )
        self.stdout.write(
            f"Draft {report['version']}: {report['clauses']} clauses,"
            f" {report['open_questions']} open questions."
            if report["version"]
            else "No draft yet: no proposal is a clause or an open question."
        )


def summary(definition: Definition, run: Aggregate) -> dict[str, Any]:
    """What a run found, and the draft that stands after it."""
    draft = definition.drafts.latest_first().first()
    content = draft.content if draft else None
    return {
        "definition": definition.slug,
        "version": draft.version if draft else None,
        "content_hash": draft.content_hash if draft else None,
        "watermark": run.watermark,
        "participants": run.participants,
        "votes": run.votes,
        "proposals": run.tallies.exclude(status="rejected").count(),
        "groups": [group["size"] for group in run.groups],
        "clauses": len(list(clauses(content))),
        "open_questions": len(list(open_questions(content))),
        "seconds": run.seconds,
    }
