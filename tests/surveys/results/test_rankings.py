"""Borda and Schulze against published examples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveys.results.rankings import blurred, borda, may_tell_pairs, preferences, schulze

# https://en.wikipedia.org/wiki/Schulze_method: 45 voters, 5 candidates.
WIKIPEDIA = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip


def _ballots(orders):
    rows = [[order.index(option) for option in "ABCDE"] for order in orders]
    return np.array(rows, dtype=np.int8), np.array(list(orders.values()), dtype=np.int64)


def test_the_published_example_of_45_voters_ranks_e_a_c_b_d():
    preferred = preferences(*_ballots(WIKIPEDIA))
    assert preferred[0].tolist() == [0, 20, 26, 30, 22]
    result = schulze(preferred)
    assert ["".join("ABCDE"[i] for i in tied) for tied in result.order()] == list("EACBD")
    strongest = [[0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24],
                 [25, 28, 28, 0, 24], [25, 28, 28, 31, 0]]  # fmt: skip
    assert result.paths.tolist() == strongest


def test_borda_gives_every_ballot_equally_many_points():
    ballots = np.array([[0, 1, 2], [0, -1, -1], [-1, -1, -1]], dtype=np.int8)
    points = borda(preferences(ballots), 3)
    assert points.tolist() == [(2 + 2 + 1) / 3, (1 + 0.5 + 1) / 3, (0 + 0.5 + 1) / 3]


@given(st.lists(st.permutations(range(4)), min_size=1, max_size=12))
def test_who_beats_all_others_head_to_head_wins(orders):
    ballots = np.array([[order.index(i) for i in range(4)] for order in orders], dtype=np.int8)
    preferred = preferences(ballots)
    winners = [
        i for i in range(4) if all(preferred[i, j] > preferred[j, i] for j in range(4) if j != i)
    ]
    result = schulze(preferred)
    if winners:
        assert result.order()[0] == winners
    assert sorted(i for tied in result.order() for i in tied) == [0, 1, 2, 3]
    assert abs(borda(preferred, len(orders)).sum() - 6) < 1e-9


def test_points_are_the_same_whoever_of_a_small_side_there_is():
    """With the pairs that are told, exact points would give it away."""
    told = set()
    for few in range(5):
        preferred = np.array([[0, 30 - few, 18], [few, 0, 15], [12, 15, 0]])
        told.add(tuple(borda(blurred(preferred), 30).tolist()))
    assert len(told) == 1
    large = np.array([[0, 20, 18], [10, 0, 15], [12, 15, 0]])
    assert borda(blurred(large), 30).tolist() == borda(large, 30).tolist()


def test_pairs_are_not_told_where_a_small_one_follows_from_two_others():
    loose = np.array([[0, 20, 27], [10, 0, 20], [3, 10, 0]])
    assert may_tell_pairs(loose, 30)
    # 17 put the third before the second, 17 the second before the first: so four did both.
    tight = np.array([[0, 13, 26], [17, 0, 13], [4, 17, 0]])
    assert not may_tell_pairs(tight, 30)
