"""Who runs a definition, and how that came about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from deliberation.models import Event, Role
from deliberation.permissions import Deed
from deliberation.web.access import Visit

LATEST: Final = 50


@dataclass(frozen=True)
class Held:
    """A role somebody has. email is empty for those who may not see addresses."""

    role: Role
    email: str
    is_own: bool
    may_end: bool
    is_last: bool


@dataclass(frozen=True)
class Changed:
    """A role given or taken. by: who did it, if not they themselves."""

    handle: str
    role: str
    is_given: bool
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class RolesPage:
    held: list[Held]
    changes: list[Changed]
    may_give: bool


def roles_page(visit: Visit) -> RolesPage:
    roles = list(visit.definition.roles.select_related("user"))
    sees, gives = visit.may(Deed.OVERSEE), visit.may(Deed.ASSIGN)
    stewards = {
        each.user_id for each in roles if each.name == Role.Name.STEWARD and each.user.is_active
    }
    changes = visit.definition.events.filter(kind=Event.Kind.ASSIGNED).order_by("-pk")
    return RolesPage(
        held=[
            Held(
                role=role,
                email=role.user.email if sees else "",
                is_own=role.user_id == visit.user.pk,
                may_end=gives or role.user_id == visit.user.pk,
                is_last=role.name == Role.Name.STEWARD and stewards <= {role.user_id},
            )
            for role in roles
        ],
        changes=[_changed(event) for event in changes[:LATEST]],
        may_give=gives,
    )


def _changed(event: Event) -> Changed:
    told = event.payload or {}
    by_themselves = told["by"] == told["handle"]
    return Changed(
        handle=told["handle"],
        role=str(Role.Name(told["role"]).label),
        is_given=told["given"],
        by="" if by_themselves else told["by"] or _("a site administrator"),
        reason=told["reason"],
        at=event.at,
    )
