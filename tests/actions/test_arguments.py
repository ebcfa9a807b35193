"""Arguing and endorsing, as actions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation import actions
from deliberation.models import Argument, ArgumentRevision, Endorsement, Event, StakeholderClass
from deliberation.refusals import (
    ArguedAlready,
    ArguedJustNow,
    ArguingClosed,
    ArgumentChanged,
    ArgumentFixed,
    ArgumentWithdrawn,
    NotTheAuthor,
    OwnArgument,
    ProposalNotArgued,
    TooManyArguments,
)

TEXT = "A form is a record of who studies which model."


@pytest.fixture(autouse=True)
def _no_pause(settings):
    settings.ARGUMENT_PAUSE_SECONDS = 0


@pytest.fixture
def proposal(moot):
    return moot.proposal()


@pytest.fixture
def ada(moot):
    return moot.participant()


def argue(participant, proposal, text=TEXT, side="for", **more):
    return actions.argue(
        participant=participant, proposal=proposal, side=side, text=text, **more
    ).argument


def endorse(argument, *people):
    for participant in people:
        actions.endorse(participant=participant, argument=argument)
    argument.refresh_from_db()
    return argument


def test_arguments_are_numbered_within_their_proposal_and_add_nothing_to_the_log(
    moot, proposal, ada
):
    other = argue(ada, moot.proposal(), "Another proposal, another argument.")
    reader = moot.participant()
    before = Event.objects.count()
    first = argue(ada, proposal, "  One\r\n\r\nreason   here. ")
    second = argue(ada, proposal, "The opposite.", side="against")
    assert [other.number, first.number, second.number] == [1, 1, 2]
    assert first.current.text == "One reason here."
    assert first.about == proposal.voted
    endorse(first, reader)
    assert Event.objects.count() == before


def test_a_form_sent_twice_publishes_once(proposal, ada):
    first = actions.argue(participant=ada, proposal=proposal, side="for", text=TEXT)
    again = actions.argue(participant=ada, proposal=proposal, side="for", text=f" {TEXT} ")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.argument == first.argument
    assert Argument.objects.count() == 1


def test_what_somebody_else_said_already_is_pointed_out(moot, proposal, ada):
    argue(ada, proposal)
    with pytest.raises(ArguedAlready, match=f"{ada.pseudonym} already said this, in argument 1"):
        argue(moot.participant(), proposal, TEXT.upper().replace(".", "!"))
    assert argue(moot.participant(), proposal, TEXT, side="against").number == 2


def test_three_arguments_of_a_person_stand_on_one_side(moot, proposal, ada):
    texts = ["Costs too much.", "Helps nobody I know.", "Was tried in vain before."]
    for text in texts:
        first = argue(ada, proposal, text)
    with pytest.raises(TooManyArguments, match="3 arguments for proposal 1"):
        argue(ada, proposal, "And a fourth reason.")
    argue(ada, proposal, "And one on the other side.", side="against")
    actions.withdraw_argument(participant=ada, argument=first)
    assert argue(ada, proposal, "And a fourth reason.").number == 5


def test_one_waits_between_two_arguments(proposal, ada, settings):
    settings.ARGUMENT_PAUSE_SECONDS = 20
    argue(ada, proposal)
    with pytest.raises(ArguedJustNow, match=r"(19|20) s"):
        argue(ada, proposal, "A second thought.")
    Argument.objects.update(created_at=timezone.now() - timedelta(seconds=21))
    assert argue(ada, proposal, "A second thought.").number == 2


@pytest.mark.parametrize("phase", ["ratification", "closed"])
def test_no_argument_is_taken_where_no_vote_is(moot, proposal, ada, phase):
    argument = argue(moot.participant(), proposal)
    actions.change_phase(definition=moot.definition, phase=phase)
    with pytest.raises(ArguingClosed, match=phase):
        argue(ada, proposal, "Too late.")
    with pytest.raises(ArguingClosed):
        endorse(argument, ada)


@pytest.mark.parametrize(
    ("decided", "state"),
    [("lock", "closed"), ("reject", "rejected by moderation")],
)
def test_a_proposal_that_takes_no_votes_takes_no_arguments(moot, proposal, ada, decided, state):
    moot.decide(decided, proposal, note="For a test.")
    with pytest.raises(ProposalNotArgued, match=state):
        argue(ada, proposal)


def test_an_edit_keeps_the_wording_before(proposal, ada):
    argument = argue(ada, proposal)
    edited = actions.edit_argument(participant=ada, argument=argument, text="A shorter one.")
    actions.edit_argument(participant=ada, argument=argument, text="A shorter one.")
    assert edited.current.text == "A shorter one."
    assert [each.text for each in argument.revisions.all()] == [TEXT, "A shorter one."]


def test_an_argument_is_fixed_after_a_quarter_of_an_hour(proposal, ada):
    argument = argue(ada, proposal)
    Argument.objects.update(created_at=timezone.now() - timedelta(minutes=15))
    with pytest.raises(ArgumentFixed, match="15 minutes"):
        actions.edit_argument(participant=ada, argument=argument, text="Too late.")


def test_an_argument_is_fixed_once_somebody_endorsed_it(moot, proposal, ada):
    bo = moot.participant()
    argument = endorse(argue(ada, proposal), bo)
    with pytest.raises(ArgumentFixed):
        actions.edit_argument(participant=ada, argument=argument, text="Something else.")
    actions.unendorse(participant=bo, argument=argument)
    assert actions.edit_argument(participant=ada, argument=argument, text="Something else.")


def test_only_the_author_edits_and_withdraws(moot, proposal, ada):
    argument, bo = argue(ada, proposal), moot.participant()
    with pytest.raises(NotTheAuthor):
        actions.edit_argument(participant=bo, argument=argument, text="Mine now.")
    with pytest.raises(NotTheAuthor):
        actions.withdraw_argument(participant=bo, argument=argument)


def test_a_withdrawn_argument_takes_neither_edits_nor_endorsements(moot, proposal, ada):
    argument, bo = argue(ada, proposal), moot.participant()
    for _ in range(2):
        argument = actions.withdraw_argument(participant=ada, argument=argument)
    with pytest.raises(ArgumentWithdrawn):
        endorse(argument, bo)
    with pytest.raises(ArgumentWithdrawn):
        actions.edit_argument(participant=ada, argument=argument, text="Back again.")
    assert not Argument.objects.standing().exists()
    assert ArgumentRevision.objects.get().text == TEXT


def test_an_endorsement_counts_once_and_can_be_taken_back(moot, proposal, ada):
    argument, bo = argue(ada, proposal), moot.participant()
    assert endorse(argument, bo, bo, moot.participant()).endorsed == 2
    for _ in range(2):
        actions.unendorse(participant=bo, argument=argument)
    argument.refresh_from_db()
    assert argument.endorsed == 1


def test_nobody_endorses_themselves(proposal, ada):
    with pytest.raises(OwnArgument):
        endorse(argue(ada, proposal), ada)
    assert not Endorsement.objects.exists()


def test_words_that_changed_meanwhile_are_not_endorsed(moot, proposal, ada):
    argument, bo = argue(ada, proposal), moot.participant()
    actions.edit_argument(participant=ada, argument=argument, text="Something else altogether.")
    with pytest.raises(ArgumentChanged):
        actions.endorse(participant=bo, argument=argument, revision=1)
    assert actions.endorse(participant=bo, argument=argument, revision=2).endorsed == 1


def test_what_several_classes_endorse_comes_before_what_one_endorses_in_numbers(
    moot, proposal, ada
):
    narrow = endorse(
        argue(ada, proposal, "One kind of people like this."),
        *[moot.participant("developers") for _ in range(3)],
    )
    wide = endorse(argue(ada, proposal, "Two kinds of people like this."), *moot.participants(2))
    assert (narrow.endorsed, wide.endorsed) == (3, 2)
    assert list(proposal.arguments.best_first()) == [wide, narrow]


def test_guests_are_counted_and_move_nothing(moot, proposal, ada):
    guests = moot.definition.stakeholder_classes.create(
        slug="guests", title="Guests", position=3, is_guest=True
    )
    older, newer = argue(ada, proposal), argue(ada, proposal, "Some other reason.")
    people = [moot.participant() for _ in range(2)]
    moot.definition.participants.filter(pk__in=[each.pk for each in people]).update(
        stakeholder_class=StakeholderClass.objects.get(pk=guests.pk)
    )
    assert endorse(newer, *people).endorsed == 2
    assert newer.reach == 0
    assert list(proposal.arguments.best_first()) == [older, newer]
