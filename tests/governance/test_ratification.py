"""Participants ratify the frozen draft, or send it back with reasons."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions, drafting
from deliberation.actions import ratification
from deliberation.models import Admission, Ballot, Definition, Draft, Event, News, Ratification
from deliberation.refusals import GuestsVoteOnly
from deliberation.refusals_governance import NoBallot, NoRatificationOpen

PAGE = "/d/open-source-ai/ratification/"
API = "/api/v1/definitions/open-source-ai/ratification/"
NUMBERS = {
    "ratify_quorum": 4,
    "ratify_class_quorum": 2,
    "ratify_support": "0.666",
    "ratify_class_support": "0.500",
    "required_classes": ["developers", "researchers"],
}


@pytest.fixture
def voters(easy: Any) -> Any:
    """Six participants, three of either class, and a draft that they voted for."""
    actions.change_ruleset(
        definition=easy.definition, reason="For ratification.", **NUMBERS, quorum_votes=2
    )
    people = easy.votes(easy.proposal(), agree=6)
    easy.draft()
    easy.voters = people
    return easy


@pytest.fixture
def opened(voters: Any) -> Any:
    """In ratification, with a round open and an end planned in two days."""
    steward = voters.steward()
    end = timezone.now() + timedelta(days=2)
    actions.plan_phases(
        definition=voters.definition, by=steward, times={"closed": end}, reason="Two days."
    )
    actions.move_phase(
        definition=voters.definition, by=steward, phase="ratification", reason="It is ready."
    )
    voters.aggregate()
    actions.carry_out_schedule()
    voters.round = Ratification.objects.get()
    return voters


def ballot(participant: Any, answer: str, reason: str = "") -> None:
    actions.cast_ballot(participant=participant, is_yes=answer == "yes", reason=reason)


def cast(moot: Any, answers: str) -> None:
    """One letter a voter: y, n, or - for no ballot."""
    for voter, answer in zip(moot.voters, answers, strict=True):
        if answer != "-":
            ballot(voter, "yes" if answer == "y" else "no", f"Because {answer}.")


def end(moot: Any) -> Ratification:
    actions.carry_out_schedule(at=timezone.now() + timedelta(days=3))
    moot.round.refresh_from_db()
    moot.definition = Definition.objects.get(pk=moot.definition.pk)
    return moot.round


def test_the_newest_draft_is_frozen_once_all_votes_are_counted(voters: Any) -> None:
    steward = voters.steward()
    voters.vote(voters.voters[0], voters.definition.proposals.get(number=1), "pass")
    actions.plan_phases(
        definition=voters.definition, by=steward, reason="Plan.",
        times={"closed": timezone.now() + timedelta(days=2)},
    )  # fmt: skip
    actions.move_phase(
        definition=voters.definition, by=steward, phase="ratification", reason="Ready."
    )
    actions.carry_out_schedule()
    assert not Ratification.objects.exists()
    draft = voters.draft()
    actions.carry_out_schedule()
    actions.carry_out_schedule()
    draft.refresh_from_db()
    assert (Ratification.objects.get().draft, draft.status) == (draft, "published")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ("yyyyyy", "ratified"),
        ("yyyy--", "ratified"),
        ("yyyn--", "ratified"),  # 3 of 4, and half of the researchers
        ("yynnyy", "ratified"),
        ("ynynyn", "declined"),  # all developers for it, all researchers against
        ("nnnnnn", "declined"),
        ("yyy---", "no-quorum"),
        ("y-y-yy", "no-quorum"),  # four in all, one researcher
        ("------", "no-quorum"),
    ],
)
def test_classes_quorum_and_thresholds_decide(opened: Any, answers: str, outcome: str) -> None:
    cast(opened, answers)
    assert end(opened).outcome == outcome
    assert opened.definition.phase == ("closed" if outcome == "ratified" else "convergence")
    made = opened.definition.drafts.filter(version="1.0.0").exists()
    assert made == (outcome == "ratified")


def test_yes_makes_a_draft_of_its_own_with_the_same_text(opened: Any) -> None:
    cast(opened, "yyyyyy")
    end(opened)
    ratified = opened.definition.drafts.get(version="1.0.0")
    assert ratified.status == Draft.Status.RATIFIED
    assert drafting.same_text(ratified.content, opened.round.draft.content)
    assert opened.draft() == ratified
    event = Event.objects.get(kind="concluded")
    assert event.payload["outcome"] == "ratified"
    assert event.payload["content_hash"] == opened.round.draft.content_hash
    assert event.payload["counts"][0] == {
        "slug": "developers", "title": "AI developers", "yes": 3, "no": 0, "verified": 0,
    }  # fmt: skip


def test_no_returns_to_convergence_with_the_reasons(opened: Any, text_of: Any) -> None:
    cast(opened, "nnnnyy")
    end(opened)
    assert not opened.definition.schedule.to_come().exists()
    assert opened.definition.takes_votes
    page = text_of(Client().get(PAGE))
    for said in ("Round 1: declined", "Because n.", opened.voters[0].pseudonym, "Because y."):
        assert said in page
    assert "AI developers 1 2 33%" in page
    assert "declined" in text_of(Client().get(f"/d/open-source-ai/{opened.round.draft.version}/"))
    assert News.objects.filter(kind="returned").count() == 1


def test_a_second_round_can_follow(opened: Any) -> None:
    cast(opened, "nnnnnn")
    end(opened)
    steward = opened.steward()
    times = {
        "ratification": timezone.now() + timedelta(days=4),
        "closed": timezone.now() + timedelta(days=6),
    }
    actions.plan_phases(definition=opened.definition, by=steward, times=times, reason="Once more.")
    actions.carry_out_schedule(at=timezone.now() + timedelta(days=4, seconds=1))
    opened.aggregate()
    actions.carry_out_schedule(at=timezone.now() + timedelta(days=4, seconds=2))
    assert list(Ratification.objects.values_list("number", "outcome")) == [
        (2, ""), (1, "declined"),
    ]  # fmt: skip


def test_the_log_alone_gives_the_same_counts(opened: Any) -> None:
    cast(opened, "yyynny")
    ballot(opened.voters[0], "no")
    actions.withdraw_ballot(participant=opened.voters[1])
    last: dict[int, Any] = {}
    for who, payload in (
        Event.objects.filter(kind="ballot").order_by("pk").values_list("participant", "payload")
    ):  # fmt: skip
        last[who] = payload["yes"]
    counts = end(opened).result["counts"]
    assert sum(yes is True for yes in last.values()) == sum(each["yes"] for each in counts)
    assert sum(yes is False for yes in last.values()) == sum(each["no"] for each in counts)


def test_the_same_ballot_again_adds_nothing(opened: Any) -> None:
    voter = opened.voters[0]
    for answer in ("yes", "yes", "no"):
        ballot(voter, answer)
    assert Event.objects.filter(kind="ballot").count() == 2
    assert Ballot.objects.get().is_yes is False


def test_guests_never_count(opened: Any) -> None:
    Definition.objects.filter(pk=opened.definition.pk).update(phase="deliberation")
    definition = actions.change_admission(definition=opened.definition, admission=Admission.GUESTS)
    guest = actions.join_as_guest(definition=Definition.objects.get(pk=definition.pk), key="g" * 32)
    Definition.objects.filter(pk=definition.pk).update(phase="ratification")
    with pytest.raises(GuestsVoteOnly):
        ballot(guest, "yes")


def test_votes_of_the_excluded_are_left_out(opened: Any) -> None:
    cast(opened, "yyyynn")
    actions.exclude(
        definition=opened.definition, by=opened.steward(), reason="One hand.",
        participants=opened.voters[4:],
    )  # fmt: skip
    result = end(opened).result
    assert (result["left_out"], sum(each["no"] for each in result["counts"])) == (2, 0)


def test_verified_quorum_counts_the_verified_alone(opened: Any) -> None:
    opened.round.ruleset.verified_quorum = True
    opened.round.ruleset.save()
    cast(opened, "yyyyyy")
    result, _ = ratification.count(opened.round)
    assert result.outcome == "no-quorum"
    for voter in opened.voters:
        voter.class_verified_at = timezone.now()
        voter.save()
    result, _ = ratification.count(opened.round)
    assert result.outcome == "ratified"


def test_a_steward_may_break_it_off_and_no_ballot_comes_in_then(opened: Any) -> None:
    actions.move_phase(
        definition=opened.definition, by=opened.steward(), phase="convergence", reason="A mistake."
    )
    opened.round.refresh_from_db()
    assert (opened.round.outcome, opened.round.result) == ("broken-off", {"reason": "A mistake."})
    with pytest.raises(NoRatificationOpen):
        ballot(opened.voters[0], "yes")


def test_a_round_that_opens_late_ends_late(voters: Any) -> None:
    start = timezone.now()
    voters.definition.schedule.create(
        phase="ratification", opens_at=start - timedelta(hours=30), carried_out_at=start
    )
    planned = start + timedelta(hours=10)
    closing = voters.definition.schedule.create(phase="closed", opens_at=planned)
    Definition.objects.filter(pk=voters.definition.pk).update(phase="ratification")
    voters.definition.refresh_from_db()
    actions.carry_out_schedule()
    closing.refresh_from_db()
    assert closing.opens_at - planned > timedelta(hours=29)


def test_later_working_drafts_do_not_take_the_place_of_what_was_voted_on(opened: Any) -> None:
    cast(opened, "yyyyyy")
    proposal = opened.definition.proposals.get(number=1)
    opened.decide("reject", proposal, note="Unlawful.")
    opened.aggregate()
    end(opened)
    ratified = opened.definition.drafts.get(version="1.0.0")
    assert ratified.previous == opened.round.draft


def test_one_votes_changes_and_takes_back_on_the_page(opened: Any, text_of: Any) -> None:
    client = Client()
    client.force_login(opened.voters[0].user)
    sent = {"ballot": "no", "round": 1, "reason": "Clause 1.1 is too weak."}
    page = text_of(client.post(PAGE, sent, follow=True))
    assert "Your vote is saved." in page
    assert "You voted no." in page
    assert "Clause 1.1 is too weak." in page
    assert "Clause 1.1 is too weak." not in text_of(Client().get(PAGE))
    client.post(PAGE, {"ballot": "yes", "round": 1})
    assert Ballot.objects.get().is_yes
    client.post(PAGE, {"ballot": "withdraw", "round": 1})
    assert not Ballot.objects.exists()
    assert client.post(PAGE, {"round": 1}).status_code == 422
    assert client.post(PAGE, {"ballot": "yes", "round": 7}).status_code == 422


def test_nobody_else_votes(opened: Any, as_outsider: Client) -> None:
    assert Client().post(PAGE, {"ballot": "yes", "round": 1})["Location"].startswith("/sign-in/")
    assert as_outsider.post(PAGE, {"ballot": "yes", "round": 1}).status_code == 302
    assert not Ballot.objects.exists()


def test_turnout_is_told_and_sides_are_not_while_it_is_open(opened: Any, text_of: Any) -> None:
    cast(opened, "yyyn--")
    page = text_of(Client().get(PAGE))
    assert "AI developers 2 Researchers 2" in page
    assert "Share of yes" not in page
    told = Client().get(API).json()[0]
    assert (told["result"], told["reasons"]) == ({}, [])


def test_the_api_votes_and_tells_the_result(opened: Any) -> None:
    client = Client()
    client.force_login(opened.voters[0].user)
    put = client.put(f"{API}ballot/", {"yes": False, "reason": "No."}, "application/json")
    assert put.json()["yes"] is False
    assert client.get(f"{API}ballot/").json()["reason"] == "No."
    assert client.delete(f"{API}ballot/").status_code == 204
    with pytest.raises(NoBallot):
        actions.withdraw_ballot(participant=opened.voters[0])
    cast(opened, "nnnnyy")
    end(opened)
    told = json.loads(client.get(API).content)[0]
    assert (told["outcome"], len(told["reasons"])) == ("declined", 6)
    late = client.put(f"{API}ballot/", {"yes": True}, "application/json")
    assert (late.status_code, late.json()["code"]) == (409, "not-in-this-phase")


def test_a_page_with_many_ballots_takes_few_queries(opened: Any, count_queries: Any) -> None:
    cast(opened, "nnnnnn")
    end(opened)
    assert count_queries(Client().get, PAGE) <= 12
