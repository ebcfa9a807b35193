from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from deliberation.admin.base import ReadOnly
from deliberation.models import Category, Criterion, CriterionUse, Definition, Ruleset


class CriterionUseInline(admin.TabularInline):
    model = CriterionUse
    extra = 0
    autocomplete_fields = ["criterion"]


@admin.register(Definition)
class DefinitionAdmin(admin.ModelAdmin):
    """Texts and criteria. Phase and ruleset change by actions, which log the change."""

    list_display = ["title", "slug", "phase", "is_simulated", "created_at"]
    readonly_fields = ["slug", "phase", "is_simulated", "source", "created_at"]
    search_fields = ["title", "slug"]
    inlines = [CriterionUseInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ruleset)
class RulesetAdmin(ReadOnly):
    list_display = ["definition", "number", "reason", "created_at"]
    list_filter = ["definition"]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "position"]


@admin.register(Criterion)
class CriterionAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "category", "position"]
    list_filter = ["category"]
    list_select_related = ["category"]
    search_fields = ["title", "slug", "question"]
