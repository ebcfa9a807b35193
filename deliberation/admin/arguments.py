from django.contrib import admin

from deliberation.admin.base import ReadOnly
from deliberation.models import Argument, ArgumentRevision


@admin.register(Argument)
class ArgumentAdmin(ReadOnly):
    list_display = ["proposal", "number", "side", "text", "author", "endorsed", "withdrawn_at"]
    list_filter = ["proposal__definition", "side"]
    list_select_related = ["proposal", "author", "current"]
    search_fields = ["current__text"]

    @admin.display(description="text")
    def text(self, argument: Argument) -> str:
        return argument.current.text if argument.current else ""


@admin.register(ArgumentRevision)
class ArgumentRevisionAdmin(ReadOnly):
    """Every wording, as it is."""

    list_display = ["argument", "number", "text", "created_at"]
    list_select_related = ["argument__proposal"]
    search_fields = ["text"]
