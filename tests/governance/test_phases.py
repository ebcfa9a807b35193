"""Phases pass as planned: once, in order, after any downtime, and followers hear of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.models import Definition, Event, News, Phase, PhaseTime
from deliberation.refusals_governance import (
    EndOfRatificationNeeded,
    NothingToRatify,
    PhaseStands,
    ReasonNeeded,
    RoleNeeded,
    ScheduleInPast,
    ScheduleOutOfOrder,
)

PAGE = "/d/open-source-ai/phases/"
API = "/api/v1/definitions/open-source-ai/phases/"
HOUR = timedelta(hours=1)


def plan(moot: Any, by: Any = None, reason: str = "Agreed in the call.", **hours: float) -> Any:
    times = {phase: timezone.now() + timedelta(hours=given) for phase, given in hours.items()}
    return actions.plan_phases(
        definition=moot.definition, by=by or moot.steward(), times=times, reason=reason
    )


def later(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def phase_of(moot: Any) -> str:
    return Definition.objects.get(pk=moot.definition.pk).phase


def changes(moot: Any) -> list[str]:
    events = Event.objects.filter(definition=moot.definition, kind="phased").order_by("pk")
    return [each.payload["phase"] for each in events if "planned" not in each.payload]


def test_a_phase_opens_when_its_time_has_come_and_once(moot: Any) -> None:
    plan(moot, convergence=1)
    assert actions.carry_out_schedule(at=later(0.9)) == 0
    assert phase_of(moot) == "deliberation"
    assert actions.carry_out_schedule(at=later(1.1)) == 1
    assert actions.carry_out_schedule(at=later(1.1)) == 0
    assert phase_of(moot) == "convergence"
    assert changes(moot) == ["deliberation", "convergence"]


def test_after_downtime_everything_due_happens_in_order(moot: Any) -> None:
    actions.change_phase(definition=moot.definition, phase=Phase.GATHERING)
    plan(moot, deliberation=1, convergence=2)
    assert actions.carry_out_schedule(at=later(50)) == 2
    assert changes(moot)[-2:] == ["deliberation", "convergence"]


def test_one_definition_that_fails_stops_no_other(moot: Any, monkeypatch: Any) -> None:
    other = Definition.objects.get(slug="open-data")
    for definition in (moot.definition, other):
        definition.schedule.create(phase=Phase.CONVERGENCE, opens_at=later(1))
    Definition.objects.filter(pk=moot.definition.pk).update(phase=Phase.RATIFICATION)

    def fails(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("deliberation.actions.ratification.conclude", fails)
    actions.carry_out_schedule(at=later(2))
    other.refresh_from_db()
    assert other.phase == "convergence"


def test_what_cannot_open_says_so_and_the_phase_stays(moot: Any, text_of: Any) -> None:
    plan(moot, ratification=1, closed=2)
    actions.carry_out_schedule(at=later(1.1))
    assert phase_of(moot) == "deliberation"
    page = text_of(Client().get(PAGE))
    assert "could not open" in page
    assert "has no draft yet, so there is nothing to ratify." in page


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        ({"convergence": -1}, ScheduleInPast),
        ({"gathering": 1}, ScheduleOutOfOrder),
        ({"deliberation": 1}, ScheduleOutOfOrder),
        ({"convergence": 2, "ratification": 1, "closed": 3}, ScheduleOutOfOrder),
        ({"ratification": 1}, EndOfRatificationNeeded),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(moot: Any, hours: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        plan(moot, **hours)
    assert not moot.definition.schedule.exists()


def test_planning_and_moving_are_for_stewards_with_a_reason(moot: Any) -> None:
    with pytest.raises(RoleNeeded):
        plan(moot, by=moot.moderator(), convergence=1)
    with pytest.raises(ReasonNeeded):
        plan(moot, reason=" ", convergence=1)
    moved = {"definition": moot.definition, "phase": "convergence"}
    with pytest.raises(RoleNeeded):
        actions.move_phase(by=moot.moderator(), reason="x", **moved)
    with pytest.raises(ReasonNeeded):
        actions.move_phase(by=moot.steward(), reason="", **moved)


def test_moving_by_hand_is_logged_and_drops_what_it_overtakes(moot: Any) -> None:
    steward = moot.steward()
    plan(moot, by=steward, convergence=1, closed=3)
    actions.move_phase(
        definition=moot.definition, by=steward, phase="convergence", reason="Nothing new came."
    )
    assert [each.phase for each in moot.definition.schedule.to_come()] == ["closed"]
    event = Event.objects.filter(definition=moot.definition, kind="phased").latest("pk")
    assert event.payload == {
        "phase": "convergence", "reason": "Nothing new came.", "by": steward.roles.get().handle,
    }  # fmt: skip
    with pytest.raises(PhaseStands):
        actions.move_phase(
            definition=moot.definition, by=steward, phase="convergence", reason="Again."
        )


def test_ratification_by_hand_needs_a_draft_and_an_end(easy: Any) -> None:
    steward = easy.steward()
    move = {"definition": easy.definition, "by": steward, "phase": "ratification", "reason": "Now."}
    with pytest.raises(NothingToRatify):
        actions.move_phase(**move)
    easy.votes(easy.proposal(), agree=3)
    easy.draft()
    with pytest.raises(EndOfRatificationNeeded):
        actions.move_phase(**move)
    plan(easy, by=steward, closed=48)
    actions.move_phase(**move)
    assert phase_of(easy) == "ratification"


def test_followers_hear_once_before_the_next_phase_opens(moot: Any) -> None:
    plan(moot, convergence=100, closed=101)
    assert actions.tell_of_ends(at=later(20)) == 0
    assert actions.tell_of_ends(at=later(30)) == 1
    assert actions.tell_of_ends(at=later(31)) == 0
    news = News.objects.get(kind=News.Kind.ENDING)
    assert (news.phase, news.due_at) == (
        "convergence",
        moot.definition.schedule.to_come()[0].opens_at,
    )


def test_times_that_stay_are_not_announced_again_and_others_are(moot: Any) -> None:
    steward, at = moot.steward(), later(10)
    for times, told in (
        ({"convergence": at}, 1),
        ({"convergence": at, "closed": at + 5 * HOUR}, 0),
        ({"convergence": at + HOUR}, 1),
    ):
        actions.plan_phases(definition=moot.definition, by=steward, times=times, reason="Plan.")
        assert actions.tell_of_ends() == told


def test_a_digest_says_when_in_utc(moot: Any) -> None:
    from deliberation.actions.telling import sections

    follower = moot.user()
    at = datetime(2031, 3, 4, 12, 30, tzinfo=UTC)
    PhaseTime.objects.create(definition=moot.definition, phase="convergence", opens_at=at)
    actions.tell_of_ends(at=at - HOUR)
    lines = sections(list(News.objects.values_list("pk", flat=True)), follower)[0].lines
    assert "The next phase, Convergence, opens on 4 March 2031, 12:30 UTC." in [
        line.text for line in lines
    ]


def test_everybody_reads_the_schedule_in_utc_with_a_machine_readable_time(
    moot: Any, text_of: Any
) -> None:
    at = datetime(2031, 3, 4, 12, 30, tzinfo=UTC)
    actions.plan_phases(
        definition=moot.definition, by=moot.steward(), times={"convergence": at}, reason="Plan."
    )
    page = Client().get(PAGE)
    assert 'datetime="2031-03-04T12:30:00+00:00"' in page.content.decode()
    assert "4 March 2031, 12:30 UTC" in text_of(page)
    assert "Plan the coming phases" not in text_of(page)
    assert "4 March 2031, 12:30 UTC" in text_of(Client().get("/d/open-source-ai/"))


def test_a_steward_plans_and_moves_on_the_page(moot: Any, as_steward: Client, text_of: Any) -> None:
    sent = {"convergence": "2031-03-04T12:30", "reason": "As the board asked."}
    assert as_steward.post(PAGE, sent)["Location"] == PAGE
    assert [str(each.opens_at) for each in moot.definition.schedule.all()] == [
        "2031-03-04 12:30:00+00:00"
    ]
    page = as_steward.get(PAGE)
    assert 'value="2031-03-04T12:30"' in page.content.decode()
    assert "As the board asked." in text_of(page)
    refused = as_steward.post(PAGE, {"ratification": "2031-03-04T12:30", "reason": "x"})
    assert refused.status_code == 422
    assert "plan its end first" in text_of(refused)
    moved = as_steward.post(f"{PAGE}move/", {"phase": "convergence", "reason": "It is time."})
    assert moved.status_code == 302
    assert phase_of(moot) == "convergence"


def test_the_api_plans_and_moves(moot: Any, as_steward: Client) -> None:
    sent = {"planned": {"convergence": "2031-03-04T12:30:00Z"}, "reason": "Plan."}
    put = as_steward.put(API, sent, content_type="application/json")
    assert put.json()["planned"] == [{"phase": "convergence", "opens_at": "2031-03-04T12:30:00Z"}]
    assert put.json()["deeds"]["propose"] == ["deliberation", "gathering"]
    bad = as_steward.put(
        API, {"planned": {"lunch": "2031-03-04T12:30:00Z"}, "reason": "x"},
        content_type="application/json",
    )  # fmt: skip
    assert bad.status_code == 400
    moved = as_steward.post(
        f"{API}move/", {"phase": "closed", "reason": "Over."}, content_type="application/json"
    )
    assert moved.json()["phase"] == "closed"


def test_the_page_takes_few_queries(moot: Any, count_queries: Any) -> None:
    plan(moot, convergence=1, ratification=2, closed=3)
    assert count_queries(Client().get, PAGE) <= 12
