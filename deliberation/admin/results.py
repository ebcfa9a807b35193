from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from deliberation import actions
from deliberation.admin.base import ReadOnly
from deliberation.models import Aggregate, Draft
from deliberation.permissions import Deed, allowed_by_role, any_definition
from deliberation.refusals import Refusal


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    list_display = ["definition", "version", "status", "content_hash", "created_at"]
    list_filter = ["definition", "status"]
    list_select_related = ["definition"]
    fields = ["definition", "version", "status", "content_hash", "watermark", "ruleset",
              "created_at", "published_at"]  # fmt: skip
    actions = ["publish"]

    @admin.action(description="Publish: frozen for ever", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Draft]) -> None:
        for draft in chosen:
            if not allowed_by_role(request.user, Deed.PUBLISH, draft.definition):
                messages.error(request, f"{draft}: only a steward publishes.")
                continue
            try:
                actions.publish_draft(draft=draft)
            except Refusal as refusal:
                messages.error(request, refusal.for_people())
            else:
                messages.success(request, f"{draft} is published.")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return any_definition(request.user, Deed.PUBLISH)

    def has_view_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        return self.has_publish_permission(request) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_publish_permission(request) or super().has_module_permission(request)


@admin.register(Aggregate)
class AggregateAdmin(ReadOnly):
    list_display = [
        "definition",
        "state",
        "stage",
        "watermark",
        "votes",
        "started_at",
        "finished_at",
    ]
    list_filter = ["definition", "state"]
    list_select_related = ["definition"]
    exclude = ["carried", "routing", "sums", "space"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Aggregate]:
        return Aggregate.objects.without_packed()
