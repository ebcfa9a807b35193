"""What is kept with a draft for its report."""

from typing import Any

from deliberation import actions
from deliberation.actions.reports import report_of
from deliberation.models import Draft, Participant


def test_a_draft_keeps_what_the_votes_said_when_it_was_cut(moot: Any) -> None:
    moot.definition.stakeholder_classes.filter(slug="developers").update(target_share="0.400")
    proposal = moot.proposal()
    moot.votes(proposal, agree=40, disagree=2)
    draft = moot.draft()
    kept = Draft.objects.get(pk=draft.pk).report
    assert kept["agreed"] == moot.definition.last_run().report["agreed"]
    assert kept["map"] == moot.definition.last_run().map
    assert kept["participation"][0] == {
        "slug": "developers",
        "title": "AI developers",
        "joined": 21,
        "verified": 0,
        "voted": 21,
        "target_share": 0.4,
        "is_guest": False,
    }
    moot.votes(proposal, disagree=60)
    moot.aggregate()
    assert Draft.objects.get(pk=draft.pk).report == kept
    assert moot.definition.last_run().report["agreed"] == []


def test_who_took_part_is_told_as_the_log_had_it_then(moot: Any) -> None:
    """So whoever computes the draft again gets the same report, however late."""
    checked, later = moot.participant(), moot.participant()
    verify(moot, checked)
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    assert developers(draft.report) == {"joined": 22, "verified": 1}
    actions.revoke_verification(participant=checked, by=moot.moderator(), reason="Left the firm.")
    verify(moot, later)
    moot.participant()
    moot.aggregate()
    assert developers(draft.report) == {"joined": 22, "verified": 1}
    run = moot.definition.aggregates.get(watermark=draft.watermark)
    assert report_of(run) == draft.report


def verify(moot: Any, participant: Participant) -> None:
    asked = actions.ask_for_verification(participant=participant, statement="Look at my page.")
    actions.verify(request=asked, by=moot.moderator())


def developers(report: dict[str, Any]) -> dict[str, int]:
    of_class = report["participation"][0]
    return {name: of_class[name] for name in ("joined", "verified")}
