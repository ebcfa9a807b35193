"""The end of a queue: what one said, where that meets the others, and one's place among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deliberation.actions.routing import Queue
from deliberation.models import Aggregate, Proposal, Tally
from deliberation.web.access import Visit
from deliberation.web.ballots import WORDS
from deliberation.web.pages.cells import Cell, named
from deliberation.web.pages.map import MapShown, opinion_map

MOST: Final = 3
FEWEST_VOTES: Final = 5


@dataclass(frozen=True)
class Said:
    """A proposal with one's own word on it, what all say, and what one's opinion group says."""

    proposal: Proposal
    word: str
    everybody: Cell
    group: Cell | None


@dataclass(frozen=True)
class Category:
    title: str
    agrees: int
    disagrees: int
    passes: int


@dataclass(frozen=True)
class Summary:
    """shared: on which most others say the same as the participant; apart: on which fewest do.

    group: the letter of their opinion group, size: its participants.
    """

    agrees: int
    disagrees: int
    passes: int
    categories: list[Category]
    shared: list[Said]
    apart: list[Said]
    group: str
    size: int
    map: MapShown | None


def summary_of(visit: Visit, queue: Queue, run: Aggregate | None) -> Summary:
    """Three queries and those of the map, whatever the number of votes."""
    values = {revision: own.value for revision, own in queue.votes.items() if own.value is not None}
    rows = list(
        visit.definition.proposals.filter(voted__in=values).values_list(
            "pk", "voted", "criterion__category__title", "criterion__category__position"
        )
    )
    said = Counter((title, values[revision]) for _, revision, title, _ in rows)
    titles = sorted({(position, title) for *_, title, position in rows})
    nearness = sorted(_nearness(run, {pk: values[revision] for pk, revision, *_ in rows}))
    shared = [pk for share, pk in nearness[::-1][:MOST] if share > 1 / 2]
    apart = [pk for share, pk in nearness[:MOST] if share < 1 / 2]
    shown = _said(run, [*shared, *apart], values, queue.group)
    return Summary(
        agrees=sum(values[revision] == 1 for _, revision, *_ in rows),
        disagrees=sum(values[revision] == -1 for _, revision, *_ in rows),
        passes=sum(values[revision] == 0 for _, revision, *_ in rows),
        categories=[
            Category(title, said[title, 1], said[title, -1], said[title, 0]) for _, title in titles
        ],
        shared=[shown[pk] for pk in shared],
        apart=[shown[pk] for pk in apart],
        group=queue.group,
        size=next((g["size"] for g in run.groups if g["label"] == queue.group), 0) if run else 0,
        map=opinion_map(run, visit.participant),
    )


def _nearness(run: Aggregate | None, values: dict[int, int]) -> list[tuple[float, int]]:
    """(share of the others' votes that say the same, proposal) where one agreed or not."""
    if run is None:
        return []
    counts = run.tallies.values_list("proposal", "agrees", "disagrees", "passes")
    return [
        ((agrees if values[pk] == 1 else disagrees) / votes, pk)
        for pk, agrees, disagrees, passes in counts
        if values.get(pk) and (votes := agrees + disagrees + passes) >= FEWEST_VOTES
    ]


def _said(
    run: Aggregate | None, wanted: Sequence[int], values: dict[int, int], group: str
) -> dict[int, Said]:
    if run is None:
        return {}
    tallies = Tally.objects.filter(aggregate=run, proposal__in=wanted).select_related(
        "proposal__current", "proposal__criterion"
    )
    return {tally.proposal_id: _one(tally, values, group) for tally in tallies}


def _one(tally: Tally, values: dict[int, int], group: str) -> Said:
    mine = named(tally.cells, [group], "group")
    value = values[tally.proposal.voted_id]  # type: ignore[index]
    return Said(tally.proposal, WORDS[value], tally.cells[0], mine[0] if mine else None)
