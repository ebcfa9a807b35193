"""Definitions that others published: loading them, and the shipped systems under them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from deliberation import actions
from deliberation.exchange import reference_definitions
from deliberation.exchange.systems_reading import REVIEWED
from deliberation.models import AISystem, Assessment, ReferenceDefinition

SHIPPED = json.loads(reference_definitions.SHIPPED.read_text(encoding="utf-8"))
FOUR = {"osaid-1-0", "mof-class-3", "mof-class-2", "mof-class-1", "osd-licence"}


@pytest.fixture
def loaded(run: Any) -> Any:
    run("load_catalogue")
    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "definitions.json"
    write(path)
    return path


def write(path: Path, clause: dict[str, Any] | None = None, **changes: Any) -> None:
    given = {
        "number": 1, "criterion": "training-data", "level": "MUST", "requires": "open",
        "wording": "The data MUST be there.", "section": "1", "basis": "text",
    } | (clause or {})  # fmt: skip
    entry = {
        "slug": "fen-1", "title": "Fen 1", "status": "published", "summary": "All of it.",
        "source": {"title": "Fen", "url": "https://example.org"}, "clauses": [given],
    } | changes  # fmt: skip
    path.write_text(json.dumps({"format": "openmoot-definitions/1", "definitions": [entry]}))


def test_the_shipped_definitions_load_once_and_name_their_sections(loaded, rows_stored):
    first, _ = loaded("load_definitions")
    stored = rows_stored()
    second, _ = loaded("load_definitions")
    assert "6 added, 0 changed, 0 left" in first
    assert "0 added, 0 changed, 6 left" in second
    assert rows_stored() == stored
    assert set(ReferenceDefinition.objects.values_list("slug", flat=True)) >= FOUR
    osaid = ReferenceDefinition.objects.get(slug="osaid-1-0")
    assert osaid.title == "OSAID 1.0 (as published)"
    assert osaid.clauses.count() == 22
    assert all(each.section and each.wording for each in osaid.clauses.all())
    assert {each["by"] for each in reference_definitions.attribution()} >= {
        "Open Source Initiative"
    }


def test_a_changed_clause_forgets_the_assessments_under_it_alone(loaded, file):
    loaded("load_definitions")
    loaded("load_definitions", file=file)
    AISystem.objects.create(slug="heron-1", name="Heron 1")
    actions.assess_stale()
    write(file, {"requires": "partial"})
    out, _ = loaded("load_definitions", file=file)
    assert "0 added, 1 changed" in out
    assert Assessment.objects.count() == 6
    assert not ReferenceDefinition.objects.get(slug="fen-1").assessments.exists()


@pytest.mark.parametrize(
    ("clause", "changes", "words"),
    [
        ({"criterion": "charm"}, {}, "is about no criterion that we have"),
        ({"requires": "ajar"}, {}, "needs a level that “training-data” does not have"),
        ({"level": "OUGHT"}, {}, "level of “fen-1, clause 1”"),
        ({"section": ""}, {}, "section of “fen-1, clause 1”"),
        ({}, {"title": ""}, "title of “fen-1”"),
        ({}, {"clauses": [{"criterion": "training-data", "requires": "open"}]}, "lacks"),
    ],
)
def test_a_bad_file_loads_nothing_and_says_where(loaded, file, clause, changes, words):
    write(file, clause, **changes)
    with pytest.raises(CommandError, match="Nothing was loaded") as refused:
        loaded("load_definitions", file=file)
    assert words in str(refused.value)
    assert not ReferenceDefinition.objects.exists()


def expected() -> Iterator[tuple[str, str, str, bool]]:
    data = json.loads(REVIEWED.read_text(encoding="utf-8"))
    same = {each["slug"]: each.get("same_as", []) for each in data["systems"]}
    for each in data["expected"]["verdicts"]:
        for slug in {each["system"], *same[each["system"]]}:
            yield slug, each["definition"], each["verdict"], each["meets_under_other_terms"]


def test_the_shipped_systems_get_the_expected_verdicts_under_the_shipped_definitions(loaded):
    """By the way of the product: from files into the database, and from there assessed."""
    loaded("load_systems")
    loaded("load_definitions")
    actions.assess_stale()
    rows = Assessment.objects.values_list(
        "system__slug", "reference__slug", "verdict", "on_other_terms"
    )
    assert len(rows) == 330 * 6
    moved = set(expected()) - set(rows)
    assert not moved


def test_llama_3_1_is_answered_on_the_three_contested_points_with_sections(loaded):
    loaded("load_systems")
    loaded("load_definitions")
    system = AISystem.objects.get(slug="llama-3-1-70b")
    osaid = ReferenceDefinition.objects.get(slug="osaid-1-0")
    answers = {each.clause.criterion: each for each in actions.explain(system, osaid).answers}
    cap, uses = answers["no-scale-cap"], answers["no-acceptable-use"]
    assert (cap.result, cap.known.section) == ("fail", "2")
    assert "700 million" in cap.known.note
    assert (uses.result, uses.known.section) == ("fail", "1.b.iv")
    data = system.evidence.current().get(criterion__slug="training-data")
    assert (data.level, bool(data.source_url), data.seen) == ("closed", True, "2026-11")
    assert answers["data-provenance"].result == "fail"
