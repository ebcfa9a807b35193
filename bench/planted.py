"""Synthetic deliberations whose opinion groups are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation.aggregation import Votes
from deliberation.aggregation.votes import AGREE, DISAGREE, PASS


@dataclass(frozen=True, eq=False)
class Planted:
    """votes, and groups: (N,) int64, the group each participant was made for."""

    votes: Votes
    groups: npt.NDArray[np.int64]


def planted(
    participants: int,
    proposals: int,
    *,
    each: int,
    shares: Sequence[float] = (0.5, 0.3, 0.2),
    noise: float = 0.2,
    passing: float = 0.1,
    common: float = 0.3,
    uneven: float = 0.0,
    seed: int = 1,
) -> Planted:
    """Participants of hidden groups vote on proposals drawn at random.

    each: votes a participant casts (at most the number of proposals); uneven: up to which
    share of them some cast fewer. shares: of the groups, they add up to 1. A share of
    `common` proposals finds every group of one mind, on the others each group has its own.
    noise: chance that a vote is turned round; passing: that it is a pass.
    """
    dice = np.random.default_rng(seed)
    groups = np.sort(dice.choice(len(shares), size=participants, p=list(shares)))
    dice.shuffle(groups)
    minds = dice.choice(np.array([AGREE, DISAGREE], dtype=np.int8), size=(len(shares), proposals))
    shared = dice.random(proposals) < common
    minds[:, shared] = minds[0, shared]
    cast = np.full(participants, min(each, proposals))
    if uneven:
        cast = np.maximum((cast * (1 - uneven * dice.random(participants))).astype(np.int64), 1)
    rows = np.repeat(np.arange(participants), cast)
    columns = _drawn(dice, cast, proposals)
    values = minds[groups[rows], columns]
    values[dice.random(rows.size) < noise] *= -1
    values[dice.random(rows.size) < passing] = PASS
    return Planted(Votes(participants, proposals, rows, columns, values), groups)


def _drawn(
    dice: np.random.Generator, cast: npt.NDArray[np.int64], proposals: int
) -> npt.NDArray[np.int64]:
    """For each participant that many different proposals, ascending."""
    parts = []
    for start in range(0, cast.size, BATCH):
        some = cast[start : start + BATCH]
        most = int(some.max())
        order = dice.random((some.size, proposals), dtype=np.float32)
        if most < proposals:
            order = np.argpartition(order, most - 1, axis=1)[:, :most]
        else:
            order = np.argsort(order, axis=1)
        order = np.where(np.arange(most) < some[:, None], order, proposals)
        order.sort(axis=1)
        parts.append(order[order < proposals])
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


BATCH = 2_000
