"""A deterministic crowd: who they are, and how each would vote on a stance.

Everything is simulated, and every row says so. Three camps lean differently towards
the stances that the catalogue's proposals take; the stakeholder classes differ in how
they mix the camps. The numbers are made up to give a deliberation with agreement,
open questions and dissent; they describe nobody.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import Final

CLASSES: Final = (
    ("ai-developers", "AI developers", "You build or train AI systems, alone or for somebody."),
    ("deployers", "Deployers and businesses", "You build on AI systems or run them for others."),
    ("researchers", "Researchers", "You study AI systems or use them to study something else."),
    ("legal-policy", "Legal and policy", "You work on licences, law or public policy."),
    ("civil-society", "Civil society", "You speak for a cause or a community."),
    ("affected-public", "Affected public", "AI systems are used on you or near you."),
)

# The shares that the demo's definition wishes for; made up like everything here.
TARGETS: Final[Mapping[str, float]] = {
    "ai-developers": 0.20, "deployers": 0.20, "researchers": 0.15, "legal-policy": 0.10,
    "civil-society": 0.15, "affected-public": 0.20,
}  # fmt: skip

# Leaning of each camp towards each stance, in log-odds of agreeing.
CAMPS: Final[Mapping[str, Mapping[str, float]]] = {
    "release": {
        "strict": 2.4, "community-data": 2.0, "science": 1.9, "commons": 1.8,
        "pragmatic": 0.6, "legal-certainty": 1.0, "public-interest": 1.4,
        "responsible-use": -1.6, "industry": -2.2,
    },
    "disclosure": {
        "strict": 0.5, "community-data": -0.9, "science": 0.3, "commons": 0.7,
        "pragmatic": 2.2, "legal-certainty": 1.8, "public-interest": 1.0,
        "responsible-use": -0.3, "industry": -0.4,
    },
    "restraint": {
        "strict": -0.4, "community-data": 0.6, "science": 0.9, "commons": 0.4,
        "pragmatic": 1.3, "legal-certainty": 1.1, "public-interest": 2.3,
        "responsible-use": 2.1, "industry": -0.8,
    },
}  # fmt: skip

# Weights of release, disclosure and restraint in each class, and how large it is.
MIX: Final[Mapping[str, tuple[float, float, float, int]]] = {
    "ai-developers": (0.45, 0.45, 0.10, 46),
    "deployers": (0.20, 0.70, 0.10, 48),
    "researchers": (0.55, 0.25, 0.20, 54),
    "legal-policy": (0.20, 0.50, 0.30, 30),
    "civil-society": (0.35, 0.10, 0.55, 36),
    "affected-public": (0.30, 0.20, 0.50, 36),
}

# The share that comes with the second wave; people from outside the field come late.
LATE: Final = {"civil-society": 0.55, "affected-public": 0.6, "legal-policy": 0.4}

PASSING: Final = 0.09
SPREAD: Final = 0.7  # how far people of one camp differ
PROPOSALS_SEEN: Final = (18, 40)


@dataclass(frozen=True)
class Voter:
    """One simulated participant. wave: 0 came early, 1 later."""

    number: int
    class_slug: str
    leaning: Mapping[str, float]
    wave: int


def voters(seed: int = 2024) -> list[Voter]:
    """The whole crowd; the same for the same seed on every machine.

    Random.random() is the one generator whose sequence Python promises to keep.
    """
    dice = random.Random(seed)
    crowd: list[Voter] = []
    for class_slug, (*weights, size) in MIX.items():
        for _ in range(size):
            camp = _pick(dice, list(CAMPS), weights)
            leaning = {
                stance: lean + SPREAD * (dice.random() + dice.random() + dice.random() - 1.5) * 2
                for stance, lean in CAMPS[camp].items()
            }
            late = LATE.get(class_slug, 0.3)
            crowd.append(Voter(len(crowd), class_slug, leaning, int(dice.random() < late)))
    return crowd


def votes_of(
    voter: Voter, stances: Mapping[int, str], seed: int = 700
) -> Iterator[tuple[int, int]]:
    """(proposal number, value) of each vote the voter casts, in order.

    stances: the stance of each proposal by its number; also nudged per proposal, so
    that two proposals of one stance do not fare alike.
    """
    dice = random.Random(seed * 100_003 + voter.number)
    few, many = PROPOSALS_SEEN
    order = sorted(stances, key=lambda number: dice.random())
    for number in order[: few + int(dice.random() * (many - few + 1))]:
        nudge = (random.Random(number * 7919).random() - 0.5) * 1.6
        if dice.random() < PASSING:
            yield number, 0
        else:
            agrees = dice.random() < 1 / (1 + exp(-(voter.leaning[stances[number]] + nudge)))
            yield number, 1 if agrees else -1


def seconds_of(voter: Voter, seed: int = 300) -> Iterator[int]:
    """When the voter casts each vote, in seconds after joining: as unevenly as people read."""
    dice = random.Random(seed * 100_003 + voter.number)
    seconds = 0
    while True:
        seconds += 6 + int(dice.random() * dice.random() * 70)
        yield seconds


def _pick(dice: random.Random, names: list[str], weights: list[float]) -> str:
    point = dice.random() * sum(weights)
    for name, weight in zip(names, weights, strict=True):
        point -= weight
        if point < 0:
            return name
    return names[-1]
