"""The admin: who sees what, and decisions that leave an event and a reason."""

import pytest
from django.urls import reverse

from deliberation.models import Event

PAGES = [
    "user", "role", "participant", "definition", "ruleset", "category", "criterion",
    "proposal", "event", "draft", "aggregate", "aisystem", "evidence",
]  # fmt: skip


def listing(name):
    return reverse(f"admin:deliberation_{name}_changelist")


@pytest.mark.parametrize("name", PAGES)
def test_a_superuser_sees_every_list_and_an_outsider_none(client, moot, name):
    moot.votes(moot.proposal(), agree=2)
    moot.aggregate()
    client.force_login(moot.user())
    assert client.get(listing(name)).status_code == 302
    client.force_login(moot.user(is_staff=True, is_superuser=True))
    assert client.get(listing(name)).status_code == 200


def decide(client, proposals, action, reason):
    return client.post(
        listing("proposal"),
        {"action": action, "reason": reason, "_selected_action": [each.pk for each in proposals]},
        follow=True,
    )


def staff(user):
    user.is_staff = True
    user.save()
    return user


def test_a_moderator_rejects_with_a_reason_that_is_in_the_log(client, moot):
    first, second = moot.proposal(), moot.proposal()
    client.force_login(staff(moot.moderator()))
    decide(client, [first], "reject", "It says two things.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.moderation, second.moderation) == ("rejected", "unmoderated")
    event = Event.objects.filter(kind="moderated").get()
    assert event.payload == {
        "moderation": "rejected", "closed": False, "reason": "It says two things.",
    }  # fmt: skip


def test_without_a_reason_nothing_is_decided(client, moot):
    proposal = moot.proposal()
    client.force_login(staff(moot.moderator()))
    answer = decide(client, [proposal], "reject", "  ")
    assert "Give a public reason" in answer.content.decode()
    assert not Event.objects.filter(kind="moderated").exists()


def test_a_moderator_sees_and_decides_on_the_own_definition_alone(client, moot):
    from deliberation.models import Proposal

    foreign = Proposal.objects.exclude(definition=moot.definition).get()
    client.force_login(staff(moot.moderator()))
    assert "open-data" not in client.get(listing("proposal")).content.decode()
    decide(client, [foreign], "reject", "Not mine.")
    foreign.refresh_from_db()
    assert foreign.moderation == "unmoderated"


def test_a_steward_publishes_and_a_moderator_does_not(client, moot):
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    for user, status in ((moot.moderator(), "working"), (moot.steward(), "published")):
        client.force_login(staff(user))
        client.post(
            listing("draft"), {"action": "publish", "_selected_action": [draft.pk]}, follow=True
        )
        draft.refresh_from_db()
        assert draft.status == status


def test_the_log_cannot_be_edited_here(client, moot):
    vote = moot.vote(moot.participant(), moot.proposal(), "agree").event
    client.force_login(moot.user(is_staff=True, is_superuser=True))
    page = reverse("admin:deliberation_event_change", args=[vote.pk])
    assert client.post(page, {"value": -1}).status_code == 403
    assert client.get(reverse("admin:deliberation_event_add")).status_code == 403
