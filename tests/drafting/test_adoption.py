"""Adoption, step by step, as DESIGN states it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.drafting import Candidate, Cell, CriterionMaterial, Rules, standings

RULES = Rules(required_classes=("developers", "public"))


def cell(kind, key, agrees, disagrees=0, passes=0):
    titles = {"all": "All", "group": f"Group {key}", "class": key.capitalize()}
    return Cell(kind, key, titles[kind], agrees, disagrees, passes)


def candidate(number=1, *, groups=((20, 0), (20, 0)), classes=((20, 0), (20, 0)), **fields):
    """A proposal with agrees and disagrees in two groups and two classes."""
    agrees = sum(pair[0] for pair in groups)
    disagrees = sum(pair[1] for pair in groups)
    return Candidate(
        number=number,
        revision=fields.pop("revision", 1),
        shown=1,
        criterion="data",
        level="MUST",
        requires="open",
        wording="It MUST be.",
        cells=(
            cell("all", "all", agrees, disagrees),
            *(cell("group", key, *pair) for key, pair in zip("AB", groups, strict=True)),
            *(
                cell("class", key, *pair)
                for key, pair in zip(("developers", "public"), classes, strict=True)
            ),
        ),
        **fields,
    )


def decide(*candidates, rules=RULES, incumbents=(), competing=True, too_small=()):
    criterion = CriterionMaterial(
        "data", "Data", "What of data?", ("closed", "partial", "open"), competing, candidates
    )
    return standings(criterion, rules, set(incumbents), too_small)


def statuses(*candidates, **options):
    return [standing.status for standing in decide(*candidates, **options)]


def test_broad_and_bridging_agreement_is_adopted():
    assert statuses(candidate()) == ["adopted"]


def test_below_thirty_votes_there_is_no_quorum():
    assert statuses(candidate(groups=((15, 0), (14, 0)))) == ["undecided"]


def test_a_group_with_four_votes_keeps_quorum_from_being_met():
    assert statuses(candidate(groups=((36, 0), (4, 0)))) == ["undecided"]


def test_a_class_that_is_not_required_may_stay_away():
    absent = candidate(classes=((40, 0), (0, 0)))
    assert statuses(absent) == ["undecided"]
    assert statuses(absent, rules=replace(RULES, required_classes=("developers",))) == ["adopted"]


def test_a_majority_that_one_group_does_not_share_is_an_open_question():
    standing = decide(candidate(groups=((60, 0), (4, 16))))[0]
    assert standing.status == "open-question"
    assert [each.key for each in standing.in_favour] == ["A", "developers", "public"]
    assert [each.key for each in standing.against] == ["B"]


def test_broad_disagreement_is_declined():
    against = ((3, 30), (2, 30))
    assert statuses(candidate(groups=against, classes=against)) == ["declined"]


def test_the_higher_score_is_the_clause_and_the_other_is_outscored():
    weaker = candidate(1, groups=((16, 4), (16, 4)))
    assert statuses(weaker, candidate(2)) == ["outscored", "adopted"]


def test_ties_go_to_the_older_proposal():
    assert statuses(candidate(7), candidate(9)) == ["adopted", "outscored"]


def test_where_proposals_do_not_compete_every_adoptable_one_is_a_clause():
    assert statuses(candidate(1), candidate(2), competing=False) == ["adopted", "adopted"]


def test_a_group_too_small_to_give_quorum_is_not_asked():
    lopsided = candidate(groups=((36, 0), (0, 4)))
    assert statuses(lopsided) == ["undecided"]
    assert statuses(lopsided, too_small=["B"]) == ["adopted"]


def test_a_group_that_forms_later_does_not_take_a_standing_clause_away_unheard():
    newly_split = candidate(groups=((36, 0), (4, 0)))
    assert statuses(newly_split, incumbents=[(1, 1)]) == ["adopted"]
    assert statuses(newly_split) == ["undecided"]


# Group B at 9 of 18: its share is exactly 0.50; at 8 of 18 it is 0.45, within the margin.
AT_NEED = ((70, 2), (9, 9))
WITHIN_MARGIN = ((70, 2), (8, 10))


def test_a_share_of_exactly_what_is_needed_is_enough():
    assert statuses(candidate(groups=AT_NEED)) == ["adopted"]


def test_an_incumbent_within_the_margin_stays_and_a_newcomer_there_does_not_come_in():
    near = candidate(groups=WITHIN_MARGIN)
    assert statuses(near, incumbents=[(1, 1)]) == ["adopted"]
    assert statuses(near) != ["adopted"]


def test_a_challenger_ahead_by_less_than_the_margin_does_not_unseat():
    standing = candidate(1, groups=((30, 3), (30, 3)))
    slightly_better = candidate(2, groups=((30, 2), (30, 2)))
    assert statuses(standing, slightly_better, incumbents=[(1, 1)]) == ["adopted", "outscored"]
    assert statuses(standing, slightly_better) == ["outscored", "adopted"]


def test_a_challenger_ahead_by_the_margin_takes_the_place():
    standing = candidate(1, groups=((20, 10), (20, 10)))
    assert statuses(standing, candidate(2), incumbents=[(1, 1)]) == ["outscored", "adopted"]


def test_a_succeeded_clause_stays_until_its_successor_has_quorum():
    old = candidate(1, revision=1, succeeded=True)
    silent = candidate(1, revision=2, groups=((0, 0), (0, 0)), classes=((0, 0), (0, 0)))
    assert statuses(old, silent, incumbents=[(1, 1)]) == ["adopted", "undecided"]
    assert [s.candidate.revision for s in decide(old, candidate(1, revision=2),
                                                 incumbents=[(1, 1)])] == [2]  # fmt: skip


def test_a_succeeded_revision_that_was_no_clause_takes_no_part():
    old = candidate(1, revision=1, succeeded=True)
    assert [s.candidate.revision for s in decide(old, candidate(1, revision=2))] == [2]


def test_the_trace_tells_every_step_in_words_and_numbers():
    trace = decide(candidate())[0].trace
    assert [step.rule for step in trace] == [
        "quorum", "broad-support", "bridging", "score", "choice",
    ]  # fmt: skip
    assert trace[0].text == (
        "Quorum: 40 votes, 30 needed; smallest cell 20 (Group A), 5 needed. Met."
    )
    assert trace[0].facts == {
        "votes": 40, "needed": 30, "smallest": 20, "cell": "A", "cell_needed": 5,
        "cells": [{"kind": "group", "key": "A", "title": "Group A"}],
    }  # fmt: skip


def test_a_clause_that_another_method_would_not_have_is_marked_and_stays():
    (standing,) = decide(candidate(opinions=(1, 0, -1)))
    assert standing.status == "adopted"
    assert [step.text for step in standing.trace if step.rule == "second-opinions"] == [
        "Contested by method: the bridging score would be clearly against it."
    ]


def test_what_another_method_would_have_is_marked_where_it_is_not_adopted():
    divided = candidate(groups=((60, 0), (4, 16)), opinions=(0, 1, 0))
    texts = [step.text for step in decide(divided)[0].trace]
    assert "Contested by method: balanced consensus would be clearly for it." in texts


def test_without_quorum_or_dissent_nothing_is_contested():
    for each in (
        candidate(opinions=(1, 1, 1)),
        candidate(groups=((5, 0), (5, 0)), opinions=(1, 1, 1)),
    ):
        assert "second-opinions" not in [step.rule for step in decide(each)[0].trace]


pairs = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(st.lists(st.tuples(pairs, pairs), min_size=1, max_size=4))
def test_at_most_one_of_competing_proposals_is_adopted_and_it_meets_every_need(groups):
    candidates = [
        candidate(number, groups=each, classes=each) for number, each in enumerate(groups, start=1)
    ]
    found = decide(*candidates)
    adopted = [standing for standing in found if standing.status == "adopted"]
    assert len(adopted) <= 1
    for standing in adopted:
        everybody, *cells = standing.candidate.cells
        assert everybody.votes >= 30
        assert everybody.interval(1.645)[0] >= 0.6
        assert all(part.votes >= 5 and part.share >= 0.5 for part in cells)
        assert standing.score == pytest.approx(
            min(part.interval(1.645)[0] for part in standing.candidate.cells)
        )


@given(pairs, pairs, st.integers(1, 40))
def test_more_agreement_never_takes_a_clause_away(first, second, more):
    before = candidate(groups=(first, second), classes=(first, second))
    grown = ((first[0] + more, first[1]), (second[0] + more, second[1]))
    after = candidate(groups=grown, classes=grown)
    if statuses(before) == ["adopted"]:
        assert statuses(after) == ["adopted"]
