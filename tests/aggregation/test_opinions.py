"""Second opinions, polarisation, representative statements and weighting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.planted import planted
from deliberation.aggregation.bridging import (
    LAMBDA_FACTOR,
    LAMBDA_INTERCEPT,
    ROUNDS,
    bridging,
)
from deliberation.aggregation.opinions import (
    METHODS,
    balanced_consensus,
    contested_by_method,
    second_opinions,
)
from deliberation.aggregation.polarisation import difference_interval
from deliberation.aggregation.representativeness import (
    DISAGREES,
    consensus_statements,
    representative_statements,
    representativeness,
)
from deliberation.aggregation.support import smoothed_share, wilson_interval
from deliberation.aggregation.weighting import (
    ImpossibleTargets,
    class_weights,
    weighted_support,
    weights,
)
from tests.aggregation.test_engine import UNSEEN, matrices, run, two_camps, votes_in


def loss(matrix, parameters):
    """What the bridging model minimises, as published: mean loss plus mean penalties."""
    people, size = matrix.shape
    base, own, side, intercept, factor = np.split(parameters, np.cumsum([1, people, people, size]))
    seen = matrix != UNSEEN
    guess = base + own[:, None] + intercept + np.outer(side, factor)
    missed = np.where(seen, (matrix + 1) / 2 - guess, 0.0)
    found = (missed**2).sum() / seen.sum() + LAMBDA_INTERCEPT * float(base[0]) ** 2
    found += LAMBDA_INTERCEPT * (np.mean(own**2) + np.mean(intercept**2))
    return found + LAMBDA_FACTOR * (np.mean(side**2) + np.mean(factor**2))


def sided(people=40, size=12, seed=3):
    """Two camps at odds, everybody for proposal 0, nobody for proposal 1, some unseen."""
    matrix, _ = two_camps(each=people // 2, proposals=size, noise=0.15, seed=seed)
    matrix[:, 0], matrix[:, 1] = 1, -1
    hidden = np.random.default_rng(seed).random(matrix.shape) < 0.2
    return np.where(hidden, UNSEEN, matrix).astype("i1")


def first_axis(matrix):
    from deliberation.aggregation.space import opinion_space
    from deliberation.aggregation.statistics import Sums

    return opinion_space(Sums.of(votes_in(matrix))).axes[:, 0]


def test_the_bridging_model_finds_the_minimum_of_the_published_loss():
    """Against a general optimiser on the loss written entry by entry."""
    from scipy.optimize import minimize

    matrix = sided()
    people, size = matrix.shape
    fitted = bridging([votes_in(matrix)], first_axis(matrix), rounds=300)
    start = np.concatenate([[fitted.base], np.zeros(2 * people), fitted.intercept, fitted.factor])
    start[1 + people : 1 + 2 * people] = np.where(np.arange(people) < people // 2, 0.5, -0.5) * (
        np.sign(fitted.factor @ matrix[0].clip(-1, 1))
    )
    exactly = {"maxiter": 5000, "maxfun": 10**6, "ftol": 1e-14, "gtol": 1e-9}
    best = minimize(lambda x: loss(matrix, x), start, method="L-BFGS-B", options=exactly)
    intercept = best.x[1 + 2 * people : 1 + 2 * people + size]
    assert fitted.intercept == pytest.approx(intercept, abs=1e-3)
    assert fitted.base == pytest.approx(float(best.x[0]), abs=1e-3)


def test_the_usual_number_of_rounds_comes_near_the_end():
    matrix = sided(people=200, size=30)
    axis = first_axis(matrix)
    usual = bridging([votes_in(matrix)], axis)
    long = bridging([votes_in(matrix)], axis, rounds=400)
    assert ROUNDS <= 20
    assert np.abs(usual.intercept - long.intercept).max() < 0.005


def test_common_ground_scores_above_a_partisan_favourite():
    matrix = sided(people=200, size=30)
    matrix[:100, 2], matrix[100:, 2] = 1, -1
    fitted = bridging([votes_in(matrix)], first_axis(matrix))
    assert np.argmax(fitted.intercept) == 0
    assert np.argmin(fitted.intercept) == 1
    assert fitted.neutral[0] > 0.65
    assert fitted.neutral[1] < 0.55
    assert abs(fitted.factor[2]) > abs(fitted.factor[0])


@given(matrices(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_participants_changes_no_byte_of_the_bridging_score(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    axis = first_axis(matrix)
    straight, shuffled = (bridging([votes_in(each)], axis) for each in (matrix, matrix[order]))
    assert straight.intercept.tobytes() == shuffled.intercept.tobytes()
    assert straight.neutral.tobytes() == shuffled.neutral.tobytes()


def test_shuffling_many_participants_changes_no_byte_either():
    votes = planted(3000, 60, each=20, noise=0.3).votes
    matrix = np.full((3000, 60), UNSEEN, "i1")
    matrix[votes.rows, votes.columns] = votes.values
    shuffled = matrix[np.random.default_rng(5).permutation(3000)]
    axis = first_axis(matrix)
    one, other = bridging([votes], axis), bridging([votes_in(shuffled)], axis)
    assert one.intercept.tobytes() == other.intercept.tobytes()
    assert one.factor.tobytes() == other.factor.tobytes()


def of_groups(*pairs):
    """(G, 1, 3) counts from (agrees, disagrees, passes) of each group."""
    return np.array(pairs, dtype=np.int64)[:, None, :]


def test_balanced_consensus_does_not_fall_because_there_are_more_groups():
    two, four = of_groups(*[(30, 10, 0)] * 2), of_groups(*[(30, 10, 0)] * 4)
    assert balanced_consensus(two)[0] == pytest.approx(balanced_consensus(four)[0])


def test_balanced_consensus_takes_disagreement_worse_than_passing():
    assert balanced_consensus(of_groups((60, 40, 0)))[0] < balanced_consensus(
        of_groups((60, 0, 40))
    )


def opinions_on(by_group, neutral):
    hits, votes = by_group[:, :, 0], by_group.sum(axis=2)
    consensus = np.prod(smoothed_share(hits, votes), axis=0)
    return second_opinions(by_group, consensus, balanced_consensus(by_group), np.array([neutral]))


@pytest.mark.parametrize(
    ("groups", "neutral", "said"),
    [
        ([(90, 5, 5), (85, 5, 10)], 0.8, [1, 1, 1]),
        ([(10, 85, 5), (15, 80, 5)], 0.2, [-1, -1, -1]),
        ([(55, 40, 5), (55, 40, 5)], 0.6, [0, -1, 0]),
        ([(95, 2, 3), (10, 85, 5)], 0.6, [-1, -1, 0]),
        ([(90, 5, 5), (0, 0, 0)], 0.8, [0, 0, 1]),
    ],
    ids=["all for", "all against", "between", "one side only", "a group has not voted"],
)
def test_second_opinions_speak_where_they_are_clear(groups, neutral, said):
    assert opinions_on(of_groups(*groups), neutral)[:, 0].tolist() == said


def test_a_standing_is_contested_only_by_an_opinion_that_is_clearly_otherwise():
    said = np.array([[1, 1, 0, -1], [1, -1, 0, -1], [1, 0, 0, -1]], "i1")
    assert len(METHODS) == len(said)
    stands, falls = np.ones(4, dtype=bool), np.zeros(4, dtype=bool)
    assert contested_by_method(stands, said).tolist() == [False, True, False, True]
    assert contested_by_method(falls, said).tolist() == [True, True, False, False]


def test_the_interval_of_a_difference_is_newcombes_published_example():
    """56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339 (Newcombe 1998, table II)."""
    low, high = difference_interval(*(np.array([n]) for n in (56, 70, 48, 80)), 1.96)
    assert (round(float(low[0]), 4), round(float(high[0]), 4)) == (0.0524, 0.3339)


def test_statements_speak_for_their_group_and_consensus_for_everybody():
    matrix, _ = two_camps(each=60, proposals=12, noise=0.1)
    matrix[:, 3] = 1
    result = run(matrix)
    assert consensus_statements(result.overall).tolist() == [3]
    for group, name in enumerate(result.names):
        members = matrix[result.labels == "ABCDE".index(name)]
        chosen = representative_statements(result.by_group, result.repness, group)
        assert 1 <= len(chosen) <= 5
        assert [each.side for each in chosen] == sorted(each.side for each in chosen)
        for each in chosen:
            wanted = 1 if each.side == "agree" else -1
            assert (members[:, each.proposal] == wanted).mean() > 0.7


def test_a_group_without_anything_significant_still_has_one_statement():
    by_group = np.array([[[1, 1, 0], [1, 0, 0]], [[1, 1, 0], [0, 1, 0]]])
    found = representativeness(by_group)
    assert len(representative_statements(by_group, found, 0)) == 1
    assert consensus_statements(by_group.sum(axis=0), DISAGREES).size == 0


def test_weights_turn_the_classes_into_their_target_shares():
    class_of = np.array([0, 0, 0, 1, -1, -1], "i1")
    each = weights(class_of, np.array([0.5, 0.5]))
    assert each.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2, 1, 1])
    assert each[class_of >= 0].sum() == pytest.approx(4)
    assert class_weights(class_of, np.array([1.0, 1.0, 2.0])).tolist() == pytest.approx(
        [2 / 3, 2.0, 0.0]
    )


@pytest.mark.parametrize("targets", [[-1.0, 2.0], [0.0, 0.0], [np.nan, 1.0], [1.0]])
def test_impossible_targets_are_refused(targets):
    with pytest.raises(ImpossibleTargets):
        class_weights(np.array([0, 1], "i1"), np.array(targets))


def test_equal_weights_give_the_plain_numbers_and_uneven_ones_a_wider_interval():
    by_class = np.array([[[30, 10, 0], [0, 0, 0]], [[2, 6, 2], [0, 0, 0]]])
    overall = by_class.sum(axis=0) + np.array([[5, 5, 0], [0, 0, 0]])
    hits, votes = overall[:, 0], overall.sum(axis=1)
    plain = weighted_support(overall, by_class, np.ones(2))
    low, high = wilson_interval(hits, votes, 1.645)
    assert plain.share == pytest.approx(smoothed_share(hits, votes))
    assert (plain.low, plain.high) == (pytest.approx(low), pytest.approx(high))
    assert plain.effective == pytest.approx(votes)
    uneven = weighted_support(overall, by_class, np.array([0.4, 3.4]))
    assert uneven.effective[0] < votes[0]
    assert uneven.high[0] - uneven.low[0] > high[0] - low[0]
    assert uneven.share[0] < plain.share[0]
    assert (uneven.low[1], uneven.high[1], uneven.share[1]) == (0, 1, 0.5)
