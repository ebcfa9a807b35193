from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from deliberation import actions
from deliberation.admin.base import ReadOnly, SiteWide
from deliberation.models import (
    AISystem,
    Dispute,
    Evidence,
    Licence,
    ProposedEvidence,
    ReferenceDefinition,
    Restriction,
)


@admin.register(AISystem)
class AISystemAdmin(SiteWide):
    """What is edited here, `load_systems` leaves as it is."""

    list_display = ["name", "version", "developer", "family", "kind", "released", "claim"]
    list_filter = ["kind", "claim", "review", "developer"]
    search_fields = ["name", "slug", "developer"]


class RestrictionInline(TabularInline):
    model = Restriction
    extra = 0


@admin.register(Licence)
class LicenceAdmin(SiteWide):
    """What is edited here, `load_systems` leaves as it is; systems under it are assessed anew."""

    list_display = ["key", "name", "spdx", "openness", "is_read"]
    list_filter = ["openness", "is_read"]
    search_fields = ["key", "name", "spdx"]
    inlines = [RestrictionInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.licence_changed(form.instance.pk)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, SiteWide):
    list_display = ["system", "criterion", "level", "confidence", "basis", "seen", "is_current"]
    list_filter = ["is_current", "level", "confidence", "origin"]
    list_select_related = ["system", "criterion"]
    search_fields = ["system__name", "criterion__title", "note"]


@admin.register(ProposedEvidence)
class ProposedEvidenceAdmin(ReadOnly, SiteWide):
    """Decided on the pages, where the reason is public."""

    list_display = ["system", "criterion", "level", "state", "way", "proposed_at", "decided_as"]
    list_filter = ["state", "way"]
    list_select_related = ["system", "criterion"]
    search_fields = ["system__name", "criterion__title", "note", "reason"]


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, SiteWide):
    """Decided on the pages, where the reason is public."""

    list_display = ["evidence", "state", "opened_at", "decided_as"]
    list_filter = ["state"]
    list_select_related = ["evidence__system", "evidence__criterion"]
    search_fields = ["evidence__system__name", "objection", "reason"]


@admin.register(ReferenceDefinition)
class ReferenceDefinitionAdmin(ReadOnly, SiteWide):
    """Brought by `load_definitions`."""

    list_display = ["title", "status", "slug"]
    search_fields = ["title", "slug"]
