from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deliberation import actions
from deliberation.admin.base import OwnDefinitions, ReadOnlyOfDefinition, may_somewhere
from deliberation.models import Aggregate, Draft
from deliberation.permissions import Deed, allowed_by_role
from deliberation.refusals import Refusal


@admin.register(Draft)
class DraftAdmin(ReadOnlyOfDefinition):
    list_display = ["definition", "version", "status", "content_hash", "created_at"]
    list_filter = [("definition", OwnDefinitions), "status"]
    list_select_related = ["definition"]
    search_fields = ["version", "content_hash"]
    fields = ["definition", "version", "status", "content_hash", "watermark", "ruleset",
              "created_at", "published_at"]  # fmt: skip
    actions = ["publish"]

    @admin.action(description=_("Publish: frozen for ever"), permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Draft]) -> None:
        for draft in chosen:
            if not allowed_by_role(request.user, Deed.PUBLISH, draft.definition):
                messages.error(
                    request, _("%(draft)s: only a steward publishes.") % {"draft": draft}
                )
                continue
            try:
                actions.publish_draft(draft=draft)
            except Refusal as refusal:
                messages.error(request, refusal.for_people())
            else:
                messages.success(request, _("%(draft)s is published.") % {"draft": draft})

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, Deed.PUBLISH)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).defer("canonical", "report")


@admin.register(Aggregate)
class AggregateAdmin(ReadOnlyOfDefinition):
    list_display = [
        "definition",
        "state",
        "stage",
        "watermark",
        "votes",
        "started_at",
        "finished_at",
    ]
    list_filter = [("definition", OwnDefinitions), "state"]
    list_select_related = ["definition"]
    search_fields = ["definition__title", "state"]
    exclude = ["carried", "routing", "sums", "space"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Aggregate]:
        packed = ("carried", "routing", "sums", "space")
        return super().get_queryset(request).defer(*packed)
