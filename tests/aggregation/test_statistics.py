"""The statistics three ways: in one go, by shards, by update; the same to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.aggregation import ImpossibleVotes, Votes, aggregate
from deliberation.aggregation import statistics as module
from deliberation.aggregation.statistics import Sums
from tests.aggregation.test_engine import UNSEEN, matrices, slow_sums, votes_in


def written(sums: Sums) -> bytes:
    return b"".join(np.ascontiguousarray(each).tobytes() for each in (sums.ztz, sums.mtz, sums.mtm))


@given(matrices(), st.randoms(use_true_random=False))
def test_shuffled_rows_and_shuffled_shards_give_the_same_bytes(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    whole = written(Sums.of(votes_in(matrix)))
    assert written(Sums.of(votes_in(matrix[order]))) == whole
    cuts = sorted(random.randint(0, len(matrix)) for _ in range(3))
    shards = [Sums.of(votes_in(part)) for part in np.split(matrix[order], cuts)]
    random.shuffle(shards)
    total = shards[0]
    for shard in shards[1:]:
        total = total.plus(shard)
    assert written(total) == whole


@given(matrices(), st.data())
def test_updates_in_any_order_give_the_same_bytes_as_starting_again(matrix, data):
    """Some participants change, take back or first cast votes, one after the other."""
    after = matrix.copy()
    changed = data.draw(st.lists(st.integers(0, max(len(matrix) - 1, 0)), unique=True))
    changed = changed if len(matrix) else []
    for row in changed:
        after[row] = data.draw(
            st.lists(
                st.sampled_from([1, 0, -1, UNSEEN]),
                min_size=matrix.shape[1],
                max_size=matrix.shape[1],
            )
        )
    sums = Sums.of(votes_in(matrix))
    for row in changed:
        sums = sums.updated(votes_in(matrix[row : row + 1]), votes_in(after[row : row + 1]))
    at_once = Sums.of(votes_in(matrix)).updated(votes_in(matrix[changed]), votes_in(after[changed]))
    again = written(Sums.of(votes_in(after)))
    assert written(sums) == again
    assert written(at_once) == again


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_dense_and_sparse_products_agree_with_the_definition(monkeypatch, share):
    monkeypatch.setattr(module, "DENSE_SHARE", share)
    monkeypatch.setattr(module, "DENSE_ROWS", 7)
    monkeypatch.setattr(module, "SPARSE_ROWS", 5)
    dice = np.random.default_rng(4)
    matrix = dice.choice(np.array([1, 0, -1, UNSEEN], "i1"), size=(60, 25))
    matrix[dice.random((60, 25)) < dice.random(60)[:, None]] = UNSEEN
    sums = Sums.of(votes_in(matrix))
    for mine, theirs in zip((sums.ztz, sums.mtz, sums.mtm), slow_sums(matrix), strict=True):
        assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("value", [1, -1])
@pytest.mark.parametrize("proposals", [4, 40])
def test_blocks_full_of_one_opinion_do_not_overflow(value, proposals):
    """Everybody votes alike on the same two proposals: the largest sums a block can hold."""
    people = 2 * module.SPARSE_ROWS + 3
    rows = np.repeat(np.arange(people), 2)
    columns = np.tile([0, proposals - 1], people)
    values = np.tile(np.array([value, -value], "i1"), people)
    sums = Sums.of(Votes(people, proposals, rows, columns, values))
    corner = np.ix_([0, proposals - 1], [0, proposals - 1])
    assert sums.mtm[corner].tolist() == [[people, people], [people, people]]
    assert sums.ztz[corner].tolist() == [[people, -people], [-people, people]]
    assert sums.mtz[corner].tolist() == [[value * people, -value * people]] * 2


@given(matrices(), st.data())
def test_statistics_of_some_proposals_are_cut_from_those_of_all(matrix, data):
    size = matrix.shape[1]
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    votes = votes_in(matrix)
    assert written(Sums.of(votes).only(kept)) == written(Sums.of(votes.only(kept)))


@given(matrices(), st.data())
def test_statistics_follow_proposals_that_come_and_go(matrix, data):
    """Some proposals are left out, and new ones, without votes, stand between the others."""
    size = matrix.shape[1]
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    gaps = data.draw(st.lists(st.integers(0, 2), min_size=size + 1, max_size=size + 1))
    to = np.where(kept, np.cumsum(kept) - 1 + np.cumsum(gaps[:size], dtype=np.int64), -1)
    proposals = int(kept.sum()) + sum(gaps)
    after = np.full((len(matrix), proposals), UNSEEN, "i1")
    after[:, to[kept]] = matrix[:, kept]
    assert written(Sums.of(votes_in(matrix)).moved(to, proposals)) == written(
        Sums.of(votes_in(after))
    )


@given(matrices())
@settings(max_examples=25, deadline=None)
def test_a_run_with_kept_statistics_is_the_run_without(matrix):
    votes = votes_in(matrix)
    asked = {
        "in_space": np.ones(matrix.shape[1], dtype=bool),
        "class_of": np.full(len(matrix), -1, "i1"),
        "classes": 0,
    }
    plain = aggregate(votes, **asked)
    kept = aggregate(votes, **asked, sums=Sums.of(votes))
    assert np.array_equal(plain.places, kept.places)
    assert np.array_equal(plain.labels, kept.labels)
    assert plain.bridging.intercept.tobytes() == kept.bridging.intercept.tobytes()


def test_statistics_of_other_proposals_are_refused():
    votes = votes_in(np.ones((9, 8), "i1"))
    kept = np.arange(8) < 7
    with pytest.raises(ImpossibleVotes):
        aggregate(
            votes, in_space=kept, class_of=np.full(9, -1, "i1"), classes=0, sums=Sums.of(votes)
        )
