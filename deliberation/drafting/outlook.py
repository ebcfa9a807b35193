"""What would change: how many votes, and whose, part a proposal from another standing."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Final, Literal

from deliberation.aggregation.support import wilson_bounds
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
    ahead = _cast(candidate, vote, rules)
    cast: list[tuple[int, ...]] = []

    def is_reached(votes: int) -> bool:
        return reached(_after(candidate, vote, cast[:votes]))

    # Twice as far each time, so that what is near costs little.
    while not is_reached(len(cast)):
        further = list(islice(ahead, len(cast) or 1))
        if not further:
            return None
        cast += further
    votes = bisect_left(range(len(cast)), True, key=is_reached)
    there = _after(candidate, vote, cast[:votes])
    given = [
        (before, after.votes - before.votes)
        for before, after in zip(candidate.parts, there.parts, strict=True)
        if after.votes > before.votes
    ]
    return Path(vote, votes, tuple(given))


def _cast(candidate: Candidate, vote: Vote, rules: Rules) -> Iterator[tuple[int, ...]]:
    """The cells that each further vote counts in, REACH votes."""
    agrees = [cell.agrees for cell in candidate.cells]
    votes = [cell.votes for cell in candidate.cells]
    lows = [cell.interval(rules.z)[0] for cell in candidate.cells]
    kinds = [
        [index for index, cell in enumerate(candidate.cells) if cell.kind == kind]
        for kind in ("group", "class")
    ]
    for _ in range(REACH):
        weakest = [min(kind, key=lows.__getitem__) for kind in kinds if kind]
        for index in weakest:
            votes[index] += 1
            agrees[index] += vote == "agree"
            lows[index] = wilson_bounds(agrees[index], votes[index], rules.z)[0]
        yield (0, *weakest)


def _after(candidate: Candidate, vote: Vote, cast: Sequence[tuple[int, ...]]) -> Candidate:
    """The candidate with further votes."""
    more = Counter(chain.from_iterable(cast))
    cells = list(candidate.cells)
    for index, number in more.items():
        cells[index] = _with_votes(cells[index], vote, number)
    return replace(candidate, cells=tuple(cells))


def _with_votes(cell: Cell, vote: Vote, number: int) -> Cell:
    """More votes, by people whose class is verified where that is asked."""
    verified = cell.verified + number
    if vote == "agree":
        return replace(cell, agrees=cell.agrees + number, verified=verified)
    return replace(cell, disagrees=cell.disagrees + number, verified=verified)
