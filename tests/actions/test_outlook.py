"""What would change a proposal's standing, reckoned from stored tallies."""

from deliberation import actions


def test_nothing_is_said_before_the_first_run(moot):
    assert actions.what_would_change(moot.proposal()) is None


def test_the_votes_named_do_get_it_adopted(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=20)
    moot.aggregate()
    path = actions.what_would_change(proposal).adopted
    assert (path.vote, path.votes) == ("agree", 10)
    moot.votes(proposal, agree=path.votes - 1)
    assert moot.aggregate().tallies.get().status == "undecided"
    moot.votes(proposal, agree=1)
    assert moot.aggregate().tallies.get().status == "adopted"


def test_a_clause_is_told_what_would_drop_it(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=40)
    moot.aggregate()
    outlook = actions.what_would_change(proposal)
    assert outlook.adopted is None
    assert outlook.dropped.vote == "disagree"


def test_the_rules_in_force_are_asked_and_not_those_of_the_last_draft(moot):
    clause, proposal = moot.proposal(), moot.proposal("no-scale-cap")
    people = moot.votes(clause, agree=40)
    for participant in people[:20]:
        moot.vote(participant, proposal, "agree")
    moot.aggregate()
    assert actions.what_would_change(proposal).adopted.votes == 10
    actions.change_ruleset(definition=moot.definition, reason="More people.", quorum_votes=35)
    assert actions.what_would_change(proposal).adopted.votes == 15
