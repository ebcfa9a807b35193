"""What Polis tells about proposals and groups, by Polis's formulas and under its names.

Sources: Small, Björkegren, Erkkilä, Shaw and Megill 2021, Recerca 26(2); the files
math/src/polismath/math/stats.clj, repness.clj, pca.clj and conversation.clj of
github.com/compdemocracy/polis, named at each formula. Votes include passes.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from deliberation.aggregation.space import Space
from deliberation.aggregation.support import smoothed_share
from deliberation.aggregation.votes import FloatArray, IntArray

# One-sided 90 %, the level of every test in Polis (stats.clj, z-sig-90?).
Z_90: Final = 1.2816
STATEMENTS: Final = 5  # shown per group and per side of consensus (repness.clj, take 5)
AGREES, DISAGREES = 0, 1


def proportion_test(hits: IntArray, votes: IntArray) -> FloatArray:
    """z of a share against one half, one hit among one vote added: 2 √n (A / n - ½).

    Any shape, counts with hits <= votes. stats.clj, prop-test.
    """
    n = votes + 1
    z: FloatArray = 2 * np.sqrt(n) * ((hits + 1) / n - 0.5)
    return z


def two_proportion_test(
    hits_in: IntArray, hits_out: IntArray, votes_in: IntArray, votes_out: IntArray
) -> FloatArray:
    """z of the share inside against the share outside, one added to each of the four.

    0.0 where everybody on both sides is a hit (pooled share 1). stats.clj, two-prop-test.
    """
    n_in, n_out = votes_in + 1, votes_out + 1
    inside, outside = (hits_in + 1) / n_in, (hits_out + 1) / n_out
    pooled = (hits_in + hits_out + 2) / (n_in + n_out)
    variance = pooled * (1 - pooled) * (1 / n_in + 1 / n_out)
    spread = np.sqrt(np.maximum(variance, 0.0))
    return np.divide(inside - outside, spread, out=np.zeros(spread.shape), where=spread > 0)


@dataclass(frozen=True, eq=False)
class Representativeness:
    """How well each proposal tells a group from the rest. All (2, G, P) float64, finite.

    The first axis is AGREES, DISAGREES. G groups, P proposals.
    share: p-success, (A + 1) / (N + 2) inside the group; share_test: p-test, its z
    against one half. ratio: repness, share inside / share outside; ratio_test:
    repness-test, the z of the difference. repness.clj, comment-stats, conv-repness.
    """

    share: FloatArray
    share_test: FloatArray
    ratio: FloatArray
    ratio_test: FloatArray

    def side(self) -> IntArray:
        """(G, P) AGREES or DISAGREES, whichever tells the group better (repful-for)."""
        return np.where(self.ratio_test[AGREES] > self.ratio_test[DISAGREES], AGREES, DISAGREES)

    def metric(self) -> FloatArray:
        """(2, G, P) repness × repness-test × p-success × p-test (repness.clj, repness-metric)."""
        product: FloatArray = self.ratio * self.ratio_test * self.share * self.share_test
        return product


def representativeness(by_group: IntArray) -> Representativeness:
    """by_group: (G, P, 3) agrees, disagrees and passes of each group."""
    votes = by_group.sum(axis=2)
    rest = votes.sum(axis=0) - votes
    hits = np.moveaxis(by_group[:, :, :2], 2, 0)
    other = hits.sum(axis=1, keepdims=True) - hits
    share = smoothed_share(hits, votes)
    return Representativeness(
        share=share,
        share_test=proportion_test(hits, votes),
        ratio=share / smoothed_share(other, rest),
        ratio_test=two_proportion_test(hits, other, votes, rest),
    )


@dataclass(frozen=True)
class Statement:
    """A proposal that speaks for a group. proposal: its index; side: what the group says;
    best_agree: it stands first as what the group agrees on most."""

    proposal: int
    side: Literal["agree", "disagree"]
    best_agree: bool = False


def representative_statements(
    by_group: IntArray, found: Representativeness, group: int
) -> list[Statement]:
    """At most STATEMENTS proposals that speak for a group, as Polis chooses them.

    Those that pass both tests at 90 % on one side, by falling metric, after the one the
    group agrees on most; agrees first. If none passes, the best there is; none without
    proposals. repness.clj, select-rep-comments.
    """
    share_test, ratio_test = found.share_test[:, group], found.ratio_test[:, group]
    passes = ((share_test > Z_90) & (ratio_test > Z_90)).any(axis=0)
    best_agree = _best_agree(by_group[group], found, group)
    sides, metric = found.side()[group], found.metric()[:, group]
    if not passes.any():
        if best_agree is not None:
            return [_statement(best_agree, int(sides[best_agree]), best=True)]
        if passes.size == 0:
            return []
        best = int(np.argmax(ratio_test.max(axis=0)))
        return [_statement(best, int(sides[best]))]
    sufficient = [int(p) for p in np.flatnonzero(passes) if p != best_agree]
    sufficient.sort(key=lambda p: -metric[sides[p], p])
    chosen = [] if best_agree is None else [best_agree]
    chosen = (chosen + sufficient)[:STATEMENTS]
    statements = [_statement(p, int(sides[p]), best=p == best_agree) for p in chosen]
    return sorted(statements, key=lambda each: each.side == "disagree")


def _statement(proposal: int, side: int, *, best: bool = False) -> Statement:
    return Statement(proposal, "agree" if side == AGREES else "disagree", best)


def _best_agree(counts: IntArray, found: Representativeness, group: int) -> int | None:
    """The proposal the group agrees on most; none if none convinces (beats-best-agr?)."""
    share, test = found.share[AGREES, group], found.share_test[AGREES, group]
    ratio = found.ratio[AGREES, group]
    metric, plain = found.metric()[AGREES, group], share * test
    best: int | None = None
    for p in np.flatnonzero(counts[:, :2].any(axis=1)):
        if best is None:
            better = test[p] > Z_90 or (ratio[p] > 1.0 and share[p] > 0.5)
        elif ratio[best] > 1.0:
            better = metric[p] > metric[best]
        else:
            better = plain[p] > plain[best]
        if better:
            best = int(p)
    return best


def consensus_statements(overall: IntArray, side: int = AGREES) -> IntArray:
    """At most STATEMENTS indices of proposals on which a clear majority is of one mind.

    overall: (P, 3) counts of everybody. Share above one half and its test at 90 %, by
    falling share × test, ties in order. repness.clj, select-consensus-comments.
    """
    hits, votes = overall[:, side], overall.sum(axis=1)
    share, test = smoothed_share(hits, votes), proportion_test(hits, votes)
    chosen = np.flatnonzero((share > 0.5) & (test > Z_90))
    return chosen[np.argsort(-(share * test)[chosen], kind="stable")][:STATEMENTS]


def extremity(space: Space) -> FloatArray:
    """(P,) how far out somebody stands who only agrees with the proposal.

    √P · |1 - mean| · ‖its entries of the axes‖. pca.clj, pca-project-cmnts (where -1 is
    agree, so that the sign of the mean is turned); conversation.clj, comment-extremity.
    """
    a, b = space.axes[:, 0], space.axes[:, 1]
    length: FloatArray = np.sqrt(len(a)) * np.abs(1 - space.means) * np.sqrt(a * a + b * b)
    return length


def importance(counts: IntArray, extreme: FloatArray) -> FloatArray:
    """(P,) (1 - share of passes) · (extremity + 1) · share of agrees, shares smoothed.

    counts: (P, 3); extreme: (P,). conversation.clj, importance-metric.
    """
    votes = counts.sum(axis=1)
    agrees, passes = smoothed_share(counts[:, 0], votes), smoothed_share(counts[:, 2], votes)
    product: FloatArray = (1 - passes) * (extreme + 1) * agrees
    return product


def priority(counts: IntArray, extreme: FloatArray) -> FloatArray:
    """(P,) how much showing a proposal to the next participant would tell.

    (importance · (1 + 8 · 2^(-votes / 5)))²: what few have seen comes first.
    counts: (P, 3) of the placed participants. conversation.clj, priority-metric; there
    are no meta comments here.
    """
    scale = 1 + 8 * np.exp2(counts.sum(axis=1) / -5)
    product: FloatArray = (importance(counts, extreme) * scale) ** 2
    return product
