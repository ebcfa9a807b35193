"""What each kind of question takes, and how it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import KINDS, check, read_question
from tests.surveys.questionnaire.builders import option, question

OTHER = [option("a"), option("b"), option("none", exclusive=True), option("other", other=True)]
SETS = [["a", "b", "c"], ["b", "c", "d"]]

TAKEN = [
    (question("q"), "a", "a"),
    (question("q", options=OTHER), {"choice": "other", "text": " hm "},
     {"choice": "other", "text": "hm"}),
    (question("q", options=OTHER), {"choice": "a", "text": "left over"}, "a"),
    (question("q", "multiple", options=OTHER), ["b", "a", "a"], ["a", "b"]),
    (question("q", "multiple", options=OTHER, least=2), ["none"], ["none"]),
    (question("q", "matrix"), {"y": "b", "x": ""}, {"y": "b"}),
    (question("q", "ranking"), ["c", "a"], ["c", "a"]),
    (question("q", "number"), 2.0, 2),
    (question("q", "number", least=0), 2.5, 2.5),
    (question("q", "short-text"), " one\r\ntwo ", "one two"),
    (question("q", "long-text"), "one\r\ntwo", "one\ntwo"),
    (question("q", "date"), "2026-02-28", "2026-02-28"),
    (question("q", "allocation"), {"b": 100}, {"a": 0, "b": 100, "c": 0}),
    (question("q", "best-worst", sets=SETS, options=[option(e) for e in "abcd"]),
     {"1": ["b", "d"], "0": ["", ""]}, {"1": ["b", "d"]}),
    (question("q", "ballot"), {"weights": ["share", "use"], "training-data": []},
     {"training-data": [], "weights": ["use", "share"]}),
]  # fmt: skip

REFUSED = [
    (question("q"), "z", "not-an-option"),
    (question("q"), ["a"], "not-an-option"),
    (question("q", options=OTHER), "other", "say-what-else"),
    (question("q", options=OTHER), {"choice": "other", "text": "x" * 201}, "too-long"),
    (question("q", "multiple", options=OTHER), ["a", "none"], "stands-alone"),
    (question("q", "multiple", most=1), ["a", "b"], "too-many"),
    (question("q", "multiple", least=2), ["a"], "too-few"),
    (question("q", "matrix", required=True), {"x": "a"}, "rows-missing"),
    (question("q", "matrix"), {"z": "a"}, "not-an-option"),
    (question("q", "ranking"), ["a", "a"], "ranked-twice"),
    (question("q", "number"), "3", "not-a-number"),
    (question("q", "number"), True, "not-a-number"),
    (question("q", "number"), float("inf"), "not-a-number"),
    (question("q", "number", whole=True), 2.5, "not-whole"),
    (question("q", "number", least=3), 2, "too-small"),
    (question("q", "number", most=3), 4, "too-large"),
    (question("q", "short-text"), "x" * 201, "too-long"),
    (question("q", "long-text"), "x" * 5001, "too-long"),
    (question("q", "long-text"), "a\x00b", "not-a-text"),
    (question("q", "date"), "2026-02-30", "not-a-date"),
    (question("q", "date", earliest="2026-01-01"), "2025-12-31", "too-early"),
    (question("q", "allocation"), {"a": 60, "b": 41}, "not-the-total"),
    (question("q", "allocation"), {"a": 100.5}, "not-points"),
    (question("q", "best-worst", sets=SETS), {"0": ["a", "a"]}, "best-is-worst"),
    (question("q", "best-worst", sets=SETS), {"0": ["a", "d"]}, "both-of-a-set"),
    (question("q", "ballot"), {"weights": ["sell"]}, "not-an-option"),
]


@pytest.mark.parametrize(("asked", "given_answer", "kept"), TAKEN)
def test_it_is_taken_and_taking_it_again_changes_nothing(asked, given_answer, kept):
    assert check(read_question(asked), given_answer) == (kept, None)
    assert check(read_question(asked), kept) == (kept, None)


@pytest.mark.parametrize(("asked", "given_answer", "code"), REFUSED)
def test_it_is_refused_with_the_reason(asked, given_answer, code):
    kept, problem = check(read_question(asked), given_answer)
    assert kept is None
    assert problem.code == code


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["a", "weights", "use", "0"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["a", "x", "choice", "text", "0", "weights"]), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(KINDS), anything)
def test_whatever_is_sent_is_kept_or_refused_and_never_an_error(kind, sent):
    asked = read_question(question("q", kind, sets=SETS) if kind == "best-worst"
                          else question("q", kind))  # fmt: skip
    kept, problem = check(asked, sent)
    assert kept is None or problem is None
    if kept is not None:
        assert check(asked, kept) == (kept, None)
