"""Common ground without groups: the intercepts of a one-factor model of votes.

Wojcik et al. 2022, "Birdwatch: Crowd Wisdom and Bridging Algorithms can Inform
Understanding and Reduce the Spread of Misinformation", arXiv:2210.15723, and the code of
Community Notes, github.com/twitter/communitynotes, matrix_factorization.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from deliberation.aggregation.votes import FloatArray, Votes

# Penalties on intercepts and factors, as published: 0.03, five times as much on intercepts.
LAMBDA_FACTOR: Final = 0.03
LAMBDA_INTERCEPT: Final = 5 * LAMBDA_FACTOR
# Alternating rounds. docs/engine.md says how near this many come to the end.
ROUNDS: Final = 12
# Whole multiples of 2⁻²⁶ add up exactly in 64-bit floats for millions of participants.
GRAIN: Final = 2.0**26


@dataclass(frozen=True, eq=False)
class Bridging:
    """The fitted model: vote = base + intercepts + factor of person × factor of proposal.

    Votes are 1 agree, 0.5 pass, 0 disagree. P proposals.
    intercept: (P,) how much a proposal is agreed with beyond what sides explain, rounded
    to six places, 0.0 where nobody has voted. factor: (P,) which side it speaks to, sign
    arbitrary. neutral: (P,) the vote expected of an average person on neither side,
    in [0, 1].
    base: global intercept.
    """

    intercept: FloatArray
    factor: FloatArray
    neutral: FloatArray
    base: float


@dataclass
class _State:
    """Where the alternation stands; arrays are per proposal."""

    base: float
    intercept: FloatArray
    factor: FloatArray
    typical: float  # mean intercept of participants


def bridging(parts: Iterable[Votes], axis: FloatArray, *, rounds: int = ROUNDS) -> Bridging:
    """Fit the model by alternating least squares from a fixed start.

    parts: the votes that shape the space, of disjoint participants; a sequence is held in
    memory as matrices, anything else is gone through once a round, so that no more than
    one part is held. axis: (P,) the first opinion axis, the start of the factors.
    Minimises, as the published code does, the mean of (vote - model)² over votes plus λ
    times the mean square of each kind of parameter. Each half of a round is solved
    exactly; sums over participants are of whole multiples of 2⁻²⁶, hence exact: no byte
    depends on the order of participants or on how they are parted.
    """
    model = _Model(parts, axis.size)
    if model.votes == 0 or not rounds:
        nothing = np.zeros(axis.size)
        return Bridging(nothing, nothing.copy(), np.full(axis.size, 0.5), 0.0)
    state = model.start(axis)
    for _ in range(rounds):
        model.round(state)
    intercept = np.round(np.where(model.seen > 0, state.intercept, 0.0), 6)
    expected = np.clip(state.base + state.intercept + state.typical, 0.0, 1.0)
    return Bridging(
        intercept=intercept,
        factor=np.round(state.factor, 6),
        neutral=np.round(np.where(model.seen > 0, expected, 0.5), 6),
        base=round(state.base, 6),
    )


class _Matrices:
    """The votes of some participants as sparse matrices, (n, P)."""

    def __init__(self, votes: Votes) -> None:
        shape = (votes.participants, votes.proposals)
        cast = votes.per_participant()
        self.cast: FloatArray = cast.astype(np.float64)
        ends = np.concatenate([[0], np.cumsum(cast)])
        worth = (votes.values + 1) * 0.5
        self.mask = sparse.csr_array((np.ones(worth.size), votes.columns, ends), shape=shape)
        self.worth = sparse.csr_array((worth, self.mask.indices, self.mask.indptr), shape=shape)
        self.given: FloatArray = self.worth.sum(axis=1)  # halves: exact


class _Model:
    """The votes of all parts, and one round of the alternation."""

    def __init__(self, parts: Iterable[Votes], proposals: int) -> None:
        held = isinstance(parts, Sequence)
        self._parts = [_Matrices(part) for part in parts] if held else parts
        self.seen, self.taken = np.zeros(proposals), np.zeros(proposals)
        self.voters = self.votes = 0
        for part in self._matrices():
            self.seen += part.mask.sum(axis=0)
            self.taken += part.worth.sum(axis=0)
            self.voters += int(np.count_nonzero(part.cast))
            self.votes += part.mask.nnz
        self.voted = int(np.count_nonzero(self.seen))

    def _matrices(self) -> Iterable[_Matrices]:
        for part in self._parts:
            yield part if isinstance(part, _Matrices) else _Matrices(part)

    def start(self, axis: FloatArray) -> _State:
        """No intercepts yet; factors along the axis, of mean square one."""
        size = np.sqrt(float(axis @ axis) / max(self.voted, 1))
        factor = axis / size if size > 0 else np.zeros(axis.size)
        base = float(self.taken.sum()) / self.votes / (1 + LAMBDA_INTERCEPT)
        return _State(base, np.zeros(axis.size), factor, 0.0)

    def round(self, state: _State) -> None:
        """Solve for the participants, then for the proposals, then for what they share."""
        known = np.stack([state.intercept, state.factor, state.factor**2,
                          state.intercept * state.factor], axis=1)  # fmt: skip
        sums, sided = np.zeros((len(self.seen), 4)), np.zeros(len(self.seen))
        totals = np.zeros(4)
        for part in self._matrices():
            four = self._participants(part, state, known)
            sums += part.mask.T @ four
            sided += part.worth.T @ four[:, 1]
            totals += four.sum(axis=0)
        per = self.votes / self.voted
        state.intercept, state.factor = _solve(
            self.seen + LAMBDA_INTERCEPT * per, sums[:, 1], sums[:, 2] + LAMBDA_FACTOR * per,
            self.taken - state.base * self.seen - sums[:, 0],
            sided - state.base * sums[:, 1] - sums[:, 3],
        )  # fmt: skip
        left = self.taken - sums[:, 0] - self.seen * state.intercept - state.factor * sums[:, 1]
        state.base = float(left.sum()) / self.votes / (1 + LAMBDA_INTERCEPT)
        self._settle(state, *(totals / self.voters).tolist())

    def _participants(self, part: _Matrices, state: _State, known: FloatArray) -> FloatArray:
        """(n, 4) intercepts, factors, squared factors and products of both, in grains."""
        per = self.votes / self.voters
        sums = part.mask @ known
        own, side = _solve(
            part.cast + LAMBDA_INTERCEPT * per, sums[:, 1], sums[:, 2] + LAMBDA_FACTOR * per,
            part.given - state.base * part.cast - sums[:, 0],
            part.worth @ state.factor - state.base * sums[:, 1] - sums[:, 3],
        )  # fmt: skip
        own, side = _grains(own), _grains(side)
        return np.stack([own, side, _grains(side**2), _grains(own * side)], axis=1)

    def _settle(
        self, state: _State, own: float, side: float, square: float, product: float
    ) -> None:
        """Move what could be here or there without changing any expected vote.

        A constant in the factors of one kind can stand in the intercepts of the other, one
        in the intercepts of either in the base, and a scale in either kind of factors. Only
        the penalties tell which is best; left alone, alternation gets there slowly.
        own, side, square, product: means over participants of their intercepts, factors,
        squared factors, and intercept times factor.
        """
        seen, x, y = self.seen > 0, state.intercept, state.factor
        wanted = LAMBDA_INTERCEPT * float(x @ y) / self.voted - LAMBDA_FACTOR * side
        move = wanted / (LAMBDA_INTERCEPT * float(y @ y) / self.voted + LAMBDA_FACTOR)
        x = x - move * y
        product += move * own
        square += 2 * move * side + move * move
        side += move
        wanted = LAMBDA_INTERCEPT * product - LAMBDA_FACTOR * float(y.sum()) / self.voted
        move = wanted / (LAMBDA_INTERCEPT * square + LAMBDA_FACTOR)
        y = np.where(seen, y + move, 0.0)
        own -= move * side
        usual = float(x.sum()) / self.voted
        third = (state.base + own + usual) / 3
        mine = float(y @ y) / self.voted
        scale = np.sqrt(np.sqrt(square / mine)) if mine > 0 and square > 0 else 1.0
        state.base = state.typical = third
        state.intercept, state.factor = np.where(seen, x + third - usual, 0.0), y * scale


def _solve(
    a: FloatArray, b: FloatArray, d: FloatArray, first: FloatArray, second: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """x and y of a x + b y = first, b x + d y = second, many at once; a d > b²."""
    below = a * d - b * b
    return (d * first - b * second) / below, (a * second - b * first) / below


def _grains(numbers: FloatArray) -> FloatArray:
    """Rounded to whole multiples of 1 / GRAIN."""
    rounded: FloatArray = np.rint(numbers * GRAIN) / GRAIN
    return rounded
