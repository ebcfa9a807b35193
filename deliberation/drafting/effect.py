"""What one participant's vote does to a proposal's standing."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from deliberation.drafting.adoption import Standing, standings
from deliberation.drafting.material import Candidate, Cell, CriterionMaterial, Rules


@dataclass(frozen=True)
class Moved:
    """A cell that the vote counts in, before it and after it."""

    before: Cell
    after: Cell


@dataclass(frozen=True)
class Effect:
    """moved: everybody, then the participant's own opinion group and stakeholder class."""

    moved: tuple[Moved, ...]
    before: Standing
    after: Standing

    def reversed(self) -> "Effect":
        """The same vote seen from the other side: added where it was taken out."""
        moved = tuple(Moved(each.after, each.before) for each in self.moved)
        return Effect(moved, before=self.after, after=self.before)

    @property
    def turned(self) -> tuple[tuple[str, bool], ...]:
        """(rule, whether it is met now) for each need that the vote met or unmet."""
        was = {step.rule: step.met for step in self.before.trace}
        return tuple(
            (step.rule, step.met)
            for step in self.after.trace
            if step.met is not None and was.get(step.rule) not in (None, step.met)
        )


def vote_effect(
    number: int,
    criterion: CriterionMaterial,
    rules: Rules,
    incumbents: Collection[tuple[int, int]] = (),
    too_small: Collection[str] = (),
    *,
    own: Collection[tuple[str, str]],
    old: int | None,
    new: int | None,
) -> Effect | None:
    """Take a vote out and put another in its place, and decide again by the same rules.

    own: kind and key of the cells that the participant's votes count in, ("all", "all")
    among them. old, new: 1, 0, -1, or None for no vote. None where the criterion has no
    such proposal.
    """
    now = next((c for c in criterion.candidates if c.number == number and not c.succeeded), None)
    if now is None:
        return None
    cells = tuple(
        _recast(cell, old, new) if (cell.kind, cell.key) in own else cell for cell in now.cells
    )
    then = replace(now, cells=cells)
    swapped = tuple(then if each is now else each for each in criterion.candidates)
    after = replace(criterion, candidates=swapped)
    return Effect(
        moved=tuple(
            Moved(before, after)
            for before, after in zip(now.cells, cells, strict=True)
            if (before.kind, before.key) in own
        ),
        before=_standing(standings(criterion, rules, incumbents, too_small), now),
        after=_standing(standings(after, rules, incumbents, too_small), then),
    )


def _recast(cell: Cell, old: int | None, new: int | None) -> Cell:
    counts = {1: cell.agrees, 0: cell.passes, -1: cell.disagrees}
    if old is not None:
        # A count that a run left at nought holds no vote of ours to take out.
        counts[old] = max(counts[old] - 1, 0)
    if new is not None:
        counts[new] += 1
    return replace(cell, agrees=counts[1], passes=counts[0], disagrees=counts[-1])


def _standing(decided: list[Standing], candidate: Candidate) -> Standing:
    return next(
        each
        for each in decided
        if (each.candidate.number, each.candidate.revision)
        == (candidate.number, candidate.revision)
    )
