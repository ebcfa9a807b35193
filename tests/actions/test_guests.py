"""Guests: what they may do, and how their votes become a member's."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deliberation import actions
from deliberation.models import Admission, Event, Participant
from deliberation.models.votes import own_votes
from deliberation.refusals import (
    AccountNeeded,
    AlreadyTakingPart,
    GuestsVoteOnly,
    InvitationNeeded,
    UnknownClass,
)

KEY = "a" * 32


@pytest.fixture
def open_moot(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.GUESTS
    )
    return moot


@pytest.fixture
def guest(open_moot: Any) -> Participant:
    return actions.join_as_guest(definition=open_moot.definition, key=KEY)


def classes_in_log(participant: Participant) -> list[str]:
    events = Event.objects.filter(participant=participant, kind=Event.Kind.JOINED).order_by("pk")
    return [(event.payload or {})["class"] for event in events]


def test_a_definition_has_one_class_for_guests_however_often_it_opens(open_moot: Any) -> None:
    for admission in (Admission.REGISTERED, Admission.GUESTS):
        actions.change_admission(definition=open_moot.definition, admission=admission)
    assert open_moot.definition.stakeholder_classes.filter(is_guest=True).count() == 1


def test_a_browser_is_one_guest(open_moot: Any, guest: Participant) -> None:
    assert actions.join_as_guest(definition=open_moot.definition, key=KEY) == guest
    assert guest.is_guest
    assert guest.stakeholder_class is not None
    assert guest.stakeholder_class.is_guest
    assert classes_in_log(guest) == ["guests"]


def test_guests_vote_and_do_nothing_else(open_moot: Any, guest: Participant) -> None:
    proposal = open_moot.proposal()
    open_moot.vote(guest, proposal, "agree")
    assert open_moot.log() == [(guest, 1)]
    with pytest.raises(GuestsVoteOnly):
        open_moot.proposal(author=guest)
    with pytest.raises(GuestsVoteOnly):
        actions.argue(participant=guest, proposal=proposal, side="for", text="It can be checked.")


def test_guests_are_not_admitted_where_an_account_is_needed(
    moot: Any, guest: Participant, open_moot: Any
) -> None:
    proposal = open_moot.proposal()
    definition = actions.change_admission(
        definition=open_moot.definition, admission=Admission.REGISTERED
    )
    with pytest.raises(AccountNeeded):
        actions.join_as_guest(definition=definition, key="b" * 32)
    with pytest.raises(AccountNeeded):
        open_moot.vote(guest, proposal, "agree")


def test_nobody_joins_into_the_class_of_guests(open_moot: Any) -> None:
    with pytest.raises(UnknownClass, match="developers, researchers"):
        actions.join(
            definition=open_moot.definition,
            user=open_moot.user(),
            pseudonym="ada",
            class_slug="guests",
        )


def test_a_guest_who_registers_keeps_their_votes(open_moot: Any, guest: Participant) -> None:
    proposal = open_moot.proposal()
    open_moot.vote(guest, proposal, "agree")
    member = actions.join(
        definition=open_moot.definition,
        user=open_moot.user(),
        pseudonym=guest.pseudonym,
        class_slug="researchers",
        guest=guest,
    )
    assert (member.pk, member.is_guest) == (guest.pk, False)
    assert classes_in_log(member) == ["guests", "researchers"]
    assert open_moot.log() == [(member, 1)]
    assert open_moot.definition.guest_of(KEY) is None


def test_a_guest_who_takes_part_already_adds_the_votes_that_were_missing(
    open_moot: Any, guest: Participant
) -> None:
    member, bystander = open_moot.participants(2)
    both, only_guest, closed = (open_moot.proposal() for _ in range(3))
    open_moot.vote(member, both, "disagree")
    for proposal in (both, only_guest, closed):
        open_moot.vote(guest, proposal, "agree")
    open_moot.vote(bystander, only_guest, "pass")
    closed.__class__.objects.filter(pk=closed.pk).update(is_closed=True)
    assert actions.take_over_guest(guest=guest, participant=member) == actions.TakenOver(1, 1)
    standing = Event.objects.filter(definition=open_moot.definition).standing()
    assert {(e.participant, e.revision.proposal, e.value) for e in standing} == {
        (member, both, -1),
        (member, only_guest, 1),
        (guest, closed, 1),
        (bystander, only_guest, 0),
    }
    assert actions.take_over_guest(guest=guest, participant=member) == actions.TakenOver(0, 0)


def test_a_guests_votes_on_a_merged_proposal_come_along_to_the_survivor(
    open_moot: Any, guest: Participant
) -> None:
    member = open_moot.participant()
    gone, into, gone_too, both = (open_moot.proposal() for _ in range(4))
    open_moot.vote(guest, gone, "agree")
    open_moot.vote(guest, gone_too, "agree")
    open_moot.vote(member, both, "disagree")
    merges = [
        actions.moderation.merge(proposal=one, into=other, by=open_moot.moderator(), note="Same.")
        for one, other in ((gone, into), (gone_too, both))
    ]
    assert actions.take_over_guest(guest=guest, participant=member) == actions.TakenOver(1, 1)
    counted = {pk: vote.value for pk, vote in own_votes(member).items()}
    assert counted == {into.voted_id: 1, both.voted_id: -1}
    assert not guest.events.standing().exists()
    actions.moderation.undo(decision=merges[0], by=open_moot.moderator(), note="They differ.")
    assert own_votes(member)[gone.voted_id].value == 1, "it goes back to what was voted on"


def test_two_who_claim_one_guest_get_a_participant_each(open_moot: Any, guest: Participant) -> None:
    stale = Participant.objects.get(pk=guest.pk)
    joins = [
        actions.join(
            definition=open_moot.definition,
            user=open_moot.user(),
            pseudonym=name,
            class_slug="developers",
            guest=stale,
        )
        for name in ("ada", "bea")
    ]
    assert joins[0].pk == guest.pk
    assert joins[1].pk != guest.pk


def test_the_database_refuses_a_guest_with_an_account(moot: Any) -> None:
    member = moot.participant()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=member.pk).update(guest_key=KEY)


def test_changing_class_tells_the_log_and_is_no_longer_verified(moot: Any, now: Any) -> None:
    member = moot.participant("developers")
    Participant.objects.filter(pk=member.pk).update(class_verified_at=now)
    for _ in range(2):
        member = actions.change_class(participant=member, class_slug="researchers")
    assert classes_in_log(member) == ["developers", "researchers"]
    assert member.class_verified_at is None


@pytest.fixture
def invited(moot: Any) -> Any:
    moot.definition = actions.change_admission(
        definition=moot.definition, admission=Admission.INVITED
    )
    return moot


def come(moot: Any, token: str = "", name: str = "ada", user: Any = None) -> Participant:
    return actions.join(
        definition=moot.definition,
        user=user or moot.user(),
        pseudonym=name,
        class_slug="developers",
        invitation=token,
    )


def test_an_invitation_lets_one_in_and_is_kept_as_a_hash(invited: Any) -> None:
    invitation, token = actions.invite(
        definition=invited.definition, by=invited.steward(), email="Ada@example.org"
    )
    assert token not in str(vars(invitation))
    for wrong in ("", "x", token + "x"):
        with pytest.raises(InvitationNeeded):
            come(invited, wrong)
    assert come(invited, token).invitation == invitation
    with pytest.raises(InvitationNeeded):
        come(invited, token, "bea")


def test_a_link_lets_in_as_many_as_it_says_until_it_is_revoked(invited: Any) -> None:
    by = invited.steward()
    _, two = actions.invite(definition=invited.definition, by=by, most_uses=2)
    link, endless = actions.invite(definition=invited.definition, by=by)
    come(invited, two, "ada")
    come(invited, two, "bea")
    with pytest.raises(InvitationNeeded):
        come(invited, two, "cleo")
    come(invited, endless, "cleo")
    actions.revoke_invitation(invitation=link)
    with pytest.raises(InvitationNeeded):
        come(invited, endless, "dora")


def test_a_refused_joining_spends_no_invitation(invited: Any) -> None:
    invitation, token = actions.invite(
        definition=invited.definition, by=invited.steward(), email="ada@example.org"
    )
    user = invited.user()
    with pytest.raises(UnknownClass):
        actions.join(
            definition=invited.definition,
            user=user,
            pseudonym="ada",
            class_slug="kings",
            invitation=token,
        )
    come(invited, token, user=user)
    with pytest.raises(AlreadyTakingPart):
        come(invited, token, user=user)
    invitation.refresh_from_db()
    assert invitation.uses == 1


def test_an_invitation_to_one_definition_opens_no_other(invited: Any) -> None:
    other = type(invited.definition).objects.get(slug="open-data")
    _, token = actions.invite(definition=other, by=invited.steward())
    with pytest.raises(InvitationNeeded):
        come(invited, token)


def test_stewards_need_no_invitation(invited: Any) -> None:
    assert come(invited, user=invited.steward()).invitation is None
