"""Deliberations with hardly anything in them get an answer, and never a NaN."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given, settings

from deliberation.aggregation import Previous
from deliberation.aggregation.representativeness import (
    consensus_statements,
    representative_statements,
)
from tests.aggregation.test_engine import UNSEEN, matrices, run


def numbers_in(result, path="result"):
    """Every number and array of numbers in a dataclass, with where it stands."""
    for field in fields(result):
        value = getattr(result, field.name)
        where = f"{path}.{field.name}"
        if is_dataclass(value) and not isinstance(value, type):
            yield from numbers_in(value, where)
        elif isinstance(value, (np.ndarray, float, int)):
            yield where, np.asarray(value, dtype=float)


def check(result, matrix):
    for where, numbers in numbers_in(result):
        assert np.isfinite(numbers).all(), where
    assert 0 <= result.stability <= 1
    assert result.overall.sum() == np.count_nonzero(matrix != UNSEEN)
    for group in range(len(result.names)):
        for each in representative_statements(result.by_group, result.repness, group):
            assert 0 <= each.proposal < matrix.shape[1]
    assert len(consensus_statements(result.overall)) <= 5
    assert len(result.centres) == len(result.names) == len(result.sizes)


def thousands():
    """One participant with 2,000 votes among twelve with ten each."""
    matrix = np.full((13, 2000), UNSEEN, "i1")
    matrix[0] = np.resize([1, -1, 0], 2000)
    for row in range(1, 13):
        matrix[row, row * 10 : row * 10 + 10] = 1 if row % 2 else -1
    return matrix


def twins():
    """Columns 0 and 1 are the same proposal twice."""
    dice = np.random.default_rng(8)
    matrix = dice.choice(np.array([1, 0, -1, UNSEEN], "i1"), size=(40, 9))
    matrix[:, 1] = matrix[:, 0]
    return matrix


def seen_by_one():
    matrix = np.tile(np.array([1, -1, 1, 1, 0, 1, -1, UNSEEN], "i1"), (30, 1))
    matrix[:15] = np.where(matrix[:15] == UNSEEN, UNSEEN, -matrix[:15])
    matrix[3, 7] = -1
    return matrix


CASES = {
    "no votes, no proposals": np.zeros((0, 0), "i1"),
    "no participants": np.zeros((0, 5), "i1"),
    "no proposals": np.zeros((5, 0), "i1"),
    "nobody voted": np.full((3, 4), UNSEEN, "i1"),
    "one vote": np.ones((1, 1), "i1"),
    "one voter": np.ones((1, 8), "i1"),
    "two voters": np.array([[1] * 8, [-1] * 8], "i1"),
    "one proposal": np.ones((50, 1), "i1"),
    "one proposal, two sides": np.repeat(np.array([[1], [-1]], "i1"), 20, axis=0),
    "everyone agrees": np.ones((50, 8), "i1"),
    "everyone disagrees": -np.ones((50, 8), "i1"),
    "all passes": np.zeros((50, 8), "i1"),
    "all alike": np.tile(np.array([1, -1, 1, 1, 0, 1, -1, 1], "i1"), (40, 1)),
    "thousands of votes": thousands(),
    "identical proposals": twins(),
    "a proposal seen by one": seen_by_one(),
    "nobody has enough votes": np.hstack([np.ones((30, 2), "i1"), np.full((30, 9), UNSEEN, "i1")]),
}


@pytest.mark.parametrize("name", CASES)
def test_degenerate_deliberations_are_finite_everywhere(name):
    matrix = CASES[name]
    result = run(matrix, classes=2)
    check(result, matrix)
    if result.steadiness is not None:
        again = run(matrix, Previous(result.labels, result.steadiness, result.centres), classes=2)
        assert np.array_equal(again.labels, result.labels)


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_any_deliberation_is_finite_everywhere(matrix):
    check(run(matrix, classes=2), matrix)


def test_people_who_vote_alike_are_one_group_and_it_is_stable():
    result = run(CASES["all alike"])
    assert (result.sizes, result.stability) == ((40,), 1.0)


def test_identical_proposals_get_identical_numbers():
    result = run(twins())
    for numbers in (result.consensus, result.balanced, result.priority, result.bridging.intercept):
        assert numbers[0] == pytest.approx(numbers[1], abs=2e-6)


def test_rejected_proposals_are_counted_but_get_no_say():
    from deliberation.aggregation import aggregate
    from tests.aggregation.test_engine import votes_in

    matrix = twins()
    kept = np.arange(9) != 4
    asked = {"class_of": np.full(40, -1, "i1"), "classes": 0}
    result = aggregate(votes_in(matrix), in_space=kept, **asked)
    without = aggregate(votes_in(matrix[:, kept]), in_space=np.ones(8, dtype=bool), **asked)
    assert result.overall[4].sum() > 0
    assert result.opinions[:, 4].tolist() == [0, 0, 0]
    assert (result.extremity[4], result.priority[4], result.bridging.intercept[4]) == (0, 0, 0)
    assert np.array_equal(result.labels, without.labels)
    assert np.array_equal(result.bridging.intercept[kept], without.bridging.intercept)
