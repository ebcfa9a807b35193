"""Which proposal to show to whom next."""

from typing import Final

import numpy as np

from deliberation.aggregation.votes import BoolArray, FloatArray, IntArray

# A vote decides something only where adoption is not settled; that comes first.
UNSETTLED: Final = 2.0
# Quorum is asked class by class: a voter of a class that is short is worth nearly as much,
# for nobody else can close that gap.
CLASS_LACKS_QUORUM: Final = 1.5
# What nobody has seen can neither win nor lose. The bonus halves with every HALF_LIFE votes.
NEW: Final = 1.5
HALF_LIFE: Final = 10
# Polis's comment priority, brought to 0 … 1: what is agreed on, and what spreads people.
PRIORITY: Final = 1.0
# What participants say they care for most, asked in a survey: 0 … 1.
CARED_FOR: Final = 1.0
# Spread of the Gumbel noise: proposals within about half a point of each other change places
# from voter to voter, so that they fill up together.
EXPLORATION: Final = 0.5
# To one voter in ten a proposal comes as if nobody had seen it, however settled it is: a clause
# that nobody is asked about any more could not lose its support.
LUCKY: Final = 0.1


def urgency(
    *,
    unsettled: BoolArray,
    votes: IntArray,
    class_votes: IntArray,
    needed: int,
    priority: FloatArray,
) -> FloatArray:
    """(C + 1, P) float64: how much a vote is wanted, per class; the last row for none.

    unsettled: (P,) whether adoption is undecided or an open question. votes: (P,) votes so
    far. class_votes: (C, P) votes of each stakeholder class; needed: votes that quorum asks
    of each. priority: (P,) comment priority, >= 0.
    """
    highest = float(priority.max(initial=0.0))
    general = (
        UNSETTLED * unsettled
        + NEW * np.exp2(-votes / HALF_LIFE)
        + PRIORITY * (priority / highest if highest > 0 else 0.0)
    )
    short = CLASS_LACKS_QUORUM * (class_votes < needed)
    return np.vstack([general + short, general[None, :]])


def newcomers() -> float:
    """The urgency of a proposal that no run has counted yet: everything speaks for it."""
    return UNSETTLED + CLASS_LACKS_QUORUM + NEW


def order(urgencies: FloatArray, *, seed: int) -> IntArray:
    """Indices in the order to show, the most wanted first, with seeded exploration.

    Gumbel noise makes it a draw without replacement in which each one's chance grows
    with its urgency (Plackett-Luce); a lucky tenth is lifted to the level of newcomers.
    The same seed gives the same order.
    """
    dice = np.random.Generator(np.random.PCG64(seed))
    noise = dice.gumbel(scale=EXPLORATION, size=urgencies.size)
    lucky = dice.random(urgencies.size) < LUCKY
    lifted = np.where(lucky, np.maximum(urgencies, newcomers()), urgencies)
    ranked: IntArray = np.argsort(-(lifted + noise), kind="stable")
    return ranked
