"""Proposals that may say the same: found by their wordings, decided on by moderators."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from deliberation.actions.search import alike_pairs
from deliberation.models import Definition, KeptApart, Proposal, User
from deliberation.permissions import Deed, require

# From this likeness on (0 … 100) two proposals about one criterion may be duplicates.
SUSPICIOUS = 82
# The newest of a criterion that are compared with each other; older ones were looked at.
MOST = 400


@dataclass(frozen=True)
class Pair:
    """Two proposals about one criterion that are worded alike."""

    older: Proposal
    newer: Proposal
    likeness: int


def suspected_duplicates(definition: Definition, standing: Iterable[Proposal]) -> list[Pair]:
    """Pairs among these proposals, with text, that nobody kept apart; the likest first.

    One query. Each proposal is named once as the newer one, with the likest before it.
    """
    apart = set(
        KeptApart.objects.filter(older__definition=definition).values_list("older", "newer")
    )
    ordered = sorted(standing, key=lambda each: (each.criterion_id, each.pk))
    found: dict[int, Pair] = {}
    for _criterion, of_one in groupby(ordered, key=lambda each: each.criterion_id):
        rivals = list(of_one)[-MOST:]
        texts = [each.current.wording if each.current else "" for each in rivals]
        for one, other, likeness in alike_pairs(texts, at_least=SUSPICIOUS):
            pair = Pair(rivals[one], rivals[other], likeness)
            if (pair.older.pk, pair.newer.pk) in apart:
                continue
            before = found.get(pair.newer.pk)
            if before is None or before.likeness < likeness:
                found[pair.newer.pk] = pair
    return sorted(found.values(), key=lambda pair: (-pair.likeness, pair.newer.pk))


def keep_apart(*, older: Proposal, newer: Proposal, by: User) -> KeptApart:
    """Note that two proposals say different things; again changes nothing.

    Raises RoleNeeded or SecondFactorNeeded.
    """
    require(by, Deed.MODERATE, older.definition)
    first, last = sorted((older, newer), key=lambda each: each.pk)
    kept, _is_new = KeptApart.objects.get_or_create(
        older=first, newer=last, defaults={"by": by, "at": timezone.now()}
    )
    return kept
