from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from deliberation.admin.base import OwnDefinitions, ReadOnlyOfDefinition, shortened
from deliberation.models import Argument, ArgumentRevision


@admin.register(Argument)
class ArgumentAdmin(ReadOnlyOfDefinition):
    of = "proposal__definition"
    list_display = ["proposal", "number", "side", "text", "author", "endorsed", "withdrawn_at"]
    list_filter = [("proposal__definition", OwnDefinitions), "side"]
    list_select_related = ["proposal__definition", "author", "current"]
    search_fields = ["current__text"]

    @admin.display(description=_("text"))
    def text(self, argument: Argument) -> str:
        return shortened(argument.current.text) if argument.current else ""


@admin.register(ArgumentRevision)
class ArgumentRevisionAdmin(ReadOnlyOfDefinition):
    """Every wording, as it is."""

    of = "argument__proposal__definition"
    list_display = ["argument", "number", "text", "created_at"]
    list_select_related = ["argument__proposal__definition"]
    search_fields = ["text"]
