"""300 accounts that vote alike within minutes in the demo's definition, and what follows."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from deliberation import actions, drafting, tasks
from deliberation.actions.people import joined
from deliberation.demo.seed import bring_crowd, open_demo
from deliberation.exchange import catalogue
from deliberation.models import Event, Participant, Role, Suspicion, User, VoteOrigin
from deliberation.networks import block_of

ACCOUNTS = 300
TEXT = ("criterion", "proposal", "revision", "level", "requires", "wording")


@pytest.fixture
def demo(db):
    catalogue.load()
    definition = open_demo()
    for wave in (0, 1):
        bring_crowd(definition, wave=wave)
    actions.aggregate(definition_id=definition.pk)
    return definition


@pytest.fixture
def steward(demo):
    user = User.objects.create_user("steward@example.org")
    TOTP.activate(user, generate_totp_secret())
    Role.objects.create(definition=demo, user=user, name=Role.Name.STEWARD)
    return user


def attack(definition):
    """Accounts of one network block join and vote for what the crowd declined, against the rest."""
    last = {tally.proposal_id: tally.status for tally in definition.last_run().tallies.all()}
    proposals = list(definition.proposals.order_by("number"))
    classes = list(definition.stakeholder_classes.filter(is_guest=False))
    now = timezone.now() - timedelta(minutes=10)
    people = Participant.objects.bulk_create(
        Participant(
            definition=definition,
            pseudonym=f"puppet-{number}",
            stakeholder_class=classes[number % len(classes)],
            joined_at=now + timedelta(seconds=number),
        )
        for number in range(ACCOUNTS)
    )
    Event.objects.bulk_create(Event(**joined(participant)) for participant in people)
    events = Event.objects.bulk_create(
        Event(
            definition=definition,
            kind=Event.Kind.VOTE,
            participant=participant,
            revision_id=proposal.voted_id,
            value=-1 if last[proposal.pk] == "adopted" else 1,
            at=participant.joined_at + timedelta(seconds=1.2 * step),
        )
        for participant in people
        for step, proposal in enumerate(proposals)
    )
    VoteOrigin.objects.bulk_create(
        VoteOrigin(event=event, block=block_of("192.0.2.77"), at=event.at) for event in events
    )
    return people


def text(draft):
    return [{key: clause[key] for key in TEXT} for clause in drafting.clauses(draft.content)]


def latest(definition):
    return definition.drafts.latest_first()[0]


def test_an_attack_is_surfaced_excluded_and_told_on_the_draft(demo, steward, client):
    before = text(latest(demo))
    assert before
    people = attack(demo)
    actions.aggregate(definition_id=demo.pk)
    attacked = latest(demo)
    assert text(attacked) != before

    tasks.examine()
    suspicion = Suspicion.objects.waiting().get()
    assert suspicion.definition == demo
    assert set(suspicion.participants.values_list("pk", flat=True)) == {p.pk for p in people}
    facts = {each["kind"]: each["facts"] for each in suspicion.evidence}
    assert facts["alike"]["identical"] == ACCOUNTS
    assert facts["burst"]["participants"] == ACCOUNTS
    assert facts["burst"]["minutes"] <= 10
    assert facts["pace"]["seconds"] == 1.2
    assert text(latest(demo)) == text(attacked), "nothing is excluded by itself"

    client.force_login(steward)
    queue = client.get(reverse("admin:queue", args=[demo.slug]), {"kind": "votes"})
    assert f"{ACCOUNTS} accounts whose votes look like one hand’s" in queue.content.decode()
    page = reverse("suspicion", args=[demo.slug, suspicion.pk])
    shown = client.get(page).content.decode()
    assert "puppet-7" in shown
    # What the two pictures show stands beside them as tables too.
    assert shown.count("The same as a table") == 2
    assert "+ agree, − disagree, 0 pass" in shown
    answer = client.post(page, {"decision": "exclude", "reason": "One hand, 300 accounts."})
    assert answer.status_code == 302
    actions.aggregate(definition_id=demo.pk)

    draft = latest(demo)
    assert text(draft) == before
    said = draft.content["left_out"]
    assert (said["participants"], said["decisions"]) == (
        ACCOUNTS,
        [{"number": 1, "participants": ACCOUNTS, "reason": "One hand, 300 accounts."}],
    )
    assert said["votes"] == ACCOUNTS * demo.proposals.count()
    assert said["with_them"], "with them, clauses would differ"
    without = {each["without"]["proposal"] for each in said["with_them"] if each["without"]}
    assert without <= {clause["proposal"] for clause in before}

    public = client.get(draft.get_absolute_url()).content.decode()
    assert "One hand, 300 accounts." in public
    assert f"{said['votes']:,}" in public
    exported = client.get(reverse("export", args=[demo.slug, draft.version, "json"])).content
    assert json.loads(exported)["left_out"]["participants"] == ACCOUNTS


def test_reversing_brings_back_what_the_votes_say(demo, steward):
    people = attack(demo)
    actions.aggregate(definition_id=demo.pk)
    exclusion = actions.exclude(definition=demo, by=steward, reason="A test.", participants=people)
    run = actions.aggregate(definition_id=demo.pk)
    votes = run.votes
    actions.reverse_exclusion(exclusion=exclusion, by=steward, reason="They were a congress.")
    run = actions.aggregate(definition_id=demo.pk)
    assert run.votes == votes + ACCOUNTS * demo.proposals.count()
    assert "left_out" not in latest(demo).content
    kinds = Event.objects.filter(definition=demo, participant=people[0]).values_list("kind")
    assert [kind for (kind,) in kinds.order_by("pk")][-2:] == ["excluded", "readmitted"]


def test_a_dismissed_suspicion_is_told_again_only_once_it_has_grown(demo, steward):
    people = attack(demo)
    [suspicion] = actions.examine(definition=demo)
    actions.dismiss_suspicion(suspicion=suspicion, by=steward, note="A congress.")
    assert actions.examine(definition=demo) == []
    suspicion.participants.set(people[:100])
    Suspicion.objects.filter(pk=suspicion.pk).update(size=100)
    [again] = actions.examine(definition=demo)
    assert (again.pk != suspicion.pk, again.size) == (True, ACCOUNTS)


def test_the_demo_s_own_crowd_is_not_suspected(demo):
    first = Event.objects.filter(definition=demo).votes().earliest("at").at
    assert actions.examine(definition=demo, at=first + timedelta(days=29)) == []
