"""Paths: no answer that the path does not show is ever kept, whatever was answered before."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import dropped, holds, walk
from tests.surveys.questionnaire.builders import question, questionnaire, section

KEYS = ("q0", "q1", "q2", "q3", "q4", "q5")


def condition(number, keys):
    """The condition that a number stands for: cheap to draw, and it shrinks."""
    number, how = divmod(number, 8)
    if how >= 5:
        number, left = divmod(number, 1 << 12)
        parts = [condition(left, keys), condition(number, keys)]
        return {"not": parts[0]} if how == 5 else {("all", "any")[how - 6]: parts}
    number, key = divmod(number, len(keys))
    value = "abc"[number % 3]
    return {
        "question": keys[key],
        **(
            {"is": value}, {"is_not": value}, {"one_of": [value, "abc"[number // 3 % 3]]},
            {"answered": True}, {"answered": False},
        )[how],
    }  # fmt: skip


numbers = st.none() | st.integers(0, (1 << 24) - 1)


@st.composite
def questionnaires(draw):
    """Six questions in two sections, each shown on conditions on those before it."""
    drawn = draw(st.tuples(*[numbers] * len(KEYS)))

    def when(number, keys):
        return {} if number is None else {"show_if": condition(number, keys)}

    questions = [
        question(key, **(when(drawn[place], KEYS[:place]) if place else {}))
        for place, key in enumerate(KEYS)
    ]
    return questionnaire(
        section("one", *questions[:3]),
        section("two", *questions[3:], **when(drawn[0], KEYS[:3])),
    )


answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("abc"))


@given(questionnaires(), answers)
def test_only_what_is_shown_is_kept_and_walking_again_changes_nothing(asked, given_answers):
    path = walk(asked, given_answers)
    shown = {each.key for each in path.shown}
    assert set(path.answers) <= shown
    assert {key for key in given_answers if key in shown} == set(path.answers)
    again = walk(asked, path.answers)
    assert again == path


@given(questionnaires(), answers)
def test_every_question_shown_has_its_conditions_met_by_what_is_kept_before_it(asked, given):
    path = walk(asked, given)
    for step in path.steps:
        for shown in step.questions:
            before = {
                key: value for key, value in path.answers.items()
                if KEYS.index(key) < KEYS.index(shown.key)
            }  # fmt: skip
            assert holds(shown.show_if, before)
            assert holds(step.section.show_if, before)


@given(questionnaires(), answers, st.sampled_from(KEYS), st.sampled_from("abc"))
def test_what_a_changed_answer_takes_away_is_told(asked, given, key, value):
    before = walk(asked, given)
    if key not in {each.key for each in before.shown}:
        return
    changed = {**before.answers, key: value}
    after = walk(asked, changed)
    told = {each.key for each in dropped(asked, before.answers, changed)}
    assert told == set(before.answers) - set(after.answers)


def test_comparisons():
    answers = {
        "one": {"choice": "other", "text": "x"}, "many": ["a", {"choice": "b", "text": "x"}],
        "number": 3, "grid": {"x": "a"}, "shares": {"data": 40, "code": 60}, "day": "2026-01-05",
    }  # fmt: skip
    true = [
        {"question": "one", "is": "other"},
        {"question": "many", "is": "b"},
        {"question": "many", "one_of": ["c", "a"]},
        {"question": "number", "at_least": 3, "less": 4},
        {"question": "grid", "row": "x", "is": "a"},
        {"question": "shares", "row": "data", "at_most": 40},
        {"question": "day", "more": "2025-12-31"},
        {"question": "none", "answered": False},
        {"not": {"question": "none", "is_not": "a"}},
    ]
    false = [
        {"question": "many", "is_not": "a"},
        {"question": "number", "more": "2"},
        {"question": "none", "is_not": "a"},
        {"question": "grid", "row": "y", "is": "a"},
        {"question": "number", "answered": False},
    ]
    assert [holds(each, answers) for each in true] == [True] * len(true)
    assert [holds(each, answers) for each in false] == [False] * len(false)
