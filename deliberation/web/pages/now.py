"""“Being decided now”: the proposals on which a vote weighs most, from the last tallies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deliberation.drafting.adoption import MAJORITY
from deliberation.models import Tally
from deliberation.web.pages.cells import Cell, groups, parts
from deliberation.web.pages.trace import told

SETTLED: Final = (Tally.Status.ADOPTED, Tally.Status.OUTSCORED, Tally.Status.DECLINED)


@dataclass(frozen=True)
class Decision:
    """A proposal and why it stands here. cells: those the sentence speaks of."""

    heading: str
    tally: Tally
    cells: list[Cell]
    sentence: str


def decisions(tallies: Iterable[Tally]) -> list[Decision]:
    """At most one of each kind, each of another proposal: most dividing, closest call,
    nearest to adoption.

    tallies: of one run, with their proposals; closed and rejected ones are left out.
    """
    open_ones = [
        tally
        for tally in tallies
        if not tally.proposal.is_closed and not tally.proposal.is_rejected
    ]
    found: list[Decision] = []
    for find in (_most_dividing, _closest_call, _nearest_to_adoption):
        taken = {decision.tally.pk for decision in found}
        decision = find([tally for tally in open_ones if tally.pk not in taken])
        if decision is not None:
            found.append(decision)
    return found


def gap(cells: Sequence[Cell]) -> float:
    """How far the shares of these cells lie apart."""
    shares = [cell["share"] for cell in cells]
    return max(shares) - min(shares) if len(shares) > 1 else 0.0


def _most_dividing(tallies: Sequence[Tally]) -> Decision | None:
    best = _first(tallies, lambda tally: -gap(groups(tally.cells)))
    if best is None or gap(groups(best.cells)) == 0:
        return None
    shown = groups(best.cells)
    low, high = min(shown, key=_share), max(shown, key=_share)
    sentence = f"{high['title']} is most in favour, {low['title']} least."
    return Decision("Divides the groups most", best, shown, sentence)


def _closest_call(tallies: Sequence[Tally]) -> Decision | None:
    """The proposal with a cell of which the fewest votes decide the side."""
    called = [tally for tally in tallies if parts(tally.cells)]
    best = _first(called, lambda tally: _margin(_closest_cell(tally)))
    if best is None:
        return None
    cell = _closest_cell(best)
    votes = max(_margin(cell), 1)
    word = "vote decides" if votes == 1 else "votes decide"
    sentence = f"{cell['title']}: close to one half; {votes:,} {word} the side."
    return Decision("Closest call", best, [cell], sentence)


def _nearest_to_adoption(tallies: Sequence[Tally]) -> Decision | None:
    """The one not adopted that lacks least, by the steps it did not meet."""
    wanting = [
        tally for tally in tallies if tally.status not in SETTLED and any(_unmet(tally.trace))
    ]
    best = _first(wanting, lambda tally: (len(_unmet(tally.trace)), _lack(tally.trace)))
    if best is None:
        return None
    unmet = _unmet(best.trace)
    named = {step["facts"].get("cell") for step in unmet}
    shown = [cell for cell in parts(best.cells) if cell["key"] in named]
    sentence = " ".join(told(step) for step in unmet)
    return Decision("Nearest to adoption", best, shown or best.cells[:1], sentence)


def _first(tallies: Sequence[Tally], key: Callable[[Tally], Any]) -> Tally | None:
    """The smallest by key; among equals the older proposal."""
    return min(tallies, key=lambda tally: (key(tally), tally.proposal.number), default=None)


def _closest_cell(tally: Tally) -> Cell:
    return min(parts(tally.cells), key=lambda cell: (_margin(cell), -cell["votes"]))


def _margin(cell: Cell) -> int:
    """Votes of one kind that move the smoothed share (A + 1) / (N + 2) to one half."""
    return abs(2 * cell["agrees"] - int(cell["votes"]))


def _unmet(trace: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in trace if step["met"] is False]


def _lack(trace: Sequence[dict[str, Any]]) -> float:
    """How much is wanting over all unmet steps, each as a part of what it needs."""
    return sum(_lack_of(step) for step in _unmet(trace))


def _lack_of(step: dict[str, Any]) -> float:
    facts = step["facts"]
    pairs = [
        (facts.get(name), facts.get(needed))
        for name, needed in (
            ("votes", "needed"), ("smallest", "cell_needed"), ("low", "needed"),
            ("share", "needed"),
        )
    ]  # fmt: skip
    return max(
        (1 - has / needs for has, needs in pairs if has is not None and needs), default=MAJORITY
    )


def _share(cell: Cell) -> float:
    share: float = cell["share"]
    return share
