"""AI systems with evidence: loading them, and whether what ships is sound."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.exchange.systems_reading import REVIEWED, REVIEWED_FORMAT, attribution
from deliberation.models import AISystem, Evidence, Licence, SystemLicence


@pytest.fixture
def loaded(run: Any) -> Any:
    run("load_catalogue")
    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One system with one record, to be changed and loaded."""
    path = tmp_path / "systems.json"
    write(path)
    return path


def write(path: Path, record: dict[str, Any] | None = None, /, **changes: Any) -> None:
    given = {
        "level": "closed", "note": "Not named.", "confidence": "high", "from": "source read",
        "seen": "2026-11", "source": {"title": "Its card", "url": "https://example.org/card"},
    } | (record or {})  # fmt: skip
    entry = {
        "slug": "heron-1", "name": "Heron 1", "developer": "Fen", "released": "2024-07",
        "evidence": {"training-data": given},
    } | changes  # fmt: skip
    path.write_text(json.dumps({"format": REVIEWED_FORMAT, "systems": [entry]}))


def test_the_shipped_systems_load_with_every_record_once(loaded, rows_stored):
    first, _ = loaded("load_systems")
    stored, states = rows_stored(), list(AISystem.objects.values_list("evidence_state", flat=True))
    second, _ = loaded("load_systems")
    given = json.loads(REVIEWED.read_text(encoding="utf-8"))["systems"]
    assert "Systems: 330 AI systems added, 0 changed, 0 left" in first
    assert Evidence.objects.filter(system__slug="apertus").count() == len(given[0]["evidence"])
    assert "added, 0 changed" in second.splitlines()[0]
    assert "Systems: 0 pieces of evidence added, 0 changed" in second
    assert "Edited here" not in second
    assert rows_stored() == stored
    assert list(AISystem.objects.values_list("evidence_state", flat=True)) == states
    llama = AISystem.objects.get(slug="llama-3-1-70b")
    of_index = llama.evidence.get(criterion__slug="training-code", origin="index")
    counting = llama.evidence.current().get(criterion__slug="training-code")
    assert not of_index.is_current
    assert counting.origin == "reviewed"
    assert (llama.claim, llama.family) == ("yes", "llama")
    assert not llama.evidence.filter(criterion__slug="no-scale-cap", origin="index").exists()
    assert llama.component_licences.get(component="weights").licence.key == "Llama-3.1"
    families = AISystem.objects.of_family("llama").exclude(released="")
    assert [each.name for each in families] == ["Llama 2", "Llama 3.1", "Llama 4"]


def test_what_ships_names_whose_work_it_is():
    assert {each["by"] for each in attribution()} >= {
        "Open Source Initiative",
        "LF AI & Data, Model Openness Tool Authors",
        "Liesenfeld, Lopez and Dingemanse",
    }


def test_a_licence_that_people_edited_is_left_and_its_systems_are_noted(loaded):
    loaded("load_systems")
    before = dict(AISystem.objects.values_list("slug", "evidence_state"))
    Licence.objects.filter(key="Gemma").update(note="Read again.")
    mit = Licence.objects.get(key="MIT")
    mit.loaded = mit.loaded | {"note": "An older text."}
    mit.note = "An older text."
    mit.save()
    out, _ = loaded("load_systems")
    assert "1 changed" in out
    assert "Edited here, so left alone: Gemma." in out
    under = SystemLicence.objects.filter(licence=mit).values_list("system__slug", flat=True)
    after = dict(AISystem.objects.values_list("slug", "evidence_state"))
    assert {slug for slug in after if after[slug] != before[slug]} == set(under)


def test_a_changed_record_is_appended_and_the_old_one_kept(loaded, file):
    loaded("load_systems", file=file)
    write(file, {"level": "partial", "note": "Named in part."})
    loaded("load_systems", file=file)
    records = Evidence.objects.order_by("pk").values_list("level", "is_current")
    assert list(records) == [("closed", False), ("partial", True)]


def test_a_system_that_people_edited_is_left_and_named(loaded, file):
    loaded("load_systems", file=file)
    AISystem.objects.update(developer="The Fen Society")
    write(file, name="Heron One")
    out, _ = loaded("load_systems", file=file)
    assert "Edited here, so left alone: heron-1." in out
    assert AISystem.objects.get().name == "Heron 1"


def test_a_record_by_a_person_stays_the_current_one(loaded, file):
    loaded("load_systems", file=file)
    old = Evidence.objects.get()
    Evidence.objects.update(is_current=False)
    Evidence.objects.create(
        system=old.system, criterion=old.criterion, level="open", confidence="high",
        basis="source read", origin="person", recorded_at=timezone.now(),
    )  # fmt: skip
    out, _ = loaded("load_systems", file=file)
    assert "Edited here, so left alone: heron-1: training-data." in out
    assert Evidence.objects.current().get().level == "open"


@pytest.mark.parametrize(
    ("record", "changes", "words"),
    [
        ({"level": "ajar"}, {}, "the level “ajar” of “heron-1: training-data” is none of"),
        ({"confidence": "total"}, {}, "confidence of “heron-1: training-data”"),
        ({"source": {"url": "javascript:alert(1)"}}, {}, "source_url of “heron-1: training-data”"),
        ({"source": "a card"}, {}, "the source of “heron-1: training-data” is not an object."),
        ({"seen": "yesterday"}, {}, "seen of “heron-1: training-data”"),
        ({"note": None}, {}, "“heron-1: training-data” has no text “note”."),
        ({}, {"evidence": {"charm": {}}}, "“heron-1: charm” speaks of no criterion"),
        ({}, {"released": "summer"}, "released of “heron-1”"),
        ({}, {"name": 3}, "system 1 has no usable “name”."),
        ({}, {"slug": "a b"}, "slug of “a b”"),
    ],
)
def test_a_bad_file_loads_nothing_and_says_where(loaded, file, record, changes, words):
    write(file, record, **changes)
    with pytest.raises(CommandError, match="Nothing was loaded") as refused:
        loaded("load_systems", file=file)
    assert words in str(refused.value)
    assert not AISystem.objects.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"format": "x"}', "[" * 100_000])
def test_a_file_that_is_none_is_refused(loaded, file, text):
    file.write_text(text)
    with pytest.raises(CommandError, match="cannot be loaded"):
        loaded("load_systems", file=file)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_evidence_is_never_rewritten_and_one_record_is_current(loaded, file):
    loaded("load_systems", file=file)
    record = Evidence.objects.get()
    refused(lambda: Evidence.objects.update(level="open"))
    refused(record.delete)
    twin = Evidence(**{f.attname: getattr(record, f.attname) for f in Evidence._meta.fields[1:]})
    refused(twin.save)
    Evidence.objects.update(is_current=False)
    refused(lambda: Evidence.objects.update(is_current=True))
