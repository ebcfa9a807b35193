"""What the database refuses, whatever Python thinks."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation import actions
from deliberation.models import Argument, Event, Proposal, Revision, User


@pytest.fixture
def vote(moot):
    return moot.vote(moot.participant(), moot.proposal(), "agree").event


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "change",
    [{"value": -1}, {"at": timezone.now()}, {"kind": "withdrawal"}, {"participant": None}],
    ids=lambda change: next(iter(change)),
)
def test_an_event_of_the_log_is_never_changed(vote, change):
    refused(lambda: Event.objects.filter(pk=vote.pk).update(**change))


def test_an_event_of_the_log_is_never_deleted(vote):
    refused(lambda: Event.objects.filter(pk=vote.pk).delete())


def test_a_position_is_given_once(vote):
    Event.objects.filter(pk=vote.pk).update(position=1000)
    refused(lambda: Event.objects.filter(pk=vote.pk).update(position=1001))
    refused(lambda: Event.objects.filter(pk=vote.pk).update(position=None))


def test_two_events_never_share_a_position(moot, vote):
    other = moot.vote(moot.participant(), moot.proposal("no-scale-cap"), "agree").event
    Event.objects.filter(pk=vote.pk).update(position=1000)
    refused(lambda: Event.objects.filter(pk=other.pk).update(position=1000))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "vote", "value": 2},
        {"kind": "vote", "value": None},
        {"kind": "vote", "value": 1, "participant": None},
        {"kind": "vote", "value": 1, "revision": None},
        {"kind": "phased", "value": 1},
        {"kind": "nonsense"},
    ],
)
def test_a_malformed_event_is_refused(moot, vote, fields):
    given = {
        "definition": moot.definition,
        "participant": vote.participant,
        "revision": vote.revision,
        "at": timezone.now(),
    } | fields
    refused(lambda: Event.objects.create(**given))


def test_numbers_of_proposals_and_revisions_are_given_once(moot):
    proposal = moot.proposal()
    refused(lambda: Proposal.objects.filter(pk=moot.proposal().pk).update(number=proposal.number))
    first = proposal.current
    refused(
        lambda: proposal.revisions.create(
            number=1, level="MUST", requires="open", wording="It MUST.", created_at=timezone.now()
        )
    )
    assert list(proposal.revisions.all()) == [first]


@pytest.mark.parametrize(
    "fields",
    [{"level": "SHALL"}, {"wording": ""}, {"wording": "x" * 2001}, {"number": 0}],
    ids=str,
)
def test_a_malformed_revision_is_refused(moot, fields):
    revision = moot.proposal().current
    refused(lambda: Revision.objects.filter(pk=revision.pk).update(**fields))


def test_one_participant_per_user_and_pseudonym_whatever_its_case(moot):
    first, second = moot.participants(2)
    manager = type(first).objects
    refused(lambda: manager.filter(pk=second.pk).update(user=first.user))
    refused(lambda: manager.filter(pk=second.pk).update(pseudonym=first.pseudonym.upper()))


def test_e_mail_addresses_are_kept_in_lower_case(db):
    assert User.objects.create_user("Ada@Example.ORG").email == "ada@example.org"
    refused(lambda: User.objects.create(email="Ada2@example.org"))


@pytest.fixture
def argument(moot):
    return actions.argue(
        participant=moot.participant(), proposal=moot.proposal(), side="for", text="A reason."
    ).argument


@pytest.mark.parametrize("fields", [{"side": "both"}, {"number": 0}, {"reach": -1}], ids=str)
def test_a_malformed_argument_is_refused(argument, fields):
    refused(lambda: Argument.objects.filter(pk=argument.pk).update(**fields))


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 401}, {"number": 0}], ids=str)
def test_a_malformed_wording_of_an_argument_is_refused(argument, fields):
    refused(lambda: argument.revisions.update(**fields))


def test_one_endorsement_of_a_person_and_one_argument_of_a_number(moot, argument):
    bo = moot.participant()
    actions.endorse(participant=bo, argument=argument)
    refused(lambda: argument.endorsements.create(participant=bo, created_at=timezone.now()))
    given = {"side": "for", "author": bo, "about": argument.about, "created_at": timezone.now()}
    refused(lambda: argument.proposal.arguments.create(number=1, **given))
