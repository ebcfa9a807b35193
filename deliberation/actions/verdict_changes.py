"""Systems whose verdict differs between two drafts, and the clauses it differs because of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deliberation.actions.impact import clauses_that_changed
from deliberation.assessment import VERDICTS
from deliberation.assessment.texts import BINDING
from deliberation.models import AISystem, Assessment, Clause, Draft

# The result of the clause that decides a verdict; that of meeting rests on all of them.
DECIDES: Final = {"does not meet": "f", "cannot be told": "u"}


@dataclass(frozen=True)
class Differing:
    """because: the clauses that came in and decide the verdict now, or that went and decided
    it before."""

    system: AISystem
    before: str
    after: str
    because: tuple[Clause, ...]


@dataclass(frozen=True)
class _Told:
    verdict: str
    results: str


def verdicts_under(drafts: Iterable[Draft]) -> dict[int, dict[int, str]]:
    """The stored verdicts, by primary keys of the draft and of the system. One query."""
    verdicts: dict[int, dict[int, str]] = {each.pk: {} for each in drafts}
    rows = Assessment.objects.filter(draft__in=verdicts).order_by("pk")
    for draft, system, verdict in rows.values_list("draft", "system", "verdict"):
        verdicts[draft][system] = verdict
    return verdicts


def differing(before: Draft, after: Draft) -> list[Differing]:
    """By what is known now, in the order of the systems' names. Seven queries; two where
    nothing differs.

    Systems that are not assessed under both drafts yet are left out.
    """
    was, now = _told(before), _told(after)
    turned = [pk for pk in now if pk in was and was[pk].verdict != now[pk].verdict]
    if not turned:
        return []
    changed = clauses_that_changed(before, after)
    places = _places(before), _places(after)
    return [
        Differing(
            system,
            was[system.pk].verdict,
            now[system.pk].verdict,
            tuple(_because((was[system.pk], now[system.pk]), changed, places)),
        )
        for system in AISystem.objects.filter(pk__in=turned).defer("notes", "links", "loaded")
    ]


def _told(draft: Draft) -> dict[int, _Told]:
    rows = draft.assessments.order_by().values_list("system", "verdict", "results")
    return {system: _Told(verdict, results) for system, verdict, results in rows}


def _places(draft: Draft) -> dict[int, int]:
    """The place of each clause in the results of an assessment."""
    keys = draft.clauses.order_by("pk").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(keys)}


def _because(
    told: tuple[_Told, _Told],
    changed: tuple[Sequence[Clause], Sequence[Clause]],
    places: tuple[Mapping[int, int], Mapping[int, int]],
) -> Iterator[Clause]:
    """Where the verdict got worse, what came in; where it got better, what went."""
    was, now = told
    better = VERDICTS.index(now.verdict) > VERDICTS.index(was.verdict)
    side = 0 if better else 1
    letter = DECIDES[told[side].verdict]
    for clause in changed[side]:
        place = places[side][clause.pk]
        if clause.level in BINDING and told[side].results[place : place + 1] == letter:
            yield clause
