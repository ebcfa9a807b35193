"""All systems under all texts at once say what the slow way says, and what is explained."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.assessment import VERDICTS, Clause, Known, Levels, assess_all, explain
from tests.assessment.strategies import (
    SCALES,
    TERMS,
    knowns,
    slow_result,
    slow_verdict,
    systems,
    texts,
)


@given(st.lists(texts(), max_size=4), systems)
def test_every_result_and_verdict_is_that_of_the_slow_way(all_texts, known):
    found = assess_all(all_texts, Levels.of(SCALES, known))
    for text, assessed in zip(all_texts, found, strict=True):
        for column, each in enumerate(known):
            letters = "".join(slow_result(clause, each)[0] for clause in text)
            assert assessed.letters(column) == letters
            assert VERDICTS[assessed.verdicts[column]] == slow_verdict(text, each)


@given(texts(), knowns)
def test_what_is_explained_is_what_is_assessed(text, known):
    (assessed,) = assess_all([text], Levels.of(SCALES, [known]))
    explained = explain(text, known, SCALES)
    assert "".join(each.result[0] for each in explained.answers) == assessed.letters(0)
    assert explained.verdict == VERDICTS[assessed.verdicts[0]]
    assert explained.on_other_terms == assessed.on_other_terms[0]
    assert explained.distance.changes == assessed.changes[0]
    assert (explained.should_passed, explained.should_clauses) == (
        assessed.should_passed[0],
        assessed.should_clauses,
    )
    assert all(each.reason.text for each in explained.answers)


def changed(known, changes):
    return {**known, **{each.criterion: Known(each.needed) for each in changes}}


@given(texts(), knowns)
def test_a_system_meets_the_text_after_the_changes_and_after_no_fewer(text, known):
    distance = explain(text, known, SCALES).distance
    changes = [*distance.components, *distance.terms]
    after = explain(text, changed(known, changes), SCALES)
    assert not after.binding("fail")
    for left_out in changes:
        rest = [each for each in changes if each is not left_out]
        assert explain(text, changed(known, rest), SCALES).verdict == "does not meet"
    shown = explain(text, changed(known, [*changes, *distance.to_show]), SCALES)
    on_scale = all(each.requires in SCALES.get(each.criterion, ()) for each in text if each.binds)
    if on_scale and any(each.binds for each in text):
        assert shown.verdict == "meets"


@given(texts(), knowns)
def test_other_terms_alone_would_do_exactly_where_it_says_so(text, known):
    explained = explain(text, known, SCALES)
    open_terms = known | {each: Known("open") for each in TERMS}
    meets_then = explain(text, open_terms, SCALES).verdict == "meets"
    on_scale = all(each.requires in SCALES.get(each.criterion, ()) for each in text if each.binds)
    if on_scale:
        failing = explained.verdict == "does not meet"
        assert explained.on_other_terms == (failing and meets_then)


@given(texts(), systems, st.randoms())
def test_the_order_of_systems_changes_nothing(text, known, dice):
    order = list(range(len(known)))
    dice.shuffle(order)
    (one,) = assess_all([text], Levels.of(SCALES, known))
    (other,) = assess_all([text], Levels.of(SCALES, [known[place] for place in order]))
    assert [one.letters(place) for place in order] == [
        other.letters(column) for column in range(len(order))
    ]


def test_a_text_without_binding_clauses_tells_nothing():
    text = (Clause("1", "data", "SHOULD", "open"),)
    explained = explain(text, {"data": Known("open")}, SCALES)
    assert explained.verdict == "cannot be told"
    assert "no binding clause" in explained.reason.text
    assert (explained.should_passed, explained.should_clauses) == (1, 1)


def test_reasons_name_what_was_used():
    text = (
        Clause("1", "no-cap", "MUST NOT", "open", True),
        Clause("2", "data", "MUST", "open"),
        Clause("3", "code", "MUST", "open"),
        Clause("4", "weights", "MUST", "yes"),
    )
    known = {
        "no-cap": Known("closed", licence="Llama 3.1 Community License Agreement"),
        "data": Known("open", is_contested=True),
        "weights": Known("unknown", record=7),
    }
    told = [each.reason.text for each in explain(text, known, SCALES).answers]
    assert "Llama 3.1 Community License Agreement comes to “closed”" in told[0]
    assert "contradict each other" in told[1]
    assert told[2].startswith("Nothing is recorded")
    assert told[3].startswith("Somebody looked and could not tell")


def test_the_distance_puts_terms_together():
    text = (
        Clause("1", "no-cap", "MUST NOT", "open", True),
        Clause("2", "no-list", "MUST NOT", "open", True),
        Clause("3", "data", "MUST", "partial"),
        Clause("4", "data", "MUST", "open"),
    )
    known = {each: Known("closed") for each in SCALES}
    distance = explain(text, known, SCALES).distance
    assert distance.changes == 2
    assert [each.text for each in distance.reasons] == [
        "data: from “closed” to “open”",
        "Other terms: no-cap, no-list",
    ]
