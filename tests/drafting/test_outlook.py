"""What would change: the votes named are enough, and one fewer is not."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deliberation.drafting import Rules, standings
from deliberation.drafting.adoption import Field
from deliberation.drafting.material import CriterionMaterial
from deliberation.drafting.outlook import what_would_change
from tests.drafting.test_adoption import RULES, candidate


def criterion(*candidates):
    return CriterionMaterial("data", "Data", "?", ("closed", "partial", "open"), True, candidates)


def after(proposal, path, votes):
    """The proposal once the first `votes` of a path, one cell after another, are cast."""
    assert votes <= path.votes
    gained = {(cell.kind, cell.key): number for cell, number in path.cells}
    field = "agrees" if path.vote == "agree" else "disagrees"

    def grown(cell):
        extra = votes if cell.kind == "all" else gained.get((cell.kind, cell.key), 0)
        return replace(cell, **{field: getattr(cell, field) + extra})

    return replace(proposal, cells=tuple(grown(cell) for cell in proposal.cells))


def status(proposal, rules=RULES, **options):
    return standings(criterion(proposal), rules, options.pop("incumbents", ()))[0].status


def test_a_proposal_without_votes_is_told_its_quorum():
    nothing = candidate(groups=((0, 0), (0, 0)), classes=((0, 0), (0, 0)))
    path = what_would_change(1, Field.of(criterion(nothing), RULES)).adopted
    assert (path.vote, path.votes) == ("agree", 30)
    assert sum(number for cell, number in path.cells if cell.kind == "class") == 30


def test_the_missing_votes_are_asked_of_the_group_that_is_short():
    short = candidate(groups=((60, 0), (8, 12)), classes=((34, 6), (34, 6)))
    path = what_would_change(1, Field.of(criterion(short), RULES)).adopted
    groups = {cell.key: number for cell, number in path.cells if cell.kind == "group"}
    assert groups == {"B": path.votes}
    assert path.votes == 4


def test_a_clause_is_told_what_would_take_it_out_and_nothing_about_coming_in():
    outlook = what_would_change(1, Field.of(criterion(candidate()), RULES))
    assert outlook.adopted is None
    assert status(after(candidate(), outlook.dropped, outlook.dropped.votes)) != "adopted"


def test_a_rival_must_be_beaten_by_the_margin():
    clause, rival = candidate(1), candidate(2, groups=((12, 8), (12, 8)))
    alone = what_would_change(2, Field.of(criterion(rival), RULES)).adopted
    against = what_would_change(
        2, Field.of(criterion(clause, rival), RULES, incumbents=[(1, 1)])
    ).adopted
    assert against.votes > alone.votes


def test_what_no_number_of_votes_does_is_out_of_reach():
    hopeless = candidate(groups=((0, 4000), (0, 4000)), classes=((0, 4000), (0, 4000)))
    assert what_would_change(1, Field.of(criterion(hopeless), RULES)).adopted is None


def test_a_proposal_that_is_not_there_is_refused():
    with pytest.raises(LookupError):
        what_would_change(7, Field.of(criterion(candidate(1)), Rules()))


pairs = st.tuples(st.integers(0, 25), st.integers(0, 25))


@given(pairs, pairs)
@settings(deadline=None, max_examples=25)
def test_the_votes_named_are_enough(first, second):
    proposal = candidate(groups=(first, second), classes=(first, second))
    outlook = what_would_change(1, Field.of(criterion(proposal), RULES))
    assume(outlook.adopted is not None)
    assert status(after(proposal, outlook.adopted, outlook.adopted.votes)) == "adopted"
    assert outlook.adopted.votes > 0
