"""What proposals would do to verdicts about AI systems, and what drafts did, on pages."""

from typing import Any

import pytest

from deliberation import actions
from deliberation.models import AISystem, Criterion


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def record(moot: Any) -> Any:
    def record(slug: str, **levels: str) -> AISystem:
        system = AISystem.objects.create(slug=slug, name=slug.capitalize())
        for criterion, level in levels.items():
            actions.record_evidence(
                system=system, criterion=Criterion.objects.get(slug=criterion.replace("_", "-")),
                by=moot.moderator(), reason="Seen.", level=level,
                source_url="https://example.org/", seen="2026-11",
            )  # fmt: skip
        return system

    return record


@pytest.fixture
def systems(drafted: Any, record: Any) -> None:
    """0.1.0 had a SHOULD on training data; 0.2.0 has a MUST on it, and a MUST NOT on caps."""
    record("heron", training_data="open", no_scale_cap="open")
    record("finch", training_data="closed", no_scale_cap="open")
    record("lark")
    actions.assess_stale()


def test_a_proposal_says_which_systems_it_would_change(client, moot, systems):
    rival = moot.proposal("training-data", level="MAY")
    shown = text(client.get(rival.get_absolute_url()))
    assert "AI systems if it were adopted" in shown
    assert "1 of 3 systems would change:" in shown
    assert "1 that did not meet it does" in shown
    assert "/systems/finch/" in shown


def test_a_clause_says_what_its_going_would_change(client, moot, systems):
    clause = moot.definition.proposals.get(number=2)
    shown = text(client.get(clause.get_absolute_url()))
    assert "AI systems if it left the draft" in shown
    assert "/systems/finch/" in shown


def test_it_is_there_before_anybody_voted(client, as_insider, moot, systems):
    rival = moot.proposal("training-data", level="MAY")
    address = f"{rival.get_absolute_url()}systems/"
    for visitor in (client, as_insider):
        assert "1 that did not meet it does" in text(visitor.get(address))
    assert f'hx-get="{address}"' in text(client.get(f"/d/{moot.definition.slug}/vote/?proposal=4"))


def test_rivals_say_side_by_side_how_many_systems_they_would_change(client, moot, systems):
    moot.proposal("training-data", level="MAY")
    shown = text(client.get(f"/d/{moot.definition.slug}/criteria/training-data/"))
    assert "If it left the draft, 1 of 3 AI systems would change" in shown
    assert "If adopted, 1 of 3 AI systems would change" in shown


def test_a_hidden_proposal_says_nothing_of_systems(client, moot, systems):
    hidden = moot.proposal("training-data", level="MAY")
    moot.decide("hide", hidden)
    assert "would-h" not in text(client.get(hidden.get_absolute_url()))
    assert client.get(f"{hidden.get_absolute_url()}systems/").content == b""


def test_a_draft_counts_verdicts_and_says_what_turned(client, moot, systems):
    shown = text(client.get(f"/d/{moot.definition.slug}/0.2.0/"))
    assert "AI systems under this draft" in shown
    assert "Scorecard of 3 systems" in shown
    assert "1 that could not be told meets it" in shown
    assert "1 that could not be told does not meet it" in shown


def test_a_difference_names_the_clauses_that_turned_a_verdict(client, moot, systems):
    shown = text(client.get(f"/d/{moot.definition.slug}/diff/0.1.0/0.2.0/"))
    changed = shown.split('id="verdicts"')[1].split("</section>")[0]
    fails = next(part for part in changed.split("<li>") if "does not meet it" in part)
    assert "/systems/finch/" in fails
    assert "0.2.0/#c-1-1" in fails
    assert "/systems/lark/" not in changed


def test_the_other_way_round_the_clauses_that_went_are_named(client, moot, systems):
    shown = text(client.get(f"/d/{moot.definition.slug}/diff/0.2.0/0.1.0/"))
    changed = shown.split('id="verdicts"')[1].split("</section>")[0]
    assert "1 that did not meet it cannot be told" in changed
    assert "0.2.0/#c-1-1" in changed


def test_without_systems_nothing_is_said(client, drafted):
    for path in ("0.2.0/", "proposals/1/", "proposals/1/systems/"):
        assert "would-h" not in text(client.get(f"/d/{drafted.definition.slug}/{path}"))


def test_more_systems_cost_no_more_queries(client, moot, systems, record, count_queries):
    pages = [f"/d/{moot.definition.slug}/{path}" for path in ("diff/0.1.0/0.2.0/", "0.2.0/")]
    few = [count_queries(client.get, page) for page in pages]
    for number in range(5):
        record(f"wren-{number}", training_data="closed")
    actions.assess_stale()
    for page, before in zip(pages, few, strict=True):
        assert count_queries(client.get, page) <= before


def test_a_draft_whose_verdicts_turned_keeps_to_twelve_queries(
    as_insider, moot, systems, count_queries
):
    latest = moot.definition.drafts.latest_first()[0]
    assert "1 that could not be told does not meet it" in text(
        as_insider.get(latest.get_absolute_url())
    )
    assert count_queries(as_insider.get, latest.get_absolute_url()) <= 12
