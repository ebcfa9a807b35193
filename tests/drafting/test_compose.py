"""The content of drafts, their versions, their bytes, and what parts two of them."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.drafting import (
    Candidate,
    Cell,
    CriterionMaterial,
    Material,
    Part,
    Rules,
    canonical,
    compare,
    compose,
    content_hash,
    render,
    same_text,
)
from deliberation.drafting.compose import clauses, open_questions
from deliberation.drafting.diff import words


def candidate(number, agrees=40, disagrees=0, *, criterion="data", group_b=(20, 0), **fields):
    given = {
        "revision": 1, "shown": 1, "level": "MUST", "requires": "open",
        "wording": f"Proposal {number} MUST be kept.",
    } | fields  # fmt: skip
    cells = (
        Cell("all", "all", "All", agrees, disagrees, 2),
        Cell("group", "A", "Group A", max(agrees - group_b[0], 0), 0, 2),
        Cell("group", "B", "Group B", *group_b, 0),
    )
    return Candidate(number=number, criterion=criterion, cells=cells, **given)


def material(*candidates, competing=True, previous=None, **fields):
    criteria = tuple(
        CriterionMaterial(
            slug, slug.title(), f"What of {slug}?", ("closed", "partial", "open"), competing,
            tuple(each for each in candidates if each.criterion == slug),
        )
        for slug in ("data", "licence")
    )  # fmt: skip
    written = previous and canonical(previous)
    return replace(
        Material(
            definition={
                "slug": "x", "title": "X", "question": "?", "preamble": "", "language": "en",
            },
            simulated=False,
            engine="1.0.0",
            watermark=100,
            log_ends="2026-01-01T00:00:00Z",
            participants=42,
            votes=42,
            rules=Rules(),
            groups=[{"label": "A", "size": 22}, {"label": "B", "size": 20}],
            classes=[],
            parts=(Part("one", "One", criteria),),
            previous=previous,
            previous_hash=content_hash(written) if written else None,
        ),
        **fields,
    )  # fmt: skip


def draft(*candidates, **options):
    return compose(material(*candidates, **options))[0]


def test_the_first_draft_is_0_1_0_and_names_no_predecessor():
    content = draft(candidate(1))
    assert (content["version"], content["previous"]) == ("0.1.0", None)
    (clause,) = clauses(content)
    assert (clause["number"], clause["proposal"], clause["since"]) == ("1.1", 1, "0.1.0")


def test_the_same_material_gives_the_same_bytes():
    first, second = (canonical(draft(candidate(1), candidate(2))) for _ in range(2))
    assert content_hash(first) == content_hash(second)
    assert json.loads(first)["format"] == "openmoot-draft/1"


def test_numbers_alone_do_not_make_a_new_text():
    before = draft(candidate(1))
    assert same_text(before, draft(candidate(1, agrees=90), previous=before))


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"wording": "It MUST be otherwise.", "shown": 2}, "0.1.1"),
        ({"level": "MUST NOT"}, "0.2.0"),
        ({"level": "SHOULD"}, "0.2.0"),
        ({"requires": "partial"}, "0.2.0"),
    ],
)
def test_what_can_alter_a_verdict_raises_the_minor_number_and_the_rest_the_patch(change, version):
    before = draft(candidate(1))
    after = draft(candidate(1, **change), previous=before)
    assert not same_text(before, after)
    assert after["version"] == version


def test_a_should_clause_that_comes_in_raises_the_patch_number():
    before = draft(candidate(1))
    after = draft(candidate(1), candidate(2, criterion="licence", level="SHOULD"), previous=before)
    assert after["version"] == "0.1.1"


def test_a_clause_remembers_since_when_it_stands():
    before = draft(candidate(1))
    after = draft(candidate(1), candidate(2, criterion="licence"), previous=before)
    assert [clause["since"] for clause in clauses(after)] == ["0.1.0", "0.2.0"]


def test_rivals_that_divide_make_one_open_question_led_by_the_best_supported():
    content = draft(
        candidate(1, agrees=60, disagrees=18, group_b=(4, 18)),
        candidate(2, agrees=50, disagrees=18, group_b=(4, 18)),
    )
    (question,) = open_questions(content)
    assert (question["proposal"], question["also"]) == (1, [2])
    assert (question["in_favour"], question["against"]) == (["A"], ["B"])


def test_a_criterion_with_a_clause_asks_no_question():
    content = draft(candidate(1), candidate(2, agrees=60, disagrees=18, group_b=(4, 18)))
    assert not list(open_questions(content))


def test_every_proposal_is_tallied_whatever_became_of_it():
    content = draft(candidate(1), candidate(2, agrees=3, group_b=(1, 0)))
    assert [(each["proposal"], each["status"]) for each in content["proposals"]] == [
        (1, "adopted"), (2, "undecided"),
    ]  # fmt: skip


def test_published_numbers_have_six_places():
    (clause,) = clauses(draft(candidate(1, agrees=37, disagrees=5)))
    for cell in clause["support"]:
        for key in ("share", "low", "high"):
            assert cell[key] == round(cell[key], 6)


def test_compare_tells_what_came_went_and_was_reworded():
    before = draft(candidate(1), candidate(2, criterion="licence"))
    after = draft(candidate(1, wording="Proposal 1 MUST be kept well.", shown=2), previous=before)
    diff = compare(before, after)
    assert diff["counts"] == {"added": 0, "removed": 1, "reworded": 1, "level-changed": 0}
    reworded, removed = diff["changes"]
    assert reworded["words"] == [["=", "Proposal 1 MUST be"], ["-", " kept."], ["+", " kept well."]]
    assert not reworded["alters_verdicts"]
    assert removed["before"]["proposal"] == 2
    assert removed["alters_verdicts"]


def test_a_rival_that_takes_over_is_a_change_of_the_same_clause_with_its_reason():
    before = draft(candidate(1, agrees=32, disagrees=8))
    after = draft(
        candidate(1, agrees=32, disagrees=8, group_b=(16, 4)),
        candidate(2, level="SHOULD", wording="Proposal 2 SHOULD be kept."),
        previous=before,
    )
    (change,) = compare(before, after)["changes"]
    assert change["kind"] == "level-changed"
    assert change["reason"][0] == "Proposal 2 took the place of 1."


def test_where_proposals_do_not_compete_each_is_its_own_clause():
    before = draft(candidate(1), candidate(2), competing=False)
    after = draft(candidate(2), candidate(3), competing=False, previous=before)
    kinds = [(change["kind"], (change["after"] or change["before"])["proposal"])
             for change in compare(before, after)["changes"]]  # fmt: skip
    assert kinds == [("added", 3), ("removed", 1)]


def test_a_draft_compared_with_itself_has_not_changed():
    content = draft(candidate(1))
    assert compare(content, content)["changes"] == []


@given(st.text("ab c.\n"), st.text("ab c.\n"))
def test_word_runs_join_to_both_texts(before, after):
    runs = words(before, after)
    assert "".join(text for sign, text in runs if sign != "+") == before
    assert "".join(text for sign, text in runs if sign != "-") == after


def test_markdown_says_what_the_draft_says():
    content = draft(candidate(1), simulated=True)
    text = render.markdown(content, "f" * 64)
    assert "# X, draft 0.1.0" in text
    assert "> Proposal 1 MUST be kept." in text
    assert "Simulated data" in text
    assert "f" * 64 in text


def test_the_tally_has_a_row_per_proposal_and_cell():
    content = draft(candidate(1), candidate(2))
    rows = list(csv.DictReader(io.StringIO(render.tally_csv(content))))
    assert len(rows) == 2 * 3
    assert rows[0]["agrees"] == "40"
    assert rows[0]["share"] == f"{41 / 44:.6f}"


def test_wordings_with_little_in_common_stand_one_after_the_other():
    before, after = "All data MUST be published.", "The makers SHOULD describe how they chose."
    assert words(before, after) == [["-", before], ["+", after]]
