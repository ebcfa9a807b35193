"""What a single vote does."""

from deliberation.drafting import Candidate, Cell, CriterionMaterial, Rules
from deliberation.drafting.effect import vote_effect

RULES = Rules(quorum_votes=10, quorum_cell_votes=1)
OWN = [("all", "all"), ("group", "A")]


def candidate(agrees, disagrees=0):
    cells = [
        Cell("all", "all", "All", agrees, disagrees, 0),
        Cell("group", "A", "Group A", agrees - 1, disagrees, 0),
        Cell("group", "B", "Group B", 1, 0, 0),
    ]
    return Candidate(1, 1, 1, "weights", "MUST", "open", "It MUST be open.", tuple(cells))


def effect(candidate, **given):
    criterion = CriterionMaterial("weights", "Weights", "?", ("open",), True, (candidate,))
    return vote_effect(1, criterion, RULES, **{"own": OWN, "old": None, "new": None} | given)


def test_the_vote_that_makes_quorum_makes_the_clause():
    found = effect(candidate(9), new=1)
    assert (found.before.status, found.after.status) == ("undecided", "adopted")
    assert found.turned == (("quorum", True),)
    assert [(m.before.votes, m.after.votes) for m in found.moved] == [(9, 10), (8, 9)]


def test_a_changed_vote_leaves_one_cell_for_another_and_the_number_as_it_was():
    found = effect(candidate(12), old=1, new=-1)
    everybody = found.moved[0]
    assert everybody.before.votes == everybody.after.votes == 12
    assert (everybody.after.agrees, everybody.after.disagrees) == (11, 1)


def test_a_withdrawn_vote_can_cost_the_quorum():
    found = effect(candidate(10), old=1)
    assert found.turned == (("quorum", False),)
    assert found.after.status == "undecided"


def test_a_guest_moves_no_cell_that_counts():
    found = effect(candidate(9), own=[("class", "guests")], new=1)
    assert found.moved == ()
    assert found.before == found.after
