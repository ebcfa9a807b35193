"""Second opinions on which proposals have common ground."""

from typing import Final

import numpy as np

from deliberation.aggregation.votes import BoolArray, ByteArray, FloatArray, IntArray


def balanced_consensus(by_group: IntArray) -> FloatArray:
    """(P,) geometric mean over groups of agreement × (1 - disagreement), in [0, 1].

    by_group: (G, P, 3). Agreement is (A + ½) / (N + 1), Jeffreys' prior, disagreement
    likewise. Unlike the plain product it does not fall with every group more, and many
    disagrees count for more than many passes. 1.0 where there is no group.
    Source: Jeffreys 1946, Proc. R. Soc. A 186:453-461, for the prior.
    """
    if not len(by_group):
        return np.ones(by_group.shape[1])
    votes = by_group.sum(axis=2) + 1
    agree, disagree = (by_group[:, :, 0] + 0.5) / votes, (by_group[:, :, 1] + 0.5) / votes
    product = np.prod(agree * (1 - disagree), axis=0)
    mean: FloatArray = np.power(product, 1 / len(by_group))
    return mean


# What each second opinion needs to be clearly for a proposal, and below what it is clearly
# against; in between it has no say. The numbers restate the default ruleset.
METHODS: Final = ("polis", "balanced", "bridging")
# Polis's product, as a mean share per group: broad support, and the bridging bound.
POLIS_FOR, POLIS_AGAINST = 0.60, 0.50
# Broad support of 0.60 where half of the others pass, and where all others disagree.
BALANCED_FOR, BALANCED_AGAINST = 0.60 * (1 - 0.20), 0.60 * (1 - 0.40)
# The vote expected of somebody on neither side: broad support, give or take the margin by
# which a standing clause is spared. The published bound for an intercept, 0.40, does not
# carry over: of 120 proposals adoptable in real deliberations, 12 reach it (docs/engine.md).
BRIDGING_FOR, BRIDGING_AGAINST = 0.65, 0.55


def second_opinions(
    by_group: IntArray, consensus: FloatArray, balanced: FloatArray, neutral: FloatArray
) -> ByteArray:
    """(3, P) int8 by METHODS: 1 clearly for the proposal, -1 clearly against, 0 no say.

    by_group: (G, P, 3); consensus: (P,) group-informed; balanced: (P,); neutral: (P,) of
    the bridging model. The first two have a say only where every group has voted.
    """
    groups = len(by_group)
    heard = (by_group.sum(axis=2) > 0).all(axis=0) & (groups > 0)
    mean = np.power(consensus, 1 / max(groups, 1))
    return np.stack([
        np.where(heard, _said(mean, POLIS_FOR, POLIS_AGAINST), 0),
        np.where(heard, _said(balanced, BALANCED_FOR, BALANCED_AGAINST), 0),
        _said(neutral, BRIDGING_FOR, BRIDGING_AGAINST),
    ]).astype(np.int8)  # fmt: skip


def _said(numbers: FloatArray, needed: float, least: float) -> ByteArray:
    return (numbers >= needed).astype(np.int8) - (numbers < least).astype(np.int8)


def dissents(stands: BoolArray, opinions: ByteArray) -> BoolArray:
    """(3, P) by METHODS: whether an opinion is clearly against what stands, or clearly for
    what does not.

    stands: (P,) whether the ruleset adopts it; opinions: (3, P) of `second_opinions`.
    """
    return np.where(stands, opinions < 0, opinions > 0)


def contested_by_method(stands: BoolArray, opinions: ByteArray) -> BoolArray:
    """(P,) whether a proposal's standing depends on which method one asks.

    stands: (P,) whether the ruleset adopts it; opinions: (3, P) of `second_opinions`.
    True where it stands and some opinion is clearly against it, or it does not and some
    opinion is clearly for it. Ask only about proposals that have quorum.
    """
    contested: BoolArray = dissents(stands, opinions).any(axis=0)
    return contested
