"""The rubric on the votes that an outside recount published."""

from fractions import Fraction

import numpy as np
import pytest

from surveys.questionnaire import check_questionnaire, read_question
from surveys.results.ballots import FIVE, Bound, Rubric, apply_rubric, count, rubric_of
from tests.surveys.questionnaire.builders import question, questionnaire, section

# Votes for "training data" to use, study, modify and share, by working group.
TRAINING_DATA = {
    "Llama 2": (0, 2, 1, 0), "Pythia": (0, 4, 0, 0), "BLOOM": (2, 5, 3, 1), "OpenCV": (4, 4, 2, 0),
}  # fmt: skip


def ballots(groups):
    """One (F,) mark a person: in each group as many people as its largest count."""
    people = []
    for votes in groups.values():
        people.extend([[index < each for each in votes] for index in range(max(votes))])
    return np.array(people, dtype=np.bool_)[:, None, :]


def test_the_recount_of_training_data_gives_6_15_6_1():
    assert count(ballots(TRAINING_DATA)).tolist() == [[6, 15, 6, 1]]


def test_the_outcome_comes_with_its_arithmetic():
    training, code = (6, 15, 6, 1), (20, 30, 22, 12)
    first, second = apply_rubric([training, code])
    assert (first.total, first.mean, first.multiple) == (28, Fraction(56), Fraction(1, 2))
    assert (first.outcome, first.reached, first.needed) == (
        "likely-not-required", Fraction(1, 2), Fraction(28),
    )  # fmt: skip
    assert (second.outcome, second.multiple) == ("likely-required", Fraction(3, 2))


def test_bounds_are_met_exactly_and_not_by_rounding():
    third = Rubric((Bound("in", Fraction(1, 3)),), "out")
    assert [each.outcome for each in apply_rubric([(1,), (5,), (3,)], third)] == ["in", "in", "in"]
    more = Rubric((Bound("in", Fraction(100000001, 300000000)),), "out")
    assert apply_rubric([(1,), (5,), (3,)], more)[0].outcome == "out"


def test_the_rubric_is_the_questions_own():
    own = read_question(question("q", "ballot", rubric={"maybe-required": 0.3, "required": 1.1}))
    votes = [(11,), (3,), (16,)]
    assert [each.outcome for each in apply_rubric(votes, rubric_of(own))] == [
        "required", "maybe-required", "required",
    ]  # fmt: skip
    assert rubric_of(own).bounds[0].multiple == Fraction(11, 10)
    assert rubric_of(read_question(question("q", "ballot"))) == FIVE


def test_a_rubric_whose_bounds_rise_is_not_published():
    rising = question("q", "ballot", rubric={"required": 1, "likely-required": 1})
    assert [each.code for each in check_questionnaire(questionnaire(section("s", rising)))] == [
        "rubric-rises"
    ]


def test_without_votes_nothing_is_required():
    assert {each.outcome for each in apply_rubric([(0, 0), (0, 0)])} == {FIVE.otherwise}


def test_a_rubric_whose_bounds_rise_is_refused():
    with pytest.raises(ValueError, match="fall"):
        Rubric((Bound("a", Fraction(1)), Bound("b", Fraction(2))), "c")
