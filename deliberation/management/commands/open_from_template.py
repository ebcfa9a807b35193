"""Open a definition from a template that is shipped."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from deliberation.exchange.templates import open_from_template, template, templates
from deliberation.management.base import DataCommand
from deliberation.models import User
from deliberation.refusals import Refusal


class Command(DataCommand):
    help = "Open a definition in setup from a template; without a name, list the templates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--slug", default="", help="its address; the template's name if not")
        parser.add_argument("--steward", metavar="EMAIL", help="who runs it")

    def handle(
        self, *args: Any, name: str | None, slug: str, steward: str | None, **options: Any
    ) -> None:
        if name is None:
            for each in templates():
                self.stdout.write(f"{each.name}: {each.title}")
            return
        user = User.objects.filter(email=steward.lower()).first() if steward else None
        if steward and user is None:
            raise CommandError(f"Nobody here has the account {steward}.")
        try:
            definition = open_from_template(template(name), slug=slug, steward=user)
        except Refusal as refusal:
            raise CommandError(refusal.for_people()) from refusal
        uses, proposals = definition.criterion_uses.count(), definition.proposals.count()
        self.stdout.write(
            f"“{definition.title}” is in setup at /d/{definition.slug}/: {uses} criteria,"
            f" {proposals} proposals."
        )
