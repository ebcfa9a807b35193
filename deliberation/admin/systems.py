from django.contrib import admin

from deliberation.admin.base import ReadOnly, SiteWide
from deliberation.models import AISystem, Evidence


@admin.register(AISystem)
class AISystemAdmin(SiteWide):
    """What is edited here, `load_systems` leaves as it is."""

    list_display = ["name", "version", "developer", "family", "kind", "released"]
    list_filter = ["kind", "developer"]
    search_fields = ["name", "slug", "developer"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, SiteWide):
    list_display = ["system", "criterion", "level", "confidence", "basis", "seen", "is_current"]
    list_filter = ["is_current", "level", "confidence", "origin"]
    list_select_related = ["system", "criterion"]
    search_fields = ["system__name", "criterion__title", "note"]
