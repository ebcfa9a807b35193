"""What is shown next: unseen, wanted, and in the end everything."""

from collections import Counter

from deliberation import actions
from tests.conftest import CLASSES


def numbers(moot, participant=None, **options):
    return [each.number for each in actions.next_proposals(moot.definition, participant, **options)]


def test_what_one_has_voted_on_is_not_shown_again_and_what_one_withdrew_is(moot):
    first, second = moot.proposal(), moot.proposal()
    ada = moot.participant()
    moot.vote(ada, first, "agree")
    assert numbers(moot, ada, limit=9) == [second.number]
    actions.withdraw_vote(participant=ada, proposal=first)
    assert sorted(numbers(moot, ada, limit=9)) == [1, 2]


def test_closed_and_rejected_proposals_and_those_to_be_skipped_are_left_out(moot):
    shown, closed, rejected, skipped = (moot.proposal() for _ in range(4))
    moot.decide("lock", closed, note="For the test.")
    moot.decide("reject", rejected, note="For the test.")
    assert numbers(moot, limit=9, skipping=[skipped.number]) == [shown.number]


def test_a_phase_without_votes_shows_nothing(moot):
    moot.proposal()
    moot.definition = actions.change_phase(definition=moot.definition, phase="closed")
    assert numbers(moot) == []


def test_a_substantive_revision_is_shown_again(moot):
    proposal, ada = moot.proposal(), moot.participant()
    moot.vote(ada, proposal, "agree")
    actions.revise_proposal(
        proposal=proposal, level="MUST", requires="partial", wording="It MUST be described.",
        is_substantive=True,
    )  # fmt: skip
    assert numbers(moot, ada) == [proposal.number]


def test_the_order_stays_for_one_participant_and_differs_between_them(moot):
    for _ in range(8):
        moot.proposal()
    people = moot.participants(12)
    orders = [numbers(moot, each, limit=8) for each in people]
    assert orders == [numbers(moot, each, limit=8) for each in people]
    assert len({tuple(order) for order in orders}) > 6


def test_undecided_and_new_proposals_come_before_settled_ones_mostly(moot):
    settled, undecided = moot.proposal(), moot.proposal("no-scale-cap")
    people = moot.votes(settled, agree=60)
    for participant in people[:25]:
        moot.vote(participant, undecided, "agree")
    moot.aggregate()
    firsts = Counter(numbers(moot, each)[0] for each in moot.participants(60))
    assert firsts[undecided.number] > 45
    new = moot.proposal()
    firsts = Counter(numbers(moot, each)[0] for each in moot.participants(60))
    assert firsts[new.number] > 40


def test_a_class_that_is_short_is_asked_first(moot):
    """Both are undecided; developers have voted on the first, researchers on the second."""
    first, second = moot.proposal(), moot.proposal("no-scale-cap")
    for proposal, class_slug in ((first, "developers"), (second, "researchers")):
        for _ in range(25):
            moot.vote(moot.participant(class_slug), proposal, "agree")
    moot.aggregate()
    for class_slug, wanted in (("developers", second), ("researchers", first)):
        shown = [numbers(moot, moot.participant(class_slug))[0] for _ in range(40)]
        assert shown.count(wanted.number) > 30


def test_every_proposal_gets_seen(moot):
    for number in range(6):
        moot.votes(moot.proposal(), agree=40 if number < 3 else 2)
    moot.aggregate()
    firsts = {numbers(moot, each)[0] for each in moot.participants(150)}
    assert len(firsts) >= 5


def test_thirty_proposals_cost_no_more_queries_than_three(moot, django_assert_max_num_queries):
    ada = moot.participant(CLASSES[0][0])
    for _ in range(30):
        moot.proposal()
    moot.aggregate()
    with django_assert_max_num_queries(4):
        numbers(moot, ada, limit=5)
