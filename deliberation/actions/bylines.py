"""Under which name the public knows who brought evidence, objected or recorded.

A role's handle goes before a pseudonym, since pseudonyms vote and handles decide.
"""

from collections.abc import Collection, Iterable

from deliberation.models import Participant, Phase, Role

type ByPerson = dict[tuple[int, int], str]


def bylines(about: Iterable[tuple[int | None, int]]) -> ByPerson:
    """Names by account and criterion; those who have neither handle nor pseudonym in a public
    definition that uses the criterion are left out.

    about: account, None for nobody, and criterion. Two queries, whatever their number.
    """
    pairs = {(user, criterion) for user, criterion in about if user is not None}
    if not pairs:
        return {}
    users, criteria = ({pair[place] for pair in pairs} for place in (0, 1))
    found = _pseudonyms(users, criteria) | _handles(users, criteria)
    return {pair: found[pair] for pair in pairs if pair in found}


def _pseudonyms(users: Collection[int], criteria: Collection[int]) -> ByPerson:
    rows = (
        Participant.objects.filter(user__in=users, definition__criteria__in=criteria)
        .exclude(definition__phase=Phase.SETUP)
        .order_by("-pk")
        .values_list("user", "definition__criteria", "pseudonym")
    )
    return {(user, criterion): name for user, criterion, name in rows}


def _handles(users: Collection[int], criteria: Collection[int]) -> ByPerson:
    rows = (
        Role.objects.filter(
            user__in=users,
            definition__criteria__in=criteria,
            name__in=[Role.Name.STEWARD, Role.Name.MODERATOR],
        )
        .exclude(definition__phase=Phase.SETUP)
        .order_by("-definition", "name")
        .values_list("user", "definition__criteria", "handle")
    )
    return {(user, criterion): name for user, criterion, name in rows}
