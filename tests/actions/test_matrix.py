"""The matrix of a text: which systems, in which order, with which results."""

from typing import Any

import pytest

from deliberation import actions
from deliberation.models import AISystem, Criterion, Licence, ReferenceDefinition, SystemLicence


@pytest.fixture
def strict(moot: Any) -> ReferenceDefinition:
    made = ReferenceDefinition.objects.create(slug="strict", title="Strict", position=1)
    for number, (criterion, level) in enumerate(
        [("training-data", "MUST"), ("no-scale-cap", "MUST NOT"), ("training-data", "SHOULD")], 1
    ):
        made.clauses.create(
            number=number, criterion=Criterion.objects.get(slug=criterion), level=level,
            requires="open", wording="It MUST be so.", section="1", basis="text",
        )  # fmt: skip
    return made


@pytest.fixture
def systems(moot: Any, strict: ReferenceDefinition) -> None:
    """Heron meets the text, Finch fails its first clause, of Lark nothing is known."""
    capped = Licence.objects.create(key="Capped", name="Capped", openness="restricted")
    for name, developer, levels in (
        ("Heron", "Marsh", {"training-data": "open", "no-scale-cap": "open"}),
        ("Finch", "Hedge", {"training-data": "closed", "no-scale-cap": "open"}),
        ("Lark", "Marsh", {}),
    ):
        system = AISystem.objects.create(slug=name.lower(), name=name, developer=developer)
        for slug, level in levels.items():
            actions.record_evidence(
                system=system, criterion=Criterion.objects.get(slug=slug), by=moot.moderator(),
                reason="Seen.", level=level, source_url="https://example.org/", seen="2026-11",
            )  # fmt: skip
        if name == "Lark":
            SystemLicence.objects.create(system=system, component="weights", licence=capped)
    actions.assess_stale()


def names(text: ReferenceDefinition, **wanted: str) -> list[str]:
    rows = actions.matrix(text, actions.Wanted(**wanted)).rows
    return [row.system.name for row in rows]


def test_it_has_every_system_with_a_letter_for_every_clause(strict, systems):
    found = actions.matrix(strict)
    assert [(row.system.name, row.results) for row in found.rows] == [
        ("Finch", "fpf"), ("Heron", "ppp"), ("Lark", "uuu"),
    ]  # fmt: skip
    finch = found.rows[0]
    assert [each.number for each in finch.binding(found.clauses, "f")] == [1]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({"words": "her"}, ["Heron"]),
        ({"words": "marsh lark"}, ["Lark"]),
        ({"developer": "Marsh"}, ["Heron", "Lark"]),
        ({"verdict": "does not meet"}, ["Finch"]),
        ({"licence": "Capped"}, ["Lark"]),
        ({"licence": "restricted"}, ["Lark"]),
        ({"licence": "open"}, []),
        ({"criterion": "training-data", "result": "fail"}, ["Finch"]),
        ({"criterion": "no-scale-cap", "result": "pass"}, ["Finch", "Heron"]),
        ({"criterion": "no-such", "result": "pass"}, []),
        ({"order": "-name"}, ["Lark", "Heron", "Finch"]),
        ({"order": "verdict"}, ["Heron", "Lark", "Finch"]),
        ({"order": "no-scale-cap"}, ["Lark", "Finch", "Heron"]),
        ({"order": "-training-data"}, ["Heron", "Lark", "Finch"]),
        ({"order": "nonsense"}, ["Finch", "Heron", "Lark"]),
    ],
)
def test_it_is_filtered_and_ordered(strict, systems, wanted, shown):
    assert names(strict, **wanted) == shown
    assert actions.matrix(strict, actions.Wanted(**wanted)).systems == 3


def test_it_takes_three_queries(strict, systems, django_assert_num_queries):
    with django_assert_num_queries(3):
        actions.matrix(strict, actions.Wanted(words="h", order="verdict"))


def test_a_text_is_found_by_version_or_name(moot, strict):
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    assert actions.text_named(moot.definition.pk, draft.version) == draft
    assert actions.text_named(moot.definition.pk, "strict") == strict
    assert actions.text_named(0, draft.version) is None
