"""Best–worst scaling: how often an item was best or worst of the sets in which it was shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.results.intervals import Mean, mean_of


@dataclass(frozen=True)
class Score:
    """best, worst, shown: counts over all answered sets.

    score: (best - worst) / shown, in [-1, 1]; its interval is over people, whose own scores
    are independent of each other while their sets are not.
    """

    best: int
    worst: int
    shown: int
    people: int
    score: float
    low: float
    high: float


def scores(answers: npt.NDArray[np.int8], sets: npt.NDArray[np.int16], items: int) -> list[Score]:
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
        spread = mean_of(own) or Mean(0, 0.0, 0.0, 0.0, 0.0)
        total = int(shown.sum())
        score = (int(best.sum()) - int(worst.sum())) / total if total else 0.0
        half = (spread.high - spread.low) / 2
        found.append(
            Score(
                best=int(best.sum()), worst=int(worst.sum()), shown=total, people=int(seen.sum()),
                score=score, low=max(-1.0, score - half), high=min(1.0, score + half),
            )
        )  # fmt: skip
    return found
