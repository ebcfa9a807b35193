"""What is kept with a draft for its report."""

from typing import Any

from deliberation.models import Draft


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
