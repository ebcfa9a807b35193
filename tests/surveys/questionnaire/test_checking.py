"""What keeps a questionnaire from being published."""

from itertools import product

import pytest
from hypothesis import given, settings

from surveys.questionnaire import Malformed, check_questionnaire, read, walk, write
from tests.surveys.questionnaire.builders import document, option, question, questionnaire, section
from tests.surveys.questionnaire.test_branching import KEYS, questionnaires


def codes(*sections):
    return [(each.where, each.code) for each in check_questionnaire(questionnaire(*sections))]


def test_a_sound_questionnaire_has_no_findings():
    assert (
        codes(section("s", question("a"), question("b", show_if={"question": "a", "is": "b"})))
        == []
    )


def test_questions_that_hang_on_each_other_are_a_circle_told_once():
    found = check_questionnaire(questionnaire(section(
        "s", question("a", show_if={"question": "b", "is": "a"}),
        question("b", show_if={"question": "a", "is": "a"}),
    )))  # fmt: skip
    assert [(each.where, each.code, each.facts["questions"]) for each in found] == [
        ("a", "circle", "a → b → a")
    ]


def test_a_question_that_asks_itself_is_a_circle():
    asked = section("s", question("a", show_if={"not": {"question": "a", "is": "a"}}))
    assert codes(asked) == [("a", "circle")]


def test_conditions_on_what_does_not_exist():
    assert codes(section(
        "s", question("a"), question("m", "matrix"), question("n", "number"),
        question("b", show_if={"any": [
            {"question": "gone", "is": "a"}, {"question": "a", "is": "z"},
            {"question": "m", "is": "a"}, {"question": "m", "row": "z", "is": "a"},
            {"question": "n", "more": "three"},
        ]}),
    )) == [
        ("b", "asks-unknown-question"), ("b", "asks-unknown-option"), ("b", "asks-unknown-row"),
        ("b", "asks-unknown-row"), ("b", "asks-no-number"),
    ]  # fmt: skip


def test_a_section_that_asks_one_of_its_own_questions():
    asked = section("s", question("a"), show_if={"question": "a", "is": "a"})
    assert codes(asked) == [("a", "circle")]


def test_a_condition_on_a_later_question():
    asked = section("s", question("a", show_if={"question": "b", "is": "a"}), question("b"))
    assert codes(asked) == [("a", "asks-later-question")]


@pytest.mark.parametrize(
    "never",
    [
        {"all": [{"question": "a", "is": "a"}, {"question": "a", "is": "b"}]},
        {"all": [{"question": "n", "more": 5}, {"question": "n", "less": 6}]},
        {"all": [{"question": "n", "more": 10}]},
        {"question": "a", "answered": False},
        {"all": [{"question": "b", "is": "a"}, {"question": "a", "is_not": "a"}]},
    ],
)
def test_what_no_answers_lead_to_is_found(never):
    found = codes(section(
        "s", question("a", required=True), question("n", "number", whole=True, least=0, most=10),
        question("b", show_if={"question": "a", "is": "a"}), question("c", show_if=never),
    ))  # fmt: skip
    assert found == [("c", "never-shown")]


@given(questionnaires())
@settings(max_examples=40, deadline=None)
def test_reachability_agrees_with_trying_every_answer(asked):
    every = product([None, *"abc"], repeat=len(KEYS))
    shown = set()
    for values in every:
        given_answers = {k: v for k, v in zip(KEYS, values, strict=True) if v}
        shown |= {each.key for each in walk(asked, given_answers).shown}
        if len(shown) == len(KEYS):
            break
    told = {each.where for each in check_questionnaire(asked) if each.code == "never-shown"}
    assert told == set(KEYS) - shown


def test_faults_of_options_uses_and_bounds():
    faulty = section(
        "s",
        question("a", options=[option("a")]),
        question("a", options=[option("b")] * 2),
        question("n", "number", least=3, most=1),
        question("p", "ranking", use="priorities"),
        question("i", "single", use="ideas"),
        question("w", "best-worst", set_size=4),
    )
    assert codes(faulty, section("t")) == [
        ("a", "key-twice"), ("t", "empty-section"), ("a", "option-twice"),
        ("n", "bounds-crossed"), ("p", "use-without-links"), ("i", "use-of-other-kind"),
        ("w", "sets-impossible"),
    ]  # fmt: skip


@given(questionnaires())
@settings(max_examples=30, deadline=None)
def test_a_questionnaire_survives_being_written_and_read(asked):
    assert read(write(asked)) == asked


def test_a_malformed_document_says_where_and_why():
    wrong = document(section("s", question("a", "polygon")))
    with pytest.raises(Malformed, match="polygon") as error:
        read(wrong)
    assert error.value.where == "sections/0/questions/0/kind"
