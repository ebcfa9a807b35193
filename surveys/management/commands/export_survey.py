"""Write a survey's questions or responses to a file."""

import json
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.exchange import responses, spss
from surveys.exchange.xlsform_out import write_xlsform
from surveys.models import Survey, Version

QUESTIONS = ("json", "xlsx")


class Command(BaseCommand):
    help = "Export a survey: its questions (json, xlsx) or its responses (csv, tidy, …)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("definition")
        parser.add_argument("survey")
        parser.add_argument("file", type=Path)
        formats = [*QUESTIONS, *responses.FORMATS, responses.SPSS]
        parser.add_argument("--format", choices=formats, required=True)
        parser.add_argument("--language", default="en")
        parser.add_argument(
            "--personal", action="store_true", help="With pseudonyms and open answers."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = Survey.objects.select_related("current").filter(
            definition__slug=options["definition"], slug=options["survey"]
        )
        survey = found.first()
        if survey is None or survey.current is None:
            raise CommandError("There is no such survey, or it is not published.")
        path: Path = options["file"]
        if options["format"] in QUESTIONS:
            self._questions(survey.current, options["format"], path)
        elif options["format"] == responses.SPSS:
            written = spss.write_spss(
                survey.current, options["language"], personal=options["personal"]
            )
            shutil.move(written, path)
        else:
            write, _media_type, _name = responses.FORMATS[options["format"]]
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(
                    write(survey.current, options["language"], personal=options["personal"])
                )
        self.stdout.write(f"Written to {path}.")

    def _questions(self, version: Version, name: str, path: Path) -> None:
        if name == "json":
            text = json.dumps(version.document, ensure_ascii=False, indent=1)
            path.write_text(f"{text}\n", encoding="utf-8")
            return
        written = write_xlsform(version.questionnaire)
        path.write_bytes(written.content)
        for each in written.missed:
            self.stderr.write(f"left out  {each.sheet} {each.row}: {each.reason}")
