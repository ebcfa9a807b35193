"""Voting, joining, proposing and moderating, as actions."""

import pytest

from deliberation import actions
from deliberation.models import Definition, Event, Phase, Proposal
from deliberation.models.votes import own_votes
from deliberation.refusals import (
    AlreadyTakingPart,
    LevelNotInWording,
    NothingToWithdraw,
    ProposalClosed,
    ProposalRejected,
    ProposingClosed,
    PseudonymTaken,
    UnknownClass,
    UnknownCriterion,
    UnknownEvidence,
    VoteMovedOn,
    VotingClosed,
    WordingChanged,
)


def test_a_repeated_vote_adds_nothing_to_the_log(moot):
    ada, bystander = moot.participants(2)
    proposal = moot.proposal()
    moot.vote(bystander, proposal, "disagree")
    assert [moot.vote(ada, proposal, "agree").is_new for _ in range(2)] == [True, False]
    assert moot.log() == [(bystander, -1), (ada, 1)]


def test_a_change_of_mind_is_a_new_event_and_the_last_one_counts(moot):
    ada = moot.participant()
    proposal = moot.proposal()
    for value in ("agree", "disagree", "agree", "pass"):
        moot.vote(ada, proposal, value)
    assert [value for _, value in moot.log()] == [1, -1, 1, 0]
    tally = moot.aggregate().tallies.get(proposal=proposal)
    assert (tally.agrees, tally.disagrees, tally.passes) == (0, 0, 1)


def test_a_withdrawn_vote_leaves_the_tally_and_stays_in_the_log(moot):
    ada = moot.participant()
    proposal = moot.proposal()
    moot.vote(ada, proposal, "agree")
    actions.withdraw_vote(participant=ada, proposal=proposal)
    assert moot.log() == [(ada, 1), (ada, None)]
    assert moot.aggregate().tallies.get(proposal=proposal).agrees == 0
    with pytest.raises(NothingToWithdraw):
        actions.withdraw_vote(participant=ada, proposal=proposal)
    assert moot.vote(ada, proposal, "agree").is_new


@pytest.mark.parametrize("phase", ["setup", "ratification", "closed"])
def test_a_phase_that_takes_no_votes_refuses_them(moot, phase):
    ada, proposal = moot.participant(), moot.proposal()
    actions.change_phase(definition=moot.definition, phase=phase)
    with pytest.raises(VotingClosed, match=phase):
        moot.vote(ada, proposal, "agree")
    assert moot.log() == []


def test_a_closed_and_a_rejected_proposal_take_no_votes(moot):
    ada, closed, rejected = moot.participant(), moot.proposal(), moot.proposal()
    moot.decide("lock", closed, note="Superseded.")
    moot.decide("reject", rejected, note="Says two things.")
    with pytest.raises(ProposalClosed):
        moot.vote(ada, closed, "agree")
    with pytest.raises(ProposalRejected):
        moot.vote(ada, rejected, "agree")


def test_a_rejected_proposal_leaves_the_draft_and_keeps_its_tally(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=40)
    assert moot.draft().clauses.count() == 1
    moot.decide("reject", proposal, note="A duplicate.")
    draft = moot.draft()
    assert (draft.version, draft.clauses.count()) == ("0.2.0", 0)
    tally = moot.aggregate().tallies.get(proposal=proposal)
    assert (tally.status, tally.agrees) == ("rejected", 40)


def test_a_substantive_revision_starts_a_new_vote_and_the_clause_stays_till_it_has_quorum(moot):
    proposal = moot.proposal()
    people = moot.votes(proposal, agree=40)
    moot.draft()
    revision = actions.revise_proposal(
        proposal=proposal, level="MUST", requires="partial",
        wording="Training data MUST be described.", is_substantive=False,
    )  # fmt: skip
    assert revision.is_substantive, "the required evidence changed"
    draft = moot.draft()
    assert [clause.revision.number for clause in draft.clauses.all()] == [1]
    proposal.refresh_from_db()
    for participant in people:
        moot.vote(participant, proposal, "agree")
    draft = moot.draft()
    assert (draft.version, draft.clauses.get().revision) == ("0.2.0", revision)


def test_an_editorial_revision_keeps_the_votes_and_rewords_the_clause(moot):
    proposal = moot.proposal()
    moot.votes(proposal, agree=40)
    moot.draft()
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="open",
        wording="All training data MUST be published.", is_substantive=False,
    )  # fmt: skip
    draft = moot.draft()
    assert draft.version == "0.1.1"
    assert draft.content["parts"][0]["clauses"][0]["support"][0]["agrees"] == 40


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"criterion_slug": "nonsense"}, UnknownCriterion),
        ({"requires": "ajar"}, UnknownEvidence),
        ({"wording": "It may be published."}, LevelNotInWording),
        ({"wording": "It MUST NOT be published."}, LevelNotInWording),
        ({"level": "SHALL", "wording": "It SHALL."}, LevelNotInWording),
    ],
)
def test_what_cannot_be_a_clause_is_refused(moot, fields, refusal):
    given = {
        "criterion_slug": "training-data", "level": "MUST", "requires": "open",
        "wording": "It MUST be published.",
    } | fields  # fmt: skip
    with pytest.raises(refusal):
        actions.open_proposal(definition=moot.definition, **given)
    assert not moot.definition.proposals.exists()


def test_participants_propose_only_while_the_phase_takes_proposals(moot):
    actions.change_phase(definition=moot.definition, phase=Phase.CONVERGENCE)
    with pytest.raises(ProposingClosed):
        moot.proposal(origin=Proposal.Origin.PARTICIPANT)
    assert moot.proposal(origin=Proposal.Origin.SEEDED).number == 1


def test_joining_twice_or_under_a_taken_name_or_unknown_class_is_refused(moot):
    ada = moot.participant()
    with pytest.raises(AlreadyTakingPart):
        actions.join(
            definition=moot.definition, user=ada.user, pseudonym="x", class_slug="researchers"
        )
    with pytest.raises(PseudonymTaken):
        actions.join(
            definition=moot.definition, user=moot.user(), pseudonym=ada.pseudonym.upper(),
            class_slug="researchers",
        )  # fmt: skip
    with pytest.raises(UnknownClass, match="researchers"):
        actions.join(
            definition=moot.definition, user=moot.user(), pseudonym="y", class_slug="kings"
        )


def test_every_deed_that_can_alter_a_draft_leaves_an_event(moot):
    proposal = moot.proposal()
    moot.vote(moot.participant(), proposal, "agree")
    moot.decide("accept", proposal, note="Clear.")
    actions.change_ruleset(definition=moot.definition, reason="Fewer people.", quorum_votes=10)
    kinds = list(Event.objects.filter(definition=moot.definition).values_list("kind", flat=True))
    assert kinds == [
        "ruled", "phased", "revised", "joined", "vote", "moderated", "ruled",
    ]  # fmt: skip
    assert Definition.objects.dirty().filter(pk=moot.definition.pk).exists()


def test_a_vote_on_a_wording_that_changed_meanwhile_is_not_recorded(moot):
    ada, proposal = moot.participant(), moot.proposal()
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="partial",
        wording="Training data MUST be described.", is_substantive=True,
    )  # fmt: skip
    with pytest.raises(WordingChanged, match="revision 2"):
        actions.cast_vote(participant=ada, proposal=proposal, value=1, revision=1)
    assert moot.log() == []
    assert actions.cast_vote(participant=ada, proposal=proposal, value=1, revision=2).is_new


def test_undoing_a_first_vote_withdraws_it_and_a_changed_one_brings_the_earlier_back(moot):
    proposal, ada = moot.proposal(), moot.participant()
    first = moot.vote(ada, proposal, "agree").event
    actions.undo_vote(participant=ada, proposal=proposal, event=first.pk)
    assert moot.log() == [(ada, 1), (ada, None)]
    moot.vote(ada, proposal, "pass")
    changed = moot.vote(ada, proposal, "disagree").event
    undone = actions.undo_vote(participant=ada, proposal=proposal, event=changed.pk)
    assert undone.value == 0
    assert moot.log()[2:] == [(ada, 0), (ada, -1), (ada, 0)]


def test_undoing_twice_adds_nothing_and_undoing_the_past_is_refused(moot):
    proposal, ada = moot.proposal(), moot.participant()
    first = moot.vote(ada, proposal, "agree").event
    for _ in range(2):
        actions.undo_vote(participant=ada, proposal=proposal, event=first.pk)
    assert moot.log() == [(ada, 1), (ada, None)]
    moot.vote(ada, proposal, "disagree")
    with pytest.raises(VoteMovedOn):
        actions.undo_vote(participant=ada, proposal=proposal, event=first.pk)
    other = moot.vote(moot.participant(), proposal, "agree").event
    with pytest.raises(VoteMovedOn):
        actions.undo_vote(participant=ada, proposal=proposal, event=other.pk)


def test_ones_own_votes_tell_what_stands_what_stood_and_what_was_counted(moot):
    proposal, ada = moot.proposal(), moot.participant()
    moot.vote(ada, proposal, "agree")
    run = moot.aggregate()
    moot.vote(ada, proposal, "disagree")
    own = own_votes(ada, watermark=run.watermark)[proposal.voted_id]
    assert (own.value, own.before, own.counted) == (-1, 1, 1)
    actions.withdraw_vote(participant=ada, proposal=proposal)
    own = own_votes(ada)[proposal.voted_id]
    assert (own.value, own.before, own.counted) == (None, -1, None)
