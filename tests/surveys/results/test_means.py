"""Means tell of many people or of nobody."""

import numpy as np
import pytest
from scipy import stats

from surveys.results.bestworst import scores
from surveys.results.means import keep_company, mean_told


def test_a_mean_is_told_in_steps_of_its_error_and_its_interval_covers_students():
    values = np.random.default_rng(3).integers(0, 60, 400).astype(float)
    told, error = mean_told(values), values.std(ddof=1) / 20
    low, high = stats.t.interval(0.95, 399, values.mean(), error)
    assert abs(told["mean"] - values.mean()) <= error / 2
    assert low - error <= told["low"] <= low < high <= told["high"] <= high + error
    assert told["n"] == 400


@pytest.mark.parametrize(
    "values",
    [
        [7.0] * 40,  # what everybody said is what each of them said
        [0.0] * 30 + [1.0] * 4,  # a count of four people
        [1.0] * 20 + [2.0] * 10 + [9000.0],  # one person's number
        [1.0, 2.0, 2.0, 3.0, 4.0],  # whose sum and squares have one solution
    ],
)
def test_a_mean_that_few_people_decide_is_withheld(values):
    told = mean_told(np.array(values))
    assert (told["mean"], told["low"], told["high"]) == (None, None, None)
    assert told["n"] == len(values)


def test_numbers_of_few_people_cannot_be_solved_from_their_mean():
    """All that six people could have said, from 0 to 20, with the same mean and interval."""
    seen: dict[tuple[float, ...], int] = {}
    dice = np.random.default_rng(1)
    rows = [np.sort(dice.integers(0, 21, 6)).astype(float) for _ in range(3000)]
    for row in rows:
        told = mean_told(row)
        if told["mean"] is not None:
            key = (told["mean"], told["low"], told["high"])
            seen[key] = seen.get(key, 0) + 1
    common = sum(number for number in seen.values() if number >= 5)
    assert common > 0.8 * sum(seen.values())


def test_one_mean_of_those_that_add_up_is_not_withheld_alone():
    means = [
        {"mean": None, "low": None, "high": None},
        {"mean": 30.0, "low": 28.0, "high": 32.0},
        {"mean": 70.0, "low": 60.0, "high": 80.0},
    ]
    keep_company(means)
    assert [each["mean"] for each in means] == [None, None, 70.0]


def test_best_worst_scores_are_best_less_worst_by_times_shown():
    sets = np.array([[0, 1, 2], [0, 2, 3]])
    answers = np.array([[[0, 1], [0, 3]], [[1, 2], [-1, -1]], [[2, 0], [2, 0]]])
    found = scores(answers, sets, 4)
    assert [(each.best, each.worst, each.shown) for each in found] == [
        (2, 2, 5), (1, 1, 3), (2, 1, 5), (0, 1, 2),
    ]  # fmt: skip
    assert [each.score for each in found] == [0, 0, 0.2, -0.5]
    assert found[0].own.tolist() == [1, 0, -1]
