"""Giving and taking roles. Each is an event of the log, with a reason that anyone can read."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from deliberation.models import Definition, Event, Role, User
from deliberation.models.people import drawn_handle
from deliberation.permissions import Deed, Who, require
from deliberation.refusals_governance import (
    LastSteward,
    ObserverTakesPart,
    ReasonNeeded,
    RoleGone,
    RoleStands,
    UnknownAccount,
)


@transaction.atomic
def give_role(*, definition: Definition, by: User, to: str, role: str, reason: str) -> Role:
    """Give a role to whoever has this e-mail address or, in this definition, pseudonym.

    All roles of one person in a definition have one handle, by which the public knows them.
    The definition's row is the lock. Raises RoleNeeded, ReasonNeeded, UnknownAccount,
    RoleStands, or ObserverTakesPart where somebody would observe and do something besides.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    require(by, Deed.ASSIGN, definition)
    _require_reason(reason)
    user = _known(definition, to)
    present = list(definition.roles.filter(user=user))
    if any(each.name == role for each in present):
        raise RoleStands(name=to)
    observes = Role.Name.OBSERVER in (role, *(each.name for each in present))
    takes_part = definition.participants.filter(user=user).exists()
    if observes and (present or (role == Role.Name.OBSERVER and takes_part)):
        raise ObserverTakesPart(definition=definition.title)
    given = definition.roles.create(
        user=user,
        name=role,
        handle=present[0].handle if present else drawn_handle(),
        given_at=timezone.now(),
    )
    _log(given, is_given=True, by=by, reason=reason)
    return given


@transaction.atomic
def take_role(*, role: Role, by: User, reason: str) -> None:
    """Take a role away, or give up one's own.

    The definition's row is the lock, so that two stewards cannot both be the last but one.
    Raises RoleNeeded, ReasonNeeded, RoleGone or LastSteward.
    """
    definition = Definition.objects.select_for_update().get(pk=role.definition_id)
    require(by, Deed.GIVE_UP if role.user_id == by.pk else Deed.ASSIGN, definition)
    _require_reason(reason)
    present = definition.roles.select_related("user").filter(pk=role.pk).first()
    if present is None:
        raise RoleGone
    if is_last_steward(present):
        raise LastSteward(definition=definition.title)
    _log(present, is_given=False, by=by, reason=reason)
    present.delete()


def is_last_steward(role: Role) -> bool:
    """Whether nobody else with an open account would be a steward of the definition."""
    if role.name != Role.Name.STEWARD:
        return False
    others = role.definition.roles.filter(name=Role.Name.STEWARD, user__is_active=True)
    return not others.exclude(user=role.user_id).exists()


def decider(definition: Definition, user: User) -> str:
    """How records of decisions name whoever decided: by handle, or as an administrator."""
    return handle_of(definition, user) or Who.ADMINISTRATOR.value


def handle_of(definition: Definition, user: User) -> str:
    """How the public knows somebody who decides here; empty for a site administrator."""
    return definition.roles.filter(user=user).values_list("handle", flat=True).first() or ""


def _known(definition: Definition, name: str) -> User:
    """Who has this e-mail address, or this pseudonym here. Raises UnknownAccount."""
    of_name = Q(participations__definition=definition, participations__pseudonym__iexact=name)
    found = User.objects.filter(
        Q(email=name.strip().lower()) | of_name, is_active=True
    ).distinct()  # fmt: skip
    user = found.first()
    if user is None:
        raise UnknownAccount(name=name)
    return user


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded


def _log(role: Role, *, is_given: bool, by: User, reason: str) -> None:
    Event.objects.create(
        definition=role.definition,
        kind=Event.Kind.ASSIGNED,
        payload={
            "role": role.name,
            "handle": role.handle,
            "given": is_given,
            "by": handle_of(role.definition, by),
            "reason": reason.strip(),
        },
        at=timezone.now(),
    )


def appoint_first_steward(
    definition: Definition, user: User, *, reason: str = "Opened the definition."
) -> Role:
    """Whoever opens a definition runs it, until there are others."""
    role: Role = definition.roles.create(user=user, name=Role.Name.STEWARD)
    _log(role, is_given=True, by=user, reason=reason)
    return role
