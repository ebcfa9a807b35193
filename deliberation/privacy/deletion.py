"""Deleting an account: identity erased, published drafts still verifiable."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import actions
from deliberation.models import Definition, Draft, Event, Participant, Phase, Role, User
from deliberation.privacy.registry import Fate, Rule, rules
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
    participations = list(user.participations.select_related("definition"))
    standing = Event.objects.filter(participant__in=participations).standing().count()
    uncounted = sum(_uncounted(each).count() for each in participations)
    numbers = [(rule, rule.own_rows(user).count()) for rule in rules() if rule.exported]
    some = [(rule, number) for rule, number in numbers if number]
    return Foretold(
        participations=participations,
        counted=standing - uncounted,
        uncounted=uncounted,
        deleted=[pair for pair in some if pair[0].fate is not Fate.PSEUDONYMOUS],
        kept=[pair for pair in some if pair[0].fate is Fate.PSEUDONYMOUS],
        last_steward_of=list(_last_steward_of(user)),
    )


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
        for participant in user.participations.select_related("definition"):
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
        for event in _uncounted(participant)
    )
    actions.request_aggregation(participant.definition_id)


def _uncounted(participant: Participant) -> QuerySet[Event]:
    """Standing votes that no published draft has counted; none once a definition is closed."""
    if participant.definition.phase == Phase.CLOSED:
        return Event.objects.none()
    published = participant.definition.drafts.exclude(status=Draft.Status.WORKING)
    last = published.aggregate(last=Max("watermark"))["last"] or 0
    later = Q(position=None) | Q(position__gt=last)
    return participant.events.standing().filter(later)


def _last_steward_of(user: User) -> Iterator[Definition]:
    stewards = Role.objects.filter(name=Role.Name.STEWARD)
    for role in stewards.filter(user=user).select_related("definition"):
        if not stewards.filter(definition=role.definition).exclude(user=user).exists():
            yield role.definition
