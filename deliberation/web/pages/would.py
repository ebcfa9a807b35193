"""What a proposal would do to verdicts about AI systems, and what a draft did to them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import ngettext

from deliberation import actions
from deliberation.actions.verdict_changes import Differing, differing, verdicts_under
from deliberation.models import AISystem, Clause, Draft, Proposal
from deliberation.web.access import Visit
from deliberation.web.pages.verdicts import WORDS

MOST_NAMED: Final = 8
# What is kept does not know of a criterion that begins or ends to have rivals.
KEPT_SECONDS: Final = 600


@dataclass(frozen=True)
class Way:
    """Systems that go from one verdict to another; named: those at first sight."""

    before: str
    after: str
    systems: Sequence[AISystem]

    @property
    def sentence(self) -> str:
        return _sentence(self.before, self.after, len(self.systems))

    @property
    def named(self) -> Sequence[AISystem]:
        return self.systems[:MOST_NAMED]

    @property
    def others(self) -> Sequence[AISystem]:
        return self.systems[MOST_NAMED:]


@dataclass(frozen=True)
class Would:
    """goes: the proposal is a clause already, and this is what its going would change."""

    draft: Draft | None
    ways: list[Way]
    systems: int
    goes: bool

    @property
    def changed(self) -> int:
        return sum(len(way.systems) for way in self.ways)


@dataclass(frozen=True)
class Turning:
    """Systems that turned the same way because of the same clauses."""

    way: Way
    because: Sequence[Clause]


@dataclass(frozen=True)
class VerdictsOf:
    """What a draft says of all systems: numbers by verdict, and what turned since the draft
    before. previous: None for the first."""

    counts: list[tuple[str, int]]
    previous: Draft | None
    turned: list[Way]

    @property
    def systems(self) -> int:
        return sum(number for _verdict, number in self.counts)

    @property
    def changed(self) -> int:
        return sum(len(way.systems) for way in self.turned)


def would(visit: Visit, proposal: Proposal) -> Would | None:
    """None where no system is known, or the proposal counts nowhere. Give it with its text."""
    return would_all(visit, [proposal]).get(proposal.pk)


def would_all(visit: Visit, proposals: Iterable[Proposal]) -> dict[int, Would]:
    """The same of several, by their keys. No query where it is kept, one where what is
    known of systems is."""
    standing = [each for each in proposals if each.is_standing]
    definition: Any = visit.definition
    if not standing or definition.systems_state is None:
        return {}
    wordings = "-".join(str(each.current_id) for each in standing)
    rests_on = f"{definition.pk}-{definition.latest_draft}-{definition.systems_state}-{wordings}"
    key = f"would-{hashlib.sha256(rests_on.encode()).hexdigest()}"
    found: dict[int, Would] | None = cache.get(key)
    if found is None:
        found = _weighed(definition, standing)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _weighed(definition: Any, proposals: Sequence[Proposal]) -> dict[int, Would]:
    weighed = actions.weigh(definition, proposals, state=definition.systems_state)
    return {
        proposal.pk: Would(
            draft=weighed.draft,
            ways=sorted(
                (Way(*way, systems) for way, systems in weighed.ways(row).items()),
                key=lambda way: -len(way.systems),
            ),
            systems=len(weighed.systems),
            goes=proposal.pk in weighed.adopted,
        )
        for row, proposal in enumerate(weighed.proposals)
    }


def turnings(before: Draft, after: Draft) -> list[Turning]:
    """What differs between two drafts, by the way and the clauses, the most systems first."""
    found = differing(before, after)
    same = groupby(sorted(found, key=_alike), key=_alike)
    groups = [list(each) for _key, each in same]
    return [
        Turning(_way(group), group[0].because)
        for group in sorted(groups, key=lambda group: -len(group))
    ]


def verdicts_of(draft: Draft) -> VerdictsOf | None:
    """None where no system is assessed under the draft. Two queries."""
    told = verdicts_under([draft, draft.previous] if draft.previous else [draft])
    now = told[draft.pk]
    if not now:
        return None
    was = told.get(draft.previous_id or 0, {})
    turned = [pk for pk, verdict in now.items() if was.get(pk, verdict) != verdict]
    ways: dict[tuple[str, str], list[AISystem]] = {}
    for system in AISystem.objects.filter(pk__in=turned).defer("notes", "links", "loaded"):
        ways.setdefault((was[system.pk], now[system.pk]), []).append(system)
    counts = Counter(now.values())
    return VerdictsOf(
        counts=[(verdict, counts[verdict]) for verdict in WORDS],
        previous=draft.previous,
        turned=[Way(*way, systems) for way, systems in sorted(ways.items())],
    )


def _way(same: Sequence[Differing]) -> Way:
    return Way(same[0].before, same[0].after, [each.system for each in same])


def _alike(each: Differing) -> tuple[str, str, tuple[int, ...]]:
    return each.before, each.after, tuple(clause.pk for clause in each.because)


def _sentence(before: str, after: str, number: int) -> str:
    """“9 would no longer meet it”: whole sentences, since languages differ."""
    sentences = {
        ("meets", "does not meet"): ngettext(
            "{number} no longer meets it", "{number} no longer meet it", number
        ),
        ("meets", "cannot be told"): ngettext(
            "{number} that met it cannot be told", "{number} that met it cannot be told", number
        ),
        ("cannot be told", "meets"): ngettext(
            "{number} that could not be told meets it",
            "{number} that could not be told meet it",
            number,
        ),
        ("cannot be told", "does not meet"): ngettext(
            "{number} that could not be told does not meet it",
            "{number} that could not be told do not meet it",
            number,
        ),
        ("does not meet", "meets"): ngettext(
            "{number} that did not meet it does", "{number} that did not meet it do", number
        ),
        ("does not meet", "cannot be told"): ngettext(
            "{number} that did not meet it cannot be told",
            "{number} that did not meet it cannot be told",
            number,
        ),
    }
    return sentences[before, after].format(number=number)
