"""Bring a questionnaire in from a file, JSON or XLSForm."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation.models import Definition
from deliberation.refusals import Refusal
from surveys import actions
from surveys.exchange.xlsform_in import NotTaken, NoXlsForm, read_xlsform
from surveys.models import Survey
from surveys.refusals import NotPublishable
from surveys.sentences import finding_in_words


class Command(BaseCommand):
    help = "Import a survey's questions from JSON or XLSForm; what is left out is listed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--definition", required=True, help="Slug of the definition.")
        parser.add_argument("--slug", required=True, help="Of the survey; begun if it is new.")
        parser.add_argument("--publish", action="store_true", help="Publish it at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        definition = Definition.objects.filter(slug=options["definition"]).first()
        if definition is None:
            raise CommandError(f"There is no definition “{options['definition']}”.")
        document, missed = _read(options["file"])
        for each in missed:
            self.stderr.write(f"left out  {each.sheet} {each.row}: {each.reason}")
        try:
            survey = _store(definition, options["slug"], document)
            draft = survey.draft()
            if options["publish"] and draft is not None:
                actions.publish_version(version=draft, by=None)
        except NotPublishable as refusal:
            for finding in refusal.findings:
                self.stderr.write(f"{finding.where or 'survey'}: {finding_in_words(finding)}")
            raise CommandError(refusal.for_people()) from refusal
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        done = "published" if options["publish"] else "ready to be built on"
        self.stdout.write(f"Survey “{survey.slug}” is {done}.")


def _read(path: Path) -> tuple[Any, list[NotTaken]]:
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".xlsx":
            return read_xlsform(content)
        return json.loads(content), []
    except (OSError, NoXlsForm, ValueError, RecursionError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _store(definition: Definition, slug: str, document: Any) -> Survey:
    present = definition.surveys.filter(slug=slug).first()
    if present is None:
        return actions.create_survey(definition=definition, slug=slug, document=document)
    actions.replace_document(survey=present, document=document)
    return present
