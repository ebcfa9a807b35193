"""How definitions are set up. Phase and ruleset change by actions, which log the change."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from unfold.admin import TabularInline
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm
from unfold.widgets import UnfoldAdminTextInputWidget

from deliberation import actions
from deliberation.actions.settings import TEXTS
from deliberation.admin.base import (
    Historied,
    OfDefinition,
    OwnDefinitions,
    ReadOnlyOfDefinition,
    SiteWide,
    frozen,
    is_everywhere,
    roles,
)
from deliberation.admin.files import FORMATS, CriterionResource, StakeholderClassResource
from deliberation.models import (
    Category,
    Criterion,
    CriterionUse,
    Definition,
    Phase,
    Ruleset,
    StakeholderClass,
    User,
)
from deliberation.models.definitions import REASON_LIMIT
from deliberation.refusals_governance import ReasonNeeded


class ByFile(ImportExportModelAdmin):
    """Rows go out and come in as files; who may add and change them may import."""

    formats = FORMATS
    import_form_class = ImportForm
    export_form_class = SelectableFieldsExportForm
    import_template_name = "deliberation/admin/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_resource_kwargs(request, **kwargs) | {"rows": self._own(request)}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_export_resource_kwargs(request, **kwargs) | {"rows": self._own(request)}

    def _own(self, request: HttpRequest) -> list[int] | None:
        """Primary keys of the definitions that a file may touch; None for all."""
        if is_everywhere(request):
            return None
        return [pk for pk, names in roles(request).items() if "steward" in names]


class CriterionUseInline(TabularInline):
    model = CriterionUse
    extra = 0
    autocomplete_fields = ["criterion"]
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def _is_open(self, request: HttpRequest, definition: Definition | None) -> bool:
        return definition is not None and definition.phase == Phase.SETUP

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(request, obj)


class SettingsForm(forms.ModelForm):
    """What is changed, and why: the change stands in the public log."""

    reason = forms.CharField(
        label=_("Public reason"),
        required=False,
        max_length=REASON_LIMIT,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Needed for a change. Anyone can read it, in the moderation log."),
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if set(self.changed_data) - {"reason"} and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", ReasonNeeded().for_people())
        return given


@admin.register(Definition)
class DefinitionAdmin(Historied, OfDefinition):
    """Texts and criteria of a definition."""

    form = SettingsForm

    of = ""
    list_display = ["title", "phase", "admission", "members", "proposals_shown", "is_simulated"]
    list_filter = ["phase", "admission", "is_simulated"]
    search_fields = ["title", "slug"]
    readonly_fields = ["slug", "phase", "admission", "is_simulated", "source", "created_at"]
    inlines = [CriterionUseInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Definition]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                n_members=Count("participants", Q(participants__user__isnull=False), distinct=True),
                n_proposals=Count("proposals", distinct=True),
            )
        )

    @admin.display(description=_("members"), ordering="n_members")
    def members(self, definition: Any) -> int:
        return int(definition.n_members)

    @admin.display(description=_("proposals"), ordering="n_proposals")
    def proposals_shown(self, definition: Any) -> int:
        return int(definition.n_proposals)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        once_closed = ["moderates_first"] if obj and obj.phase == Phase.CLOSED else []
        begun = frozen(TEXTS, obj, obj)
        return [*super().get_readonly_fields(request, obj), *begun, *once_closed]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed, by the action that logs it."""
        assert isinstance(request.user, User)
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name != "reason"}
        actions.change_settings(
            definition=obj, by=request.user, reason=form.cleaned_data["reason"], **changed
        )

    def has_add_permission(self, request: HttpRequest, *parents: Any) -> bool:
        return False


@admin.register(Ruleset)
class RulesetAdmin(ReadOnlyOfDefinition):
    """Append-only: a change is a new one, by a decision with a reason."""

    list_display = ["definition", "number", "quorum_votes", "broad_support", "reason", "created_at"]
    list_filter = [("definition", OwnDefinitions)]
    list_select_related = ["definition"]
    search_fields = ["reason"]


def _begun() -> QuerySet[Definition]:
    return Definition.objects.exclude(phase=Phase.SETUP)


@admin.register(Category)
class CategoryAdmin(Historied, SiteWide):
    """The parts of drafts: they stay once a definition that has them has begun."""

    list_display = ["title", "slug", "position", "criteria_shown"]
    search_fields = ["title", "slug"]
    TEXTS: ClassVar = ("title", "slug", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(n_criteria=Count("criteria"))

    @admin.display(description=_("criteria"), ordering="n_criteria")
    def criteria_shown(self, category: Any) -> int:
        return int(category.n_criteria)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        begun = obj and _begun().filter(criteria__category=obj).first()
        return [*super().get_readonly_fields(request, obj), *frozen(self.TEXTS, obj, begun)]


@admin.register(Criterion)
class CriterionAdmin(ByFile, Historied, SiteWide):
    """Shared by definitions. What drafts say of one stays once a definition has begun."""

    resource_classes = [CriterionResource]
    list_display = ["title", "slug", "category", "position", "used_by"]
    list_filter = ["category"]
    list_select_related = ["category"]
    search_fields = ["title", "slug", "question"]
    TEXTS: ClassVar = ("slug", "title", "category", "scale")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Criterion]:
        return super().get_queryset(request).annotate(n_uses=Count("uses"))

    @admin.display(description=_("definitions"), ordering="n_uses")
    def used_by(self, criterion: Any) -> int:
        return int(criterion.n_uses)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        begun = obj and _begun().filter(criteria=obj).first()
        return [*super().get_readonly_fields(request, obj), *frozen(self.TEXTS, obj, begun)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "scale" in form.changed_data:
            actions.scales_changed()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Stewards choose among them, for their definitions."""
        return bool(roles(request)) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(CriterionUse)
class CriterionUseAdmin(Historied, OfDefinition):
    list_display = ["criterion", "definition", "position", "competing"]
    list_filter = [("definition", OwnDefinitions), "competing"]
    list_select_related = ["criterion", "definition"]
    search_fields = ["criterion__title", "criterion__slug"]
    autocomplete_fields = ["criterion"]
    TEXTS: ClassVar = ("definition", "criterion", "competing", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return frozen(self.TEXTS, obj, obj and obj.definition)

    def definitions_to_choose(self, request: HttpRequest) -> QuerySet[Definition]:
        """None that has begun: drafts are composed of its criteria."""
        return super().definitions_to_choose(request).filter(phase=Phase.SETUP)


@admin.register(StakeholderClass)
class StakeholderClassAdmin(ByFile, Historied, OfDefinition):
    """Kinds of participants. Target shares can change at any time: drafts do not follow them
    (those that do stand in a ruleset)."""

    resource_classes = [StakeholderClassResource]
    list_display = ["title", "definition", "slug", "position", "target_share", "members"]
    list_filter = [("definition", OwnDefinitions), "is_guest"]
    list_select_related = ["definition"]
    search_fields = ["title", "slug"]
    readonly_fields = ["is_guest"]
    TEXTS: ClassVar = ("definition", "slug", "title", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StakeholderClass]:
        return super().get_queryset(request).annotate(n_members=Count("participants"))

    @admin.display(description=_("participants"), ordering="n_members")
    def members(self, stakeholder_class: Any) -> int:
        return int(stakeholder_class.n_members)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        begun = frozen(self.TEXTS, obj, obj and obj.definition)
        return [*super().get_readonly_fields(request, obj), *begun]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        actions.save_class(obj, by=request.user)
