"""The whole result against a slow, obvious reference written from the formulas."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from deliberation.aggregation.representativeness import AGREES, DISAGREES
from tests.aggregation.test_engine import UNSEEN, matrices, run

Z = 1.645


def tally(matrix, members, proposal):
    """Agrees, disagrees and votes of some participants on one proposal."""
    votes = [int(matrix[row, proposal]) for row in members if matrix[row, proposal] != UNSEEN]
    return votes.count(1), votes.count(-1), len(votes)


def smoothed(hits, votes):
    return (hits + 1) / (votes + 2)


def prop_test(hits, votes):
    return 2 * math.sqrt(votes + 1) * ((hits + 1) / (votes + 1) - 0.5)


def two_prop_test(hits_in, hits_out, votes_in, votes_out):
    a, b, m, n = hits_in + 1, hits_out + 1, votes_in + 1, votes_out + 1
    pooled = (a + b) / (m + n)
    if pooled == 1:
        return 0.0
    return (a / m - b / n) / math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n))


def wilson(hits, votes):
    if votes == 0:
        return 0.0, 1.0
    p, z2 = hits / votes, Z * Z
    middle, spread = (
        p + z2 / (2 * votes),
        Z * math.sqrt(p * (1 - p) / votes + z2 / (4 * votes * votes)),
    )
    return (middle - spread) / (1 + z2 / votes), (middle + spread) / (1 + z2 / votes)


def groups_of(result):
    return [
        [row for row, label in enumerate(result.labels) if label == "ABCDE".index(name)]
        for name in result.names
    ]


@given(matrices(most_rows=24, most_columns=9))
@settings(max_examples=40, deadline=None)
def test_representativeness_is_that_of_polis(matrix):
    result = run(matrix)
    groups = groups_of(result)
    for g, members in enumerate(groups):
        rest = [row for other in groups if other is not members for row in other]
        for p in range(matrix.shape[1]):
            inside, outside = tally(matrix, members, p), tally(matrix, rest, p)
            for side in (AGREES, DISAGREES):
                share = smoothed(inside[side], inside[2])
                found = result.repness
                assert found.share[side, g, p] == pytest.approx(share)
                assert found.share_test[side, g, p] == pytest.approx(
                    prop_test(inside[side], inside[2])
                )
                assert found.ratio[side, g, p] == pytest.approx(
                    share / smoothed(outside[side], outside[2])
                )
                assert found.ratio_test[side, g, p] == pytest.approx(
                    two_prop_test(inside[side], outside[side], inside[2], outside[2]), abs=1e-9
                )


@given(matrices(most_rows=24, most_columns=9))
@settings(max_examples=40, deadline=None)
def test_consensus_and_second_opinions_follow_their_formulas(matrix):
    result = run(matrix)
    groups = groups_of(result)
    for p in range(matrix.shape[1]):
        counts = [tally(matrix, members, p) for members in groups]
        assert result.consensus[p] == pytest.approx(
            math.prod(smoothed(agrees, votes) for agrees, _, votes in counts)
        )
        assert result.dissent[p] == pytest.approx(
            math.prod(smoothed(disagrees, votes) for _, disagrees, votes in counts)
        )
        scores = [
            (agrees + 0.5) / (votes + 1) * (1 - (disagrees + 0.5) / (votes + 1))
            for agrees, disagrees, votes in counts
        ]
        wanted = math.prod(scores) ** (1 / len(scores)) if scores else 1.0
        assert result.balanced[p] == pytest.approx(wanted)


@given(matrices(most_rows=24, most_columns=9))
@settings(max_examples=40, deadline=None)
def test_polarisation_is_the_widest_gap_with_newcombes_interval(matrix):
    result = run(matrix)
    groups = groups_of(result)
    for p in range(matrix.shape[1]):
        counts = [tally(matrix, members, p) for members in groups]
        heard = [g for g, each in enumerate(counts) if each[2]]
        if len(heard) < 2:
            assert result.polarisation.gap[p] == 0
            assert result.polarisation.between[p].tolist() == [-1, -1]
            continue
        shares = {g: smoothed(counts[g][0], counts[g][2]) for g in heard}
        widest = max(abs(shares[a] - shares[b]) for a, b in combinations(heard, 2))
        assert result.polarisation.gap[p] == pytest.approx(widest)
        upper, lower = result.polarisation.between[p]
        assert shares[upper] - shares[lower] == pytest.approx(widest)
        (a, _, m), (b, _, n) = counts[upper], counts[lower]
        (l1, u1), (l2, u2) = wilson(a, m), wilson(b, n)
        down = math.hypot(a / m - l1, u2 - b / n)
        up = math.hypot(u1 - a / m, b / n - l2)
        assert result.polarisation.low[p] == pytest.approx(max(a / m - b / n - down, -1), abs=1e-9)
        assert result.polarisation.high[p] == pytest.approx(min(a / m - b / n + up, 1), abs=1e-9)


@given(matrices(most_rows=24, most_columns=9))
@settings(max_examples=40, deadline=None)
def test_extremity_is_how_far_out_a_lone_agree_lands_and_priority_follows(matrix):
    from deliberation.aggregation.space import coordinates, opinion_space
    from deliberation.aggregation.statistics import Sums
    from tests.aggregation.test_engine import votes_in

    result = run(matrix)
    space = opinion_space(Sums.of(votes_in(matrix)))
    lone = np.where(np.eye(matrix.shape[1], dtype=bool), 1, UNSEEN).astype("i1")
    placed = coordinates(space, votes_in(lone)) / 1e6
    members = [row for group in groups_of(result) for row in group]
    for p in range(matrix.shape[1]):
        extreme = math.hypot(*placed[p])
        assert result.extremity[p] == pytest.approx(extreme, abs=1e-5)
        agrees, disagrees, votes = tally(matrix, members, p)
        passes = votes - agrees - disagrees
        importance = (1 - smoothed(passes, votes)) * (extreme + 1) * smoothed(agrees, votes)
        assert result.priority[p] == pytest.approx(
            (importance * (1 + 8 * 2 ** (-votes / 5))) ** 2, rel=1e-4
        )
