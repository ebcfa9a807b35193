"""Shares, intervals and consensus against their formulas."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.aggregation.support import (
    ImpossibleCounts,
    group_informed_consensus,
    smoothed_share,
    wilson_bounds,
    wilson_interval,
)

Z = 1.645
counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_the_wilson_ends_solve_the_equation_they_come_from(pair):
    """Both ends p0 satisfy (p - p0)² = z² p0 (1 - p0) / n."""
    hits, votes = pair
    low, high = (float(end) for end in wilson_interval(np.int64(hits), np.int64(votes), Z))
    assert 0 <= low <= high <= 1
    if votes:
        share = hits / votes
        assert low <= share + 1e-12
        assert high >= share - 1e-12
        for end in (low, high):
            assert (share - end) ** 2 == pytest.approx(Z * Z * end * (1 - end) / votes, abs=1e-9)
    else:
        assert (low, high) == (0.0, 1.0)


@given(counts)
def test_the_interval_of_one_cell_has_the_bits_of_the_array_form(pair):
    hits, votes = pair
    assert wilson_bounds(hits, votes, Z) == tuple(
        float(end) for end in wilson_interval(np.int64(hits), np.int64(votes), Z)
    )


def test_wilson_gives_the_published_example():
    """10 of 20 at z = 1.96: 0.2993 to 0.7007 (Agresti and Coull 1998, by the same formula)."""
    low, high = wilson_interval(np.int64(10), np.int64(20), 1.96)
    assert (round(float(low), 4), round(float(high), 4)) == (0.2993, 0.7007)


@given(counts)
def test_the_smoothed_share_is_the_rule_of_succession(pair):
    hits, votes = pair
    assert float(smoothed_share(np.int64(hits), np.int64(votes))) == float(
        Fraction(hits + 1, votes + 2)
    )


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_consensus_is_the_product_over_groups(columns):
    hits = np.array([[pair[0] for pair in column] for column in columns]).T
    votes = np.array([[pair[1] for pair in column] for column in columns]).T
    for index, consensus in enumerate(group_informed_consensus(hits, votes)):
        exact = Fraction(1)
        for group in range(2):
            exact *= Fraction(int(hits[group, index]) + 1, int(votes[group, index]) + 2)
        assert consensus == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize(("hits", "votes"), [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(hits, votes):
    with pytest.raises(ImpossibleCounts):
        wilson_interval(np.array([hits]), np.array([votes]), Z)
    with pytest.raises(ImpossibleCounts):
        wilson_bounds(hits, votes, Z)
