"""Under which name the public knows who brought evidence, objected or recorded.

A role's handle goes before a pseudonym, since pseudonyms vote and handles decide.
"""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from deliberation.models import Participant, Phase, Role

type ByPerson = dict[tuple[int, int], str]


def byline(by: str, criterion: str) -> Coalesce:
    """The same as a part of a query; "" for nobody. by, criterion: fields of its rows."""
    about = {"user": OuterRef(by), "definition__criteria": OuterRef(criterion)}
    handles = _handles().filter(**about).reverse().values("handle")
    pseudonyms = _pseudonyms().filter(**about).reverse().values("pseudonym")
    return Coalesce(Subquery(handles[:1]), Subquery(pseudonyms[:1]), Value(""))


def bylines(about: Iterable[tuple[int | None, int]]) -> ByPerson:
    """Names by account and criterion; those who have neither handle nor pseudonym in a public
    definition that uses the criterion are left out.

    about: account, None for nobody, and criterion. Two queries, whatever their number.
    """
    pairs = {(user, criterion) for user, criterion in about if user is not None}
    if not pairs:
        return {}
    users, criteria = ({pair[place] for pair in pairs} for place in (0, 1))
    among = Q(user__in=users, definition__criteria__in=criteria)
    pair_of = ("user", "definition__criteria")
    names = (
        *_pseudonyms().filter(among).values_list(*pair_of, "pseudonym"),
        *_handles().filter(among).values_list(*pair_of, "handle"),
    )
    found = {(user, criterion): name for user, criterion, name in names}
    return {pair: found[pair] for pair in pairs if pair in found}


def _pseudonyms() -> QuerySet[Participant]:
    """In public definitions; of several the last counts."""
    return Participant.objects.exclude(definition__phase=Phase.SETUP).order_by("-pk")


def _handles() -> QuerySet[Role]:
    """Of those who decide in public definitions; of several the last counts."""
    deciding = Role.objects.filter(name__in=[Role.Name.STEWARD, Role.Name.MODERATOR])
    return deciding.exclude(definition__phase=Phase.SETUP).order_by("-definition", "name")
