from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deliberation.admin.base import (
    Historied,
    OfDefinition,
    OwnDefinitions,
    may_somewhere,
    own_definitions,
)
from deliberation.models import Definition, SavedReply
from deliberation.permissions import Deed


@admin.register(SavedReply)
class SavedReplyAdmin(Historied, OfDefinition):
    """Texts that moderators send often; moderators write them too."""

    list_display = ["title", "definition", "reason", "text"]
    list_filter = [("definition", OwnDefinitions), "reason"]
    list_select_related = ["definition"]
    search_fields = ["title", "text"]

    def has_add_permission(self, request: HttpRequest, *parents: Any) -> bool:
        return may_somewhere(request, Deed.MODERATE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request) and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def definitions_to_choose(self, request: HttpRequest) -> QuerySet[Definition]:
        return own_definitions(request)
