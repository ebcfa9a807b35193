"""Does the text stand? Ballots by stakeholder class and a ruleset's numbers in, a result out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

Outcome = Literal["ratified", "declined", "no-quorum"]


@dataclass(frozen=True)
class Numbers:
    """What a ruleset asks of a ratification.

    quorum: ballots in all; class_quorum: ballots of each required class. support: share of yes
    overall; class_support: share of yes in every class that has class_quorum ballots. verified:
    whether only ballots by verified participants count for quorum.
    """

    quorum: int
    class_quorum: int
    support: Fraction
    class_support: Fraction
    required: Sequence[str]
    verified: bool = False


@dataclass(frozen=True)
class Count:
    """The ballots of one class. verified: how many are by verified participants."""

    slug: str
    title: str
    yes: int
    no: int
    verified: int = 0

    @property
    def ballots(self) -> int:
        return self.yes + self.no

    @property
    def share(self) -> Fraction | None:
        """Of yes; None without ballots."""
        return Fraction(self.yes, self.ballots) if self.ballots else None


@dataclass(frozen=True)
class Step:
    """One need: who is asked, for how much of what, what there is, and whether it is enough.

    cell: slug of a class, or “all”. Of ballots, needed and there are numbers; of support, they
    are shares.
    """

    need: Literal["quorum", "support"]
    cell: str
    title: str
    needed: float
    there: float
    is_met: bool


@dataclass(frozen=True)
class Result:
    """The outcome, and the steps that led to it."""

    outcome: Outcome
    steps: Sequence[Step]

    def as_data(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "steps": [asdict(step) for step in self.steps]}


def decide(counts: Sequence[Count], numbers: Numbers) -> Result:
    """Whether the text is ratified. Guests are no class here: leave them out. Those who
    declared no class stand under the slug "" and count overall alone.

    Every need is told, met or not. Without quorum nothing is decided, whatever the shares.
    """
    everybody = Count(
        "all",
        "All",
        sum(each.yes for each in counts),
        sum(each.no for each in counts),
        sum(each.verified for each in counts),
    )
    by_slug = {each.slug: each for each in counts}
    quorum = [_quorum(everybody, numbers.quorum, numbers)] + [
        _quorum(by_slug[slug], numbers.class_quorum, numbers)
        for slug in numbers.required
        if slug in by_slug
    ]
    support = [_support(everybody, numbers.support)] + [
        _support(each, numbers.class_support)
        for each in counts
        if each.slug and each.ballots and each.ballots >= numbers.class_quorum
    ]
    steps = [*quorum, *support]
    if not all(step.is_met for step in quorum):
        return Result("no-quorum", steps)
    return Result("ratified" if all(step.is_met for step in support) else "declined", steps)


def _quorum(count: Count, needed: int, numbers: Numbers) -> Step:
    there = count.verified if numbers.verified else count.ballots
    return Step("quorum", count.slug, count.title, needed, there, there >= needed)


def _support(count: Count, needed: Fraction) -> Step:
    """Compared as fractions, so that no rounding decides."""
    share = count.share or Fraction(0)
    there = round(float(share), 6)
    return Step("support", count.slug, count.title, float(needed), there, share >= needed)


def counts_of(ballots: Sequence[tuple[str, bool, bool]], classes: Mapping[str, str]) -> list[Count]:
    """Counts per class. ballots: (slug of the class, yes?, verified?); classes: title by slug."""
    found = []
    for slug, title in classes.items():
        mine = [(yes, verified) for of, yes, verified in ballots if of == slug]
        yes = sum(yes for yes, _ in mine)
        verified = sum(verified for _, verified in mine)
        found.append(Count(slug, title, yes, len(mine) - yes, verified))
    return found
