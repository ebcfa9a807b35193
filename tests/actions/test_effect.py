"""What a vote did or will do, told from stored tallies."""

from deliberation import actions
from deliberation.actions.routing import queue


def effect(moot, participant, proposal):
    run = moot.definition.last_run()
    asked = queue(moot.definition, participant, run)
    return actions.vote_effect(proposal, participant, asked, run)


def everybody(found):
    moved = found.moved[0]
    return (moved.before.agrees, moved.before.votes), (moved.after.agrees, moved.after.votes)


def test_a_vote_that_waits_is_told_as_the_next_run_will_count_it(moot):
    proposal, ada = moot.proposal(), moot.participant()
    moot.votes(proposal, agree=29)
    moot.aggregate()
    assert effect(moot, ada, proposal) is None
    moot.vote(ada, proposal, "agree")
    found = effect(moot, ada, proposal)
    assert everybody(found) == ((29, 29), (30, 30))
    assert (found.before.status, found.after.status) == ("undecided", "adopted")
    assert moot.aggregate().tallies.get().status == "adopted"
    assert everybody(effect(moot, ada, proposal)) == ((29, 29), (30, 30))


def test_a_change_of_mind_takes_the_counted_vote_out(moot):
    proposal, ada = moot.proposal(), moot.participant()
    moot.vote(ada, proposal, "agree")
    moot.votes(proposal, agree=4)
    moot.aggregate()
    moot.vote(ada, proposal, "disagree")
    assert everybody(effect(moot, ada, proposal)) == ((5, 5), (4, 5))
    actions.withdraw_vote(participant=ada, proposal=proposal)
    assert everybody(effect(moot, ada, proposal)) == ((5, 5), (4, 4))


def test_only_ones_own_class_moves(moot):
    proposal, ada = moot.proposal(), moot.participant("researchers")
    moot.votes(proposal, agree=6)
    moot.aggregate()
    moot.vote(ada, proposal, "pass")
    keys = [each.after.key for each in effect(moot, ada, proposal).moved]
    assert keys == ["all", "researchers"]


def test_a_vote_on_what_no_run_counted_tells_nothing(moot):
    proposal, ada = moot.proposal(), moot.participant()
    moot.vote(ada, proposal, "agree")
    assert effect(moot, ada, proposal) is None


def test_a_rival_that_is_the_clause_still_stands_in_the_way(moot):
    clause, rival, ada = moot.proposal(), moot.proposal(), moot.participant()
    moot.votes(clause, agree=40)
    moot.votes(rival, agree=29)
    moot.votes(moot.proposal(), agree=1)
    moot.aggregate()
    moot.vote(ada, rival, "agree")
    found = effect(moot, ada, rival)
    assert (found.before.status, found.after.status) == ("undecided", "outscored")
