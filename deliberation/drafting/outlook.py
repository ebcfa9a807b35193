"""What would change: how many votes, and whose, part a proposal from another standing."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, Literal

from deliberation.drafting.adoption import Field
from deliberation.drafting.compose import too_small_groups
from deliberation.drafting.material import Candidate, Cell, CriterionMaterial, Rules

# What would take more votes than this is said to be out of reach.
REACH: Final = 2000

type Vote = Literal["agree", "disagree"]


@dataclass(frozen=True)
class Path:
    """The fewest votes that lead to a standing, cast where they do most.

    votes: how many, all of them `vote`. cells: how many of them by each opinion group and
    each stakeholder class; a voter stands in one of each, so both sums are `votes`.
    """

    vote: Vote
    votes: int
    cells: tuple[tuple[Cell, int], ...]


@dataclass(frozen=True)
class Outlook:
    """What it would take. None: it is so already, or no REACH votes would do it.

    adopted: to become the clause. dropped: for a clause to leave the draft, for any
    other proposal to be declined.
    """

    adopted: Path | None
    dropped: Path | None


def what_would_change(number: int, field: Field) -> Outlook:
    """How many more votes would get a proposal adopted, or dropped.

    field: the candidates of its criterion, the proposal among them. Every vote is given to
    the opinion group and the stakeholder class with the lowest lower bound, which is where
    adoption hangs; the rules themselves say at which vote the standing changes. Other
    proposals' votes stay as they are. Raises LookupError if the field has no such proposal.
    """

    def status(candidate: Candidate) -> str:
        return field.standing_with(candidate).status

    now = next(
        (each for each in field.candidates if each.number == number and not each.succeeded), None
    )
    if now is None:
        raise LookupError(f"the criterion has no proposal {number}")
    if status(now) == "adopted":
        return Outlook(None, _path(now, "disagree", field.rules, lambda c: status(c) != "adopted"))
    return Outlook(
        _path(now, "agree", field.rules, lambda c: status(c) == "adopted"),
        None
        if status(now) == "declined"
        else _path(now, "disagree", field.rules, lambda c: status(c) == "declined"),
    )


def outlook_of(question: dict[str, Any], content: dict[str, Any]) -> Outlook:
    """What would settle an open question of a draft, at the votes that the draft counts.

    Rival proposals are left out: what is told is when this one meets every need.
    """
    required = tuple(content["ruleset"]["required_classes"])
    rules = Rules(**content["ruleset"] | {"required_classes": required})
    kept = ("kind", "key", "title", "agrees", "disagrees", "passes")
    candidate = Candidate(
        number=question["proposal"],
        revision=question["revision"],
        shown=question["revision"],
        criterion=question["criterion"],
        level=question["level"],
        requires=question["requires"],
        wording=question["wording"],
        cells=tuple(
            Cell(**{key: cell[key] for key in kept}, verified=cell.get("verified", 0))
            for cell in question["support"]
        ),
    )
    criterion = CriterionMaterial(
        slug=question["criterion"],
        title=question["title"],
        question=question["question"],
        scale=(),
        competing=False,
        candidates=(candidate,),
    )
    too_small = too_small_groups(content["groups"], rules)
    field = Field.of(criterion, rules, too_small=too_small)
    return what_would_change(question["proposal"], field)


def _path(
    candidate: Candidate, vote: Vote, rules: Rules, reached: Callable[[Candidate], bool]
) -> Path | None:
    steps: list[Candidate] = []
    ahead = _steps(candidate, vote, rules)
    # Twice as far each time, so that what is near costs little.
    while not (steps and reached(steps[-1])):
        further = list(islice(ahead, len(steps) or 1))
        if not further:
            return None
        steps += further
    there = steps[bisect_left(range(len(steps)), True, key=lambda n: reached(steps[n]))]
    given = [
        (before, after.votes - before.votes)
        for before, after in zip(candidate.parts, there.parts, strict=True)
        if after.votes > before.votes
    ]
    return Path(vote, there.everybody.votes - candidate.everybody.votes, tuple(given))


def _steps(candidate: Candidate, vote: Vote, rules: Rules) -> Iterator[Candidate]:
    """The candidate after 0, 1, 2 … REACH more votes."""
    cells = list(candidate.cells)
    kinds = [
        [index for index, cell in enumerate(cells) if cell.kind == kind]
        for kind in ("group", "class")
    ]
    lows = [cell.interval(rules.z)[0] for cell in cells]
    for _ in range(REACH + 1):
        yield replace(candidate, cells=tuple(cells))
        weakest = [min(kind, key=lows.__getitem__) for kind in kinds if kind]
        for index in (0, *weakest):
            cells[index] = _with_vote(cells[index], vote)
            lows[index] = cells[index].interval(rules.z)[0]


def _with_vote(cell: Cell, vote: Vote) -> Cell:
    """One vote more, by somebody whose class is verified where that is asked."""
    if vote == "agree":
        return replace(cell, agrees=cell.agrees + 1, verified=cell.verified + 1)
    return replace(cell, disagrees=cell.disagrees + 1, verified=cell.verified + 1)
