"""Votes in, opinion groups and tallies out. Pure: numpy and scipy, no Django.

The result is a function of its arguments alone: integers as long as possible, no
clock, no unseeded randomness, and no dependence on the order of participants.
docs/engine.md gives the formulas and their sources.
"""

from deliberation.aggregation.engine import (
    ENGINE,
    Aggregate,
    Clock,
    Placed,
    Previous,
    Shard,
    aggregate,
    conclude,
    place,
    space_of,
)
from deliberation.aggregation.space import Space
from deliberation.aggregation.statistics import Sums
from deliberation.aggregation.votes import ImpossibleVotes, Votes

__all__ = [
    "ENGINE",
    "Aggregate",
    "Clock",
    "ImpossibleVotes",
    "Placed",
    "Previous",
    "Shard",
    "Space",
    "Sums",
    "Votes",
    "aggregate",
    "conclude",
    "place",
    "space_of",
]
