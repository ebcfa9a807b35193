"""Intervals against statsmodels and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from surveys.results.intervals import mean_of, wilson


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_statsmodels(counts):
    count, of = counts
    share, low, high = wilson(count, of)
    wanted = proportion_confint(count, of, alpha=0.05, method="wilson")
    assert (low, high) == pytest.approx(wanted, abs=1e-12)
    assert low <= share <= high


def test_wilson_of_nobody_says_nothing():
    assert wilson(0, 0) == (0, 0, 0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_the_interval_of_a_mean_is_students(values):
    numbers = np.array(values)
    found = mean_of(numbers)
    sem = stats.sem(numbers)
    assert found.mean == pytest.approx(numbers.mean(), abs=1e-6)
    if sem > 1e-9:
        low, high = stats.t.interval(0.95, len(values) - 1, numbers.mean(), sem)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


def test_the_mean_of_nothing_is_nothing():
    assert mean_of(np.array([])) is None
