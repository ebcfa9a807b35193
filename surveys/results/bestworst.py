"""Best–worst scaling: how often an item was best or worst of the sets in which it was shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Score:
    """best, worst, shown: counts over all answered sets.

    score: (best - worst) / shown, in [-1, 1]. own: (N,) the same of each person who was shown
    the item; they are independent of each other while their sets are not, so its interval is
    over them.
    """

    best: int
    worst: int
    shown: int
    score: float
    own: npt.NDArray[np.float64]


def scores(answers: npt.NDArray[np.int16], sets: npt.NDArray[np.int16], items: int) -> list[Score]:
    """One score an item.

    answers: (N, S, 2) index of the best and the worst item of each set, -1 not answered;
    sets: (S, size) indices of the items of each set.
    """
    answered = answers[:, :, 0] >= 0
    found = []
    for item in range(items):
        within = np.any(sets == item, axis=1)
        shown = answered[:, within].sum(axis=1)
        best = (answers[:, :, 0] == item).sum(axis=1)
        worst = (answers[:, :, 1] == item).sum(axis=1)
        seen = shown > 0
        own = (best[seen].astype(np.float64) - worst[seen]) / shown[seen]
        total = int(shown.sum())
        score = (int(best.sum()) - int(worst.sum())) / total if total else 0.0
        found.append(Score(int(best.sum()), int(worst.sum()), total, score, own))
    return found
