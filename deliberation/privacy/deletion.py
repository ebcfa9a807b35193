"""Deleting an account: identity erased, published drafts still verifiable."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import actions
from deliberation.models import Definition, Draft, Event, Participant, Phase, Role, User
from deliberation.privacy.registry import Fate, Rule, addresses_of, rules
from deliberation.refusals_governance import LastSteward


@dataclass(frozen=True)
class Foretold:
    """What deleting will do. counted: votes that a published draft has counted, which stay;
    uncounted: votes that can be withdrawn. last_steward_of: definitions that forbid it."""

    participations: list[Participant]
    counted: int
    uncounted: int
    deleted: list[tuple[Rule, int]]
    kept: list[tuple[Rule, int]]
    last_steward_of: list[Definition]


def foretell(user: User) -> Foretold:
    """Says it before it is done; changes nothing."""
    participations = user.participations.select_related("definition")
    standing = Event.objects.filter(participant__user=user).standing().count()
    uncounted = _uncounted(participations).count()
    some = _held(user)
    return Foretold(
        participations=list(participations),
        counted=standing - uncounted,
        uncounted=uncounted,
        deleted=[pair for pair in some if pair[0].fate is not Fate.PSEUDONYMOUS],
        kept=[pair for pair in some if pair[0].fate is Fate.PSEUDONYMOUS],
        last_steward_of=list(_last_steward_of(user)),
    )


def _held(user: User) -> list[tuple[Rule, int]]:
    """How many rows are about somebody, by the rules under which there are some. Two queries."""
    exported, known = [rule for rule in rules() if rule.exported], addresses_of(user)
    first, *others = (
        rule.own_rows(user, known)
        .order_by()
        .values(place=Value(place))
        .annotate(number=Count("pk", distinct=True))
        .values_list("place", "number")
        for place, rule in enumerate(exported)
    )
    numbers = dict(first.union(*others, all=True))
    return [(rule, numbers[place]) for place, rule in enumerate(exported) if place in numbers]


@transaction.atomic
def delete_account(*, user: User, withdraw_votes: bool) -> None:
    """Erase who somebody is. What they published stays under pseudonyms that lead to nobody.

    withdraw_votes: take back the votes that no published draft has counted; the log keeps
    them, and that they were taken back. The others stay, so that published drafts can be
    computed again. Raises LastSteward.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    for definition in _last_steward_of(user):
        raise LastSteward(definition=definition.title)
    for role in user.roles.select_related("definition"):
        actions.take_role(role=role, by=user, reason=_("The account was deleted."))
    if withdraw_votes:
        for participant in user.participations.all():
            _withdraw(participant)
    # Found first: what leads to a person may go before what it leads from.
    found = [(rule, list(rule.rows(user).values_list("pk", flat=True))) for rule in rules()]
    for rule, keys in found:
        _carry_out(rule, keys, user)


def _carry_out(rule: Rule, keys: list[int], user: User) -> None:
    rows = rule.all_rows.filter(pk__in=keys)
    if rule.model == User._meta.label:
        _erase(user)
    elif rule.fate is Fate.DELETED:
        rows.delete()
    elif rule.fate is Fate.CLEARED:
        for name, value in rule.clears.items():
            # Of several who decided, only this one is taken out.
            theirs = rows.filter(**{name: user}) if name in rule.whose else rows
            theirs.update(**{name: value})


def _erase(user: User) -> None:
    """The row stays, empty, since decisions of stewards refer to it."""
    user.email = f"erased-{user.pk}@erased.invalid"
    user.set_unusable_password()
    user.last_login, user.language, user.digest = None, "", "off"
    user.is_active = user.is_staff = user.is_superuser = False
    user.date_joined = timezone.now()
    user.save()


def _withdraw(participant: Participant) -> None:
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            definition_id=participant.definition_id,
            kind=Event.Kind.WITHDRAWAL,
            participant=participant,
            revision_id=event.revision_id,
            at=now,
        )
        for event in _uncounted(Participant.objects.filter(pk=participant.pk))
    )
    actions.request_aggregation(participant.definition_id)


def _uncounted(participants: QuerySet[Participant]) -> QuerySet[Event]:
    """Standing votes that no published draft has counted; none once a definition is closed."""
    counting = Draft.objects.filter(
        definition=OuterRef("definition"), watermark__gte=OuterRef("position")
    ).exclude(status=Draft.Status.WORKING)
    events = Event.objects.filter(participant__in=participants).standing()
    return events.exclude(definition__phase=Phase.CLOSED).filter(~Exists(counting))


def _last_steward_of(user: User) -> Iterator[Definition]:
    stewards = Role.objects.filter(name=Role.Name.STEWARD)
    for role in stewards.filter(user=user).select_related("definition"):
        if not stewards.filter(definition=role.definition).exclude(user=user).exists():
            yield role.definition
