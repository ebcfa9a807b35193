"""Agreement of groupings, and how stable ours are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from deliberation.aggregation import Previous
from deliberation.aggregation.groups import Steadiness, group
from deliberation.aggregation.stability import (
    RESAMPLES,
    adjusted_rand_index,
    bootstrap_stability,
)
from tests.aggregation.test_degenerate import numbers_in
from tests.aggregation.test_engine import matrices, run, two_camps


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3)), min_size=1, max_size=60))
def test_the_adjusted_rand_index_is_that_of_scikit_learn(pairs):
    first, second = zip(*pairs, strict=True)
    assert adjusted_rand_index(first, second) == pytest.approx(adjusted_rand_score(first, second))


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=20
    )
)
def test_a_weight_stands_for_that_many_items(items):
    first, second, weights = (np.array(each) for each in zip(*items, strict=True))
    if weights.sum() > 1:
        assert adjusted_rand_index(first, second, weights) == pytest.approx(
            adjusted_rand_score(np.repeat(first, weights), np.repeat(second, weights))
        )


def cloud(spread, seed=2, people=900):
    dice = np.random.default_rng(seed)
    middle = dice.choice(np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, 1.7]]), size=people)
    return np.rint((middle + dice.normal(scale=spread, size=(people, 2))) * 1e6).astype(np.int64)


def stability(points, **changed):
    found = group(points)
    return bootstrap_stability(found.base, found.weights, found.centres, **changed)


def test_clear_groups_are_stable_and_a_shapeless_cloud_is_less_so():
    dice = np.random.default_rng(1)
    shapeless = np.rint(dice.normal(size=(150, 2)) * 1e6).astype(np.int64)
    assert stability(cloud(0.2)) == 1.0
    assert stability(shapeless) < 0.9


def test_stability_is_seeded_rounded_and_drawn_often_enough():
    assert RESAMPLES >= 20
    points = cloud(0.8)
    assert stability(points) == stability(points[::-1])
    assert stability(points) == round(stability(points), 6)
    assert 0 <= stability(points, seed=7) <= 1


def test_a_single_group_is_stable():
    assert stability(np.zeros((30, 2), dtype=np.int64)) == 1.0


def test_an_earlier_grouping_that_fits_about_as_well_is_kept():
    """A square of four clusters splits into two equally well both ways."""
    corners = np.array([[x, y] for x in (-1, 1) for y in (-1, 1)]) * 1_000_000
    dice = np.random.default_rng(3)
    points = np.repeat(corners, 200, axis=0) + dice.integers(-400_000, 400_000, (800, 2))
    held = Steadiness(k=2, challenger=2, wins=0)
    for centres in ([[-1e6, 0.0], [1e6, 0.0]], [[0.0, -1e6], [0.0, 1e6]]):
        found = group(points, held, centres=np.array(centres))
        axis = int(np.argmax(np.ptp(np.array(centres), axis=0)))
        side = points[:, axis] > 0
        assert adjusted_rand_index(found.labels, side) > 0.95


def test_the_order_of_participants_changes_nothing_when_started_warm():
    matrix, _ = two_camps(noise=0.3)
    before = run(matrix)
    order = np.random.default_rng(6).permutation(len(matrix))
    straight = run(matrix, Previous(before.labels, before.steadiness, before.centres))
    shuffled = run(matrix[order], Previous(before.labels[order], before.steadiness, before.centres))
    assert np.array_equal(straight.labels[order], shuffled.labels)
    assert straight.centres.tobytes() == shuffled.centres.tobytes()
    assert straight.stability == shuffled.stability


@given(matrices(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_participants_changes_no_byte_of_any_result(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    straight, shuffled = run(matrix), run(matrix[order])
    theirs = dict(numbers_in(shuffled))
    for where, numbers in numbers_in(straight):
        if where in {"result.labels", "result.places"}:
            assert np.array_equal(numbers[order], theirs[where])
        else:
            assert numbers.tobytes() == theirs[where].tobytes(), where
