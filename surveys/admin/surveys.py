"""Surveys in the admin: when and for whom, and the way to the builder."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from deliberation.admin.base import OfDefinition, ReadOnlyOfDefinition
from deliberation.refusals import Refusal
from surveys import actions
from surveys.admin.builder import build
from surveys.models import Response, Snapshot, Survey


class SurveyForm(forms.ModelForm):
    """Quotas name classes of the definition; the survey closes after it opens."""

    class Meta:
        model = Survey
        fields = ["definition", "slug", "admission", "opens_at", "closes_at", "may_edit", "quotas"]

    def clean_quotas(self) -> dict[str, int]:
        quotas = self.cleaned_data["quotas"] or {}
        fine = isinstance(quotas, dict) and all(
            isinstance(each, int) and not isinstance(each, bool) and each >= 0
            for each in quotas.values()
        )
        if not fine:
            raise forms.ValidationError(_('Give numbers by slug, such as {"researchers": 50}.'))
        return quotas

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = self.instance.definition if self.instance.definition_id else None
        definition = cleaned.get("definition") or known
        if definition is not None and not self.errors:
            names = ("opens_at", "closes_at", "quotas")
            try:
                actions.check_settings(definition, **{name: cleaned.get(name) for name in names})
            except Refusal as refusal:
                raise forms.ValidationError(refusal.for_people()) from refusal
        return cleaned


@admin.register(Survey)
class SurveyAdmin(OfDefinition):
    form = SurveyForm
    list_display = ["slug", "definition", "state", "admission", "opens_at", "closes_at", "builder"]
    list_filter = ["admission"]
    list_select_related = ["definition", "current"]
    search_fields = ["slug"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["definition", "slug", "admission", "builder"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(SurveyForm.Meta.fields)
        return fields if obj is None else ["builder", *fields]

    @admin.display(description=_("state"))
    def state(self, survey: Survey) -> str:
        return survey.state(timezone.now())

    @admin.display(description=_("questions"))
    def builder(self, survey: Survey) -> SafeString:
        address = reverse("admin:surveys_survey_build", args=[survey.pk])
        return format_html('<a href="{}">{}</a>', address, _("Build"))

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:
        """Through the actions, as pages and API do."""
        if change:
            names = ("opens_at", "closes_at", "may_edit", "quotas")
            actions.change_survey(survey=obj, **{name: getattr(obj, name) for name in names})
            return
        given = {
            name: getattr(obj, name)
            for name in ("admission", "opens_at", "closes_at", "may_edit", "quotas")
        }
        made = actions.create_survey(definition=obj.definition, slug=obj.slug, **given)
        obj.pk, obj.created_at, obj._state.adding = made.pk, made.created_at, False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.build_view)
        own = path("<int:pk>/build/", view, name="surveys_survey_build")
        return [own, *super().get_urls()]

    def build_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        surveys = Survey.objects.select_related("definition", "current")
        survey = get_object_or_404(surveys, pk=pk)
        if not self.has_change_permission(request, survey):
            raise PermissionDenied
        return build(request, survey)


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyOfDefinition):
    of = "survey__definition"
    search_fields = ["survey__slug"]
    list_display = ["survey", "number", "version", "responses", "computed_at", "published_at"]
    list_select_related = ["survey__definition", "version__survey"]


@admin.register(Response)
class ResponseAdmin(ReadOnlyOfDefinition):
    """That there are responses, and how far they are; never who answered what."""

    of = "survey__definition"
    search_fields = ["survey__slug"]
    list_display = ["key", "survey", "version", "started_at", "sent_at", "is_simulated"]
    list_filter = ["survey", "is_simulated"]
    list_select_related = ["survey__definition", "version__survey"]
    fields = ["key", "survey", "version", "language", "started_at", "saved_at", "sent_at"]
