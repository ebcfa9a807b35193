from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from deliberation.admin.base import (
    Historied,
    OwnDefinitions,
    ReadOnly,
    ReadOnlyOfDefinition,
    SiteWide,
)
from deliberation.models import Participant, Role, User
from deliberation.models.people import SECOND_FACTORS


@admin.register(User)
class PeopleAdmin(UserAdmin, SiteWide):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["email"]
    list_display = ["email", "has_second_factor", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["email"]
    filter_horizontal = []
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["email", "password"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets: Any = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]},
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        keys = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return super().get_queryset(request).annotate(has_key=Exists(keys))

    @admin.display(description=_("second factor"), boolean=True, ordering="has_key")
    def has_second_factor(self, user: Any) -> bool:
        return bool(user.has_key)


@admin.register(Role)
class RoleAdmin(Historied, ReadOnlyOfDefinition):
    """Roles change on a definition's page of roles, which logs each change with its reason."""

    list_display = ["user", "name", "handle", "definition", "given_at"]
    list_filter = ["name", ("definition", OwnDefinitions)]
    list_select_related = ["user", "definition"]
    search_fields = ["user__email", "handle"]


@admin.register(Participant)
class ParticipantAdmin(ReadOnlyOfDefinition):
    """By pseudonym; who is behind one stays unknown here."""

    list_display = ["pseudonym", "definition", "stakeholder_class", "is_verified", "joined_at"]
    list_filter = [("definition", OwnDefinitions), "is_simulated"]
    list_select_related = ["definition", "stakeholder_class"]
    search_fields = ["pseudonym"]
    exclude = ["user", "invitation", "guest_key"]

    @admin.display(description=_("verified"), boolean=True, ordering="class_verified_at")
    def is_verified(self, participant: Participant) -> bool:
        return participant.class_verified_at is not None


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly, SiteWide):
    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email"]


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnly, SiteWide):
    """Wrong passwords. Deleting a line lets its account in again from its network."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    exclude = ["get_data", "post_data", "http_accept", "user_agent"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))
