"""The engine on generated deliberations: exactness, order, degenerate cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.aggregation import ImpossibleVotes, Previous, Votes, aggregate
from deliberation.aggregation.groups import Steadiness, group, match, silhouette
from deliberation.aggregation.space import coordinates, opinion_space
from deliberation.aggregation.statistics import Sums

UNSEEN = 9


@st.composite
def matrices(draw, most_rows=30, most_columns=12):
    """(N, P) votes, UNSEEN where there is none."""
    rows = draw(st.integers(0, most_rows))
    columns = draw(st.integers(0, most_columns))
    cells = draw(
        st.lists(
            st.sampled_from([1, 0, -1, UNSEEN, UNSEEN]),
            min_size=rows * columns,
            max_size=rows * columns,
        )
    )
    return np.array(cells, dtype=np.int8).reshape(rows, columns)


def votes_in(matrix) -> Votes:
    rows, columns = np.nonzero(matrix != UNSEEN)
    return Votes.from_log(
        rows,
        columns,
        matrix[rows, columns],
        participants=matrix.shape[0],
        proposals=matrix.shape[1],
    )


def run(matrix, previous=None, classes=0):
    number = matrix.shape[0]
    class_of = np.arange(number, dtype=np.int8) % classes if classes else np.full(number, -1, "i1")
    return aggregate(
        votes_in(matrix),
        in_space=np.ones(matrix.shape[1], dtype=bool),
        class_of=class_of,
        classes=classes,
        previous=previous,
    )


def slow_sums(matrix):
    """ZᵀZ, MᵀZ and MᵀM entry by entry, as the definition says it."""
    seen = (matrix != UNSEEN).astype(np.int64)
    votes = np.where(seen, matrix, 0).astype(np.int64)
    return votes.T @ votes, seen.T @ votes, seen.T @ seen


@given(matrices())
def test_the_statistics_equal_the_dense_products(matrix):
    sums = Sums.of(votes_in(matrix))
    for mine, theirs in zip((sums.ztz, sums.mtz, sums.mtm), slow_sums(matrix), strict=True):
        assert np.array_equal(mine, theirs)


@given(matrices(), st.integers(0, 30))
def test_shards_add_up_to_the_whole(matrix, cut):
    whole = Sums.of(votes_in(matrix))
    parts = [Sums.of(votes_in(part)) for part in (matrix[:cut], matrix[cut:])]
    assert parts[0].plus(parts[1]).same_as(whole)
    assert whole.minus(parts[0]).same_as(parts[1])


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(matrix, random):
    order = list(range(matrix.shape[0]))
    random.shuffle(order)
    straight, shuffled = run(matrix), run(matrix[order])
    assert straight.names == shuffled.names
    assert straight.by_group.tobytes() == shuffled.by_group.tobytes()
    assert straight.consensus.tobytes() == shuffled.consensus.tobytes()
    assert np.array_equal(straight.labels[order], shuffled.labels)
    assert np.array_equal(straight.places[order], shuffled.places)


@given(matrices())
def test_the_last_entry_of_a_pair_is_the_one_that_counts(matrix):
    rows, columns = np.nonzero(matrix != UNSEEN)
    final = matrix[rows, columns]
    earlier = -final
    log = Votes.from_log(
        np.concatenate([rows, rows]),
        np.concatenate([columns, columns]),
        np.concatenate([earlier, final]),
        participants=matrix.shape[0],
        proposals=matrix.shape[1],
    )
    assert log.same_as(votes_in(matrix))


def test_a_withdrawn_vote_does_not_count_and_a_later_one_does():
    votes = Votes.from_log(
        [0, 0, 1, 1, 1], [0, 0, 0, 0, 0], [1, 2, 1, 2, -1], participants=2, proposals=1
    )
    assert (votes.rows.tolist(), votes.values.tolist()) == ([1], [-1])


@given(matrices())
def test_counts_are_those_of_a_plain_recount(matrix):
    result = run(matrix, classes=2)
    for proposal in range(matrix.shape[1]):
        column = matrix[:, proposal]
        assert result.overall[proposal].tolist() == [
            np.count_nonzero(column == value) for value in (1, -1, 0)
        ]
        for stakeholder_class in range(2):
            inside = column[np.arange(len(column)) % 2 == stakeholder_class]
            assert result.by_class[stakeholder_class, proposal].tolist() == [
                np.count_nonzero(inside == value) for value in (1, -1, 0)
            ]
        for index, name in enumerate(result.names):
            inside = column[result.labels == "ABCDE".index(name)]
            assert result.by_group[index, proposal].tolist() == [
                np.count_nonzero(inside == value) for value in (1, -1, 0)
            ]


@given(matrices(most_rows=25, most_columns=8))
def test_the_covariance_is_that_of_votes_with_the_mean_filled_in(matrix):
    """The integer form against the definition: fill in means, centre, multiply."""
    seen = matrix != UNSEEN
    votes = np.where(seen, matrix, 0).astype(float)
    means = votes.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred = np.where(seen, votes - means, 0.0)
    space = opinion_space(Sums.of(votes_in(matrix)))
    assert np.allclose(space.means, means)
    covariance = centred.T @ centred
    strongest = np.sort(np.linalg.eigvalsh(covariance))[::-1] if matrix.shape[1] else []
    for axis in range(min(2, matrix.shape[1])):
        vector = space.axes[:, axis]
        if vector.any():
            explained = vector @ covariance @ vector
            assert explained == pytest.approx(strongest[axis], abs=1e-6)
            assert vector[np.argmax(np.abs(vector))] > 0


@given(matrices())
@settings(deadline=None)
def test_every_result_is_finite_and_every_placed_participant_has_a_group(matrix):
    result = run(matrix, classes=2)
    for numbers in (result.consensus, result.dissent):
        assert np.isfinite(numbers).all()
    assert np.isfinite(result.silhouette)
    cast = (matrix != UNSEEN).sum(axis=1)
    needed = min(7, max(matrix.shape[1], 1))
    assert np.array_equal(result.labels >= 0, cast >= needed)
    assert sum(result.sizes) == np.count_nonzero(cast >= needed)


@pytest.mark.parametrize(
    "matrix",
    [
        np.zeros((0, 0), "i1"),
        np.full((3, 4), UNSEEN, "i1"),
        np.ones((1, 8), "i1"),
        np.ones((50, 8), "i1"),
        np.zeros((50, 8), "i1"),
        np.ones((50, 1), "i1"),
        np.repeat(np.array([[1], [-1]], "i1"), 20, axis=0),
        np.tile(np.array([1, -1, 1, 1, 0, 1, -1, 1], "i1"), (40, 1)),
        np.hstack([np.ones((30, 1), "i1"), np.full((30, 9), UNSEEN, "i1")]),
    ],
    ids=[
        "no votes, no proposals", "nobody voted", "one voter", "everyone agrees", "all passes",
        "one proposal", "one proposal, two sides", "all alike", "one proposal seen",
    ],
)  # fmt: skip
def test_degenerate_deliberations_get_an_answer(matrix):
    result = run(matrix, classes=2)
    assert len(result.names) <= 5
    assert result.overall.sum() == np.count_nonzero(matrix != UNSEEN)


def two_camps(each=40, proposals=20, noise=0.1, seed=5):
    dice = np.random.default_rng(seed)
    sides = np.repeat([0, 1], each)
    leaning = dice.choice([1, -1], size=proposals)
    votes = np.where(sides[:, None] == 0, leaning, -leaning)
    flipped = dice.random(votes.shape) < noise
    return np.where(flipped, -votes, votes).astype(np.int8), sides


def test_two_planted_camps_are_found():
    matrix, sides = two_camps()
    result = run(matrix)
    assert result.sizes == (40, 40)
    first = result.labels[sides == 0]
    assert (first == first[0]).all()


def test_participants_with_few_votes_are_counted_but_not_placed():
    matrix, _ = two_camps()
    matrix[0, 6:] = UNSEEN
    result = run(matrix)
    assert result.labels[0] == -1
    assert result.overall[0].sum() == len(matrix)


def test_groups_keep_their_names_when_the_smaller_one_overtakes():
    matrix, sides = two_camps()
    few = matrix[:55]
    before = run(few)
    carried = np.full(len(matrix) + 60, -1, np.int8)
    carried[: len(few)] = before.labels
    grown = np.vstack([matrix, matrix[sides == 1], matrix[sides == 1][:20]])
    assert before.steadiness is not None
    after = run(grown, Previous(carried, before.steadiness))
    assert np.array_equal(after.labels[: len(few)], before.labels)
    assert after.sizes[0] < after.sizes[1]


def test_the_number_of_groups_changes_only_after_three_runs_in_a_row():
    points = np.array([[x, y] for x in (0, 100) for y in (0, 100) for _ in range(20)])
    points = points * 1000 + np.arange(len(points))[:, None] % 7
    held = Steadiness(k=2, challenger=2, wins=0)
    seen = []
    for _ in range(4):
        held = group(points, held).steadiness
        seen.append(held.k)
    assert seen == [2, 2, 4, 4]


def test_a_group_that_lost_all_members_frees_its_name_for_a_newcomer():
    before = np.array([0, 0, 1, 1], np.int8)
    now = np.array([1, 1, -1, -1], np.int8)
    assert match(now, before, 2).tolist() == [1, 0]


def test_silhouette_agrees_with_scikit_learn_where_weights_are_one():
    from sklearn.metrics import silhouette_score

    dice = np.random.default_rng(3)
    points = dice.normal(size=(60, 2))
    labels = (points[:, 0] > 0).astype(np.int8)
    assert silhouette(points, np.ones(60), labels) == pytest.approx(
        silhouette_score(points, labels)
    )


@given(matrices())
def test_a_place_depends_on_ones_own_votes_alone(matrix):
    votes = votes_in(matrix)
    space = opinion_space(Sums.of(votes))
    together = coordinates(space, votes)
    for row in range(matrix.shape[0]):
        alone = coordinates(space, votes_in(matrix[row : row + 1]))
        assert np.array_equal(alone[0], together[row])


@pytest.mark.parametrize(
    ("rows", "columns", "values"),
    [([5], [0], [1]), ([0], [-1], [1]), ([0], [0], [3]), ([0, 1], [0], [1])],
)
def test_impossible_votes_are_refused(rows, columns, values):
    with pytest.raises(ImpossibleVotes):
        Votes.from_log(rows, columns, values, participants=2, proposals=2)
