"""What all pages of the admin share: whose rows they show, and who may change them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.fields.related import ForeignKey
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from deliberation.models import Definition, Phase, Role
from deliberation.permissions import TABLE, Deed


def roles(request: HttpRequest) -> dict[int, set[str]]:
    """The roles of whoever is at the admin, by primary key of the definition."""
    known: dict[int, set[str]] | None = getattr(request, "_roles", None)
    if known is None:
        known = {}
        if request.user.is_authenticated:
            for definition, name in Role.objects.filter(user=request.user).values_list(
                "definition", "name"
            ):
                known.setdefault(definition, set()).add(name)
        request._roles = known  # type: ignore[attr-defined]
    return known


def is_everywhere(request: HttpRequest) -> bool:
    """Whether whoever is at the admin sees every definition."""
    return request.user.is_active and bool(getattr(request.user, "is_superuser", False))


def _is_staff(request: HttpRequest) -> bool:
    return is_everywhere(request) or bool(getattr(request.user, "is_staff", False))


def own_definitions(request: HttpRequest) -> QuerySet[Definition]:
    """Those that whoever is at the admin runs, or all of them."""
    every = Definition.objects.all()
    return every if is_everywhere(request) else every.filter(pk__in=roles(request))


def is_steward_of(request: HttpRequest, definition: int | None) -> bool:
    """Of this definition, or of any if none is given."""
    if is_everywhere(request):
        return True
    own = roles(request)
    asked = own.values() if definition is None else [own.get(definition, set())]
    return any(Role.Name.STEWARD in names for names in asked)


def may_somewhere(request: HttpRequest, deed: Deed) -> bool:
    """Whether a role of whoever is at the admin allows the deed in some definition."""
    who = TABLE[deed].who
    return is_everywhere(request) or any(who & names for names in roles(request).values())


class OwnDefinitions(admin.RelatedFieldListFilter):
    """A filter that names no definition but one's own."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        own = {} if is_everywhere(request) else {"pk__in": list(roles(request))}
        return field.get_choices(include_blank=False, limit_choices_to=own)


class Registered(ModelAdmin):
    """Base of all pages: nothing is deleted here, and lists are short and counted."""

    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True

    def get_action_choices(
        self,
        request: HttpRequest,
        default_choices: Any = None,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> list[tuple[str, str]]:
        """As unfold's, which does not know yet where an action stands."""
        blank = [("", str(_("Choose what to do")))]
        return admin.ModelAdmin.get_action_choices(self, request, blank, action_location)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Historied(SimpleHistoryAdmin):
    """With the history of each row, which is looked at and never brought back from here.

    The library's page of one version saves what is posted for anybody who may look at it.
    """

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        shown: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return shown


class ReadOnly(Registered):
    """What is computed or appended is looked at here, never edited."""

    def has_add_permission(self, request: HttpRequest, *parents: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SiteWide(Registered):
    """What belongs to no definition: for site administrators, and for staff by Django's
    permissions. A role in a definition gives no right to it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request) and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, *parents: Any) -> bool:
        return _is_staff(request) and super().has_add_permission(request, *parents)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request) and super().has_module_permission(request)


class OfDefinition(Registered):
    """What belongs to a definition: seen by those who run that one, changed by its stewards.

    of: how a row leads to its definition ("" for the definition itself).
    """

    of: ClassVar[str] = "definition"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        every = super().get_queryset(request)
        if is_everywhere(request):
            return every
        return every.filter(**{f"{self.of}__in" if self.of else "pk__in": list(roles(request))})

    def definition_of(self, row: Any) -> int:
        if not self.of:
            return int(row.pk)
        *way, last = self.of.split("__")
        for step in way:
            row = getattr(row, step)
        return int(getattr(row, f"{last}_id"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_everywhere(request):
            return True
        own = roles(request)
        return bool(own) if obj is None else self.definition_of(obj) in own

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward_of(request, None if obj is None else self.definition_of(obj))

    def has_add_permission(self, request: HttpRequest, *parents: Any) -> bool:
        return is_steward_of(request, None)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Nothing is put into a definition that is not one's own to change."""
        if db_field.related_model is Definition:
            kwargs["queryset"] = self.definitions_to_choose(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def definitions_to_choose(self, request: HttpRequest) -> QuerySet[Definition]:
        own = [pk for pk, names in roles(request).items() if Role.Name.STEWARD in names]
        every = Definition.objects.all()
        return every if is_everywhere(request) else every.filter(pk__in=own)


class ReadOnlyOfDefinition(ReadOnly, OfDefinition):
    """What is computed or appended inside a definition."""


def shortened(text: str) -> str:
    """A text as lists show it: on a phone, a whole one makes its row as high as the screen."""
    return Truncator(text).chars(100)


def frozen(fields: Iterable[str], row: Model | None, definition: Definition | None) -> list[str]:
    """Those of `fields` that can no longer be edited: drafts are composed from them, and
    nothing that alters a draft happens outside the log once the process has begun."""
    is_begun = row is not None and definition is not None and definition.phase != Phase.SETUP
    return list(fields) if is_begun else []
