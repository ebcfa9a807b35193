"""AI systems beside a proposal."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation.models import AISystem, Criterion, Dispute, Evidence, ProposedEvidence
from deliberation.web.pages.examples import examples

VOTE = "/d/open-source-ai/vote/"


@pytest.fixture
def record(moot: Any) -> Any:
    """Records a system at a level of the criterion on training data."""
    criterion = Criterion.objects.get(slug="training-data")

    def record(name: str, level: str, **more: Any) -> Evidence:
        system = AISystem.objects.create(
            slug=name.lower(), name=name, developer="Fen", released=more.pop("released", "2024-01")
        )
        given = {"confidence": "high", "basis": "source read", "origin": "reviewed"} | more
        return Evidence.objects.create(
            system=system, criterion=criterion, level=level, recorded_at=timezone.now(), **given
        )

    return record


def shown(needed: str) -> list[tuple[str, bool]]:
    found = examples(Criterion.objects.get(slug="training-data"), needed)
    assert found is not None
    return [(each.evidence.system.name, each.reaches) for each in found.shown]


def test_two_examples_tell_the_needed_level_from_the_next(record: Any) -> None:
    record("Adder", "open")
    record("Bittern", "partial")
    record("Crane", "closed")
    assert shown("open") == [("Adder", True), ("Bittern", False)]
    assert shown("partial") == [("Bittern", True), ("Crane", False)]
    assert shown("closed") == [("Bittern", True), ("Crane", True)]


def test_the_surest_record_is_shown_then_the_latest_release(record: Any) -> None:
    record("Adder", "open", confidence="low", released="2026-01")
    record("Bittern", "open", basis="general knowledge", released="2025-01")
    record("Crane", "open", released="2023-01")
    record("Dipper", "open", released="2024-05")
    assert shown("open") == [("Dipper", True)]


def test_all_systems_with_a_record_are_counted_once(
    record: Any, django_assert_num_queries: Any
) -> None:
    record("Adder", "open")
    record("Bittern", "partial")
    Evidence.objects.filter(pk=record("Crane", "closed").pk).update(is_current=False)
    for name in ("Dipper", "Egret", "Finch"):
        record(name, "unknown")
    criterion = Criterion.objects.get(slug="training-data")
    with django_assert_num_queries(1):
        found = examples(criterion, "open")
    assert found is not None
    assert (found.reaching, found.short, found.unknown) == (1, 1, 3)


def test_the_vote_page_shows_them_with_source_and_month(
    client: Client, moot: Any, record: Any, text_of: Any
) -> None:
    moot.proposal()
    assert "AI systems today" not in text_of(client.get(VOTE))
    record(
        "Adder", "closed", note="<b>None</b> of it.", source_title="Card", seen="2026-11",
        source_url="https://example.org/card", confidence="medium",
    )  # fmt: skip
    page = client.get(VOTE)
    assert "Adder Fen closed (not enough here) <b>None</b> of it." in text_of(page)
    assert "Card , seen in November 2026." in text_of(page)
    assert 'href="https://example.org/card"' in page.content.decode()
    assert "Confidence: medium." in text_of(page)
    assert "Of 1 AI system with a record, 0 reaches “open” and 1 does not." in text_of(page)


def test_a_contested_record_counts_as_unknown_and_is_no_example(moot: Any, record: Any) -> None:
    record("Adder", "partial")
    contested = record("Bittern", "open")
    rival = ProposedEvidence.objects.create(
        system=contested.system, criterion=contested.criterion, level="closed", confidence="high",
        basis="source read", state="contested", reason="Both look right.",
        proposed_at=timezone.now(), decided_at=timezone.now(),
    )  # fmt: skip
    Dispute.objects.create(
        evidence=contested, rival=rival, objection="It is gone.", opened_at=timezone.now()
    )
    assert shown("open") == [("Adder", False)]
    found = examples(contested.criterion, "open")
    assert found is not None
    assert (found.reaching, found.short, found.unknown) == (0, 1, 1)
