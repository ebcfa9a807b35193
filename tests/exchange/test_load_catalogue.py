"""The catalogue: loading it, and whether what ships is sound."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from deliberation.exchange import catalogue
from deliberation.models import Category, Criterion

SHIPPED = json.loads(catalogue.CATALOGUE.read_text(encoding="utf-8"))


def small() -> dict[str, Any]:
    """A catalogue of two categories, one criterion and one proposal."""
    return {
        "format": catalogue.FORMAT,
        "categories": [
            {"slug": "data", "title": "Data", "description": ""},
            {"slug": "code", "title": "Code", "description": "Programs."},
        ],
        "criteria": [
            {
                "slug": "training-data",
                "category": "data",
                "title": "Training data",
                "question": "Can anyone get it?",
                "description": "",
                "scale": [
                    {"level": "closed", "title": "No", "meaning": "Nobody can."},
                    {"level": "open", "title": "Yes", "meaning": "Anyone can."},
                ],
                "freedoms": ["study"],
                "references": [{"framework": "OSAID 1.0", "item": "Data information", "note": ""}],
            }
        ],
        "proposals": [
            {
                "slug": "all-of-it",
                "criterion": "training-data",
                "level": "MUST",
                "requires": "open",
                "wording": "All data MUST be published.",
                "rationale": "Else nobody can check it.",
                "stance": "strict",
            }
        ],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(small()))
    return path


def test_loading_adds_everything_the_first_time_and_nothing_the_second(run, rows_stored):
    first, _ = run("load_catalogue")
    loaded = rows_stored()
    second, _ = run("load_catalogue")
    assert "Catalogue: 55 criteria added, 0 changed, 0 left as they were." in first
    assert "Catalogue: 6 categories added, 0 changed, 0 left as they were." in first
    assert "Catalogue: 0 criteria added, 0 changed, 55 left as they were." in second
    assert rows_stored() == loaded


def test_categories_and_criteria_keep_the_order_of_the_file(run):
    run("load_catalogue")
    slugs = Category.objects.order_by("position").values_list("slug", flat=True)
    assert list(slugs) == [entry["slug"] for entry in SHIPPED["categories"]]
    first = [entry["slug"] for entry in SHIPPED["criteria"] if entry["category"] == "data"]
    stored = Criterion.objects.filter(category__slug="data").values_list("slug", flat=True)
    assert list(stored) == first


def test_a_changed_question_is_stored_and_its_criterion_named(run, file):
    run("load_catalogue", file=file)
    data = small()
    data["criteria"][0]["question"] = "Can everyone get it?"
    file.write_text(json.dumps(data))
    out, _ = run("load_catalogue", file=file)
    assert "Catalogue: 0 criteria added, 1 changed, 0 left as they were." in out
    assert "Changed criteria: training-data." in out
    assert Criterion.objects.get().question == "Can everyone get it?"


def test_categories_can_change_places_and_others_make_room(run, file):
    Category.objects.create(slug="own", title="Own", position=2)
    run("load_catalogue", file=file)
    data = small()
    data["categories"].reverse()
    file.write_text(json.dumps(data))
    report = catalogue.load(file)
    assert report.categories.changed == ("code", "data")
    slugs = Category.objects.order_by("position").values_list("slug", flat=True)
    assert list(slugs) == ["code", "data", "own"]


def test_what_is_only_in_the_database_stays(run, file):
    run("load_catalogue", file=file)
    data = small()
    data["criteria"], data["proposals"] = [], []
    file.write_text(json.dumps(data))
    run("load_catalogue", file=file)
    assert Criterion.objects.get().slug == "training-data"


def without(*keys: Any) -> str:
    data = small()
    part: Any = data
    for key in keys[:-1]:
        part = part[key]
    del part[keys[-1]]
    return json.dumps(data)


def having(value: Any, *keys: Any) -> str:
    data = small()
    part: Any = data
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        ("[]", "format"),
        (having("openmoot-catalogue/9", "format"), "format"),
        (without("criteria"), "no list “criteria”"),
        (having({}, "categories"), "no list “categories”"),
        (having(7, "categories", 0), "entry 1 of “categories” is not an object"),
        (without("criteria", 0, "question"), "lacks “question”"),
        (without("criteria", 0, "slug"), "lacks “slug”"),
        (having(7, "criteria", 0, "slug"), "is not text"),
        (having("poetry", "criteria", 0, "category"), "unknown category “poetry”"),
        (having([], "criteria", 0, "scale"), "at least two levels"),
        (having([{"level": "open"}] * 2, "criteria", 0, "scale"), "step without"),
        (having(small()["criteria"][0]["scale"][:1] * 2, "criteria", 0, "scale"), "a level twice"),
        (having(small()["criteria"] * 2, "criteria"), "“training-data” stands in “criteria” twice"),
        (having("x" * 301, "criteria", 0, "question"), "question of “training-data”"),
        (having("", "criteria", 0, "title"), "title of “training-data”"),
        (having("data set", "criteria", 0, "slug"), "unknown criterion"),
        (having("some", "proposals", 0, "requires"), "no evidence level"),
        (having("MAY", "proposals", 0, "level"), "You chose MAY"),
    ],
)  # fmt: skip
def test_an_unusable_file_is_one_clear_error_and_loads_nothing(
    run, rows_stored, file, text, problem
):
    before = rows_stored()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CommandError) as error:
        run("load_catalogue", file=file)
    assert problem in str(error.value)
    assert "\n" not in str(error.value)
    assert rows_stored() == before


def test_a_missing_file_is_one_clear_error(run, tmp_path):
    with pytest.raises(CommandError, match=r"No such file or directory\. Check the path"):
        run("load_catalogue", file=tmp_path / "none.json")


# --- What ships ------------------------------------------------------------------------


def test_at_least_fifty_criteria_ship_in_all_six_categories():
    assert len(SHIPPED["criteria"]) >= 50
    assert {entry["category"] for entry in SHIPPED["criteria"]} == {
        "data", "code", "model", "documentation", "licence-and-use", "governance-and-access",
    }  # fmt: skip


@pytest.mark.parametrize("entry", SHIPPED["criteria"], ids=lambda entry: entry["slug"])
def test_a_criterion_asks_has_a_scale_and_says_where_others_ask_it(entry):
    assert entry["question"].endswith("?")
    levels = [step["level"] for step in entry["scale"]]
    assert len(levels) >= 2
    # The usual order, whichever of the levels a criterion has.
    assert levels == [level for level in ("closed", "partial", "open") if level in levels]
    assert entry["references"]
    assert all(reference["framework"] and reference["item"] for reference in entry["references"])


@pytest.mark.parametrize("proposal", catalogue.seed_proposals(), ids=lambda each: each.slug)
def test_a_proposal_names_its_level_and_an_evidence_level_of_its_criterion(proposal):
    [criterion] = [each for each in SHIPPED["criteria"] if each["slug"] == proposal.criterion]
    assert proposal.requires in [step["level"] for step in criterion["scale"]]
    assert re.search(rf"\b{proposal.level}\b", proposal.wording)
    assert len(proposal.wording) <= 2000
    assert proposal.rationale
