from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from deliberation.admin.base import ReadOnly
from deliberation.models import Participant, Role, User


@admin.register(User)
class PeopleAdmin(UserAdmin):
    ordering = ["email"]
    list_display = ["email", "is_staff", "is_active", "date_joined"]
    search_fields = ["email"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["email", "password"]}),
        ("Permissions", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets: Any = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]},
        )
    ]


@admin.register(Role)
class RoleAdmin(ReadOnly):
    """Roles change on a definition's page of roles, which logs each change with its reason."""

    list_display = ["user", "name", "handle", "definition", "given_at"]
    list_filter = ["name", "definition"]
    list_select_related = ["user", "definition"]


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ["pseudonym", "definition", "stakeholder_class", "is_simulated", "joined_at"]
    list_filter = ["definition", "is_simulated"]
    list_select_related = ["definition", "stakeholder_class"]
    search_fields = ["pseudonym"]
