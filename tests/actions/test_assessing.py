"""Stored assessments: only what changed is made anew, and as from scratch."""

import random
from typing import Any

import pytest

from deliberation import actions, tasks
from deliberation.actions.assessing import _stale_texts
from deliberation.actions.systems import licence_changed
from deliberation.models import (
    AISystem,
    Assessment,
    Criterion,
    Evidence,
    Licence,
    ReferenceDefinition,
    SystemLicence,
    VerdictChange,
)

FIELDS = (
    "system", "draft", "reference", "verdict", "on_other_terms", "results", "changes",
    "should_passed", "should_clauses",
)  # fmt: skip
CARD = "https://example.org/card"


def stored() -> list[tuple[Any, ...]]:
    return list(Assessment.objects.order_by("system", "draft", "reference").values_list(*FIELDS))


def from_scratch() -> list[tuple[Any, ...]]:
    Assessment.objects.all().delete()
    actions.assess_stale()
    return stored()


def reference(slug: str, *clauses: tuple[str, str, str], position: int = 1) -> ReferenceDefinition:
    made = ReferenceDefinition.objects.create(slug=slug, title=slug, position=position)
    for number, (criterion, level, requires) in enumerate(clauses, start=1):
        made.clauses.create(
            number=number, criterion=Criterion.objects.get(slug=criterion), level=level,
            requires=requires, wording="It MUST be so.", section="1", basis="text",
        )  # fmt: skip
    return made


@pytest.fixture
def systems(moot):
    return [
        AISystem.objects.create(slug=f"heron-{number}", name=f"Heron {number}")
        for number in range(4)
    ]


@pytest.fixture
def strict(moot):
    return reference(
        "strict", ("training-data", "MUST", "open"), ("no-scale-cap", "MUST NOT", "open")
    )


def record(moot, system, slug, level, by=None):
    proposed = actions.propose_evidence(
        system=system, criterion=Criterion.objects.get(slug=slug), by=moot.participant().user,
        level=level, source_url=f"{CARD}/{level}", seen="2026-11",
    )  # fmt: skip
    actions.accept_evidence(
        proposed=proposed, by=by or moot.moderator(), reason="Seen.", replaces=True
    )


def test_every_system_is_assessed_under_every_text(moot, systems, strict):
    moot.votes(moot.proposal(), agree=40)
    draft = moot.draft()
    assert actions.is_behind()
    assert actions.assess_stale() == 8
    assert not actions.is_behind()
    assert actions.assess_stale() == 0
    assert {(a.draft or a.reference, a.verdict) for a in Assessment.objects.all()} == {
        (draft, "cannot be told"),
        (strict, "cannot be told"),
    }
    assert Assessment.objects.filter(draft=draft)[0].results == "u"
    progress = actions.assessment_progress(draft)
    assert (progress.done, progress.systems, progress.is_complete) == (4, 4, True)


def test_evidence_changes_the_assessments_of_its_system_alone(moot, systems, strict):
    actions.assess_stale()
    record(moot, systems[0], "training-data", "closed")
    progress = actions.assessment_progress(strict)
    assert (progress.done, progress.is_complete) == (3, False)
    assert actions.assess_stale() == 1
    assessment = strict.assessments.get(system=systems[0])
    assert (assessment.verdict, assessment.results, assessment.changes) == (
        "does not meet",
        "fu",
        1,
    )
    change = VerdictChange.objects.get()
    assert (change.system, change.before, change.after) == (
        systems[0], "cannot be told", "does not meet",
    )  # fmt: skip


def test_a_licence_changes_the_assessments_of_the_systems_under_it(moot, systems, strict):
    licence = Licence.objects.create(key="Fen-1", name="Fen Licence", is_read=True)
    for system in systems[:2]:
        SystemLicence.objects.create(system=system, component="weights", licence=licence)
    actions.assess_stale()
    assert set(strict.assessments.values_list("results", flat=True)) == {"up", "uu"}
    licence.restrictions.create(kind="scale-cap")
    licence_changed(licence.pk)
    assert actions.assess_stale() == 2
    assert set(strict.assessments.values_list("results", flat=True)) == {"uf", "uu"}


def test_a_new_draft_is_assessed_and_the_others_are_left(moot, systems, strict):
    moot.votes(moot.proposal(), agree=40)
    moot.draft()
    actions.assess_stale()
    moot.votes(
        moot.proposal("no-scale-cap", level="MUST NOT", wording="It MUST NOT cap."), agree=40
    )
    draft = moot.draft()
    assert _stale_texts() == [draft]
    assert actions.assess_stale() == 4
    assert set(draft.assessments.values_list("results", flat=True)) == {"uu"}


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_it_is_the_same_as_from_scratch(moot, systems, strict, seed):
    dice = random.Random(seed)
    mo = moot.moderator()
    reference("lax", ("training-data", "SHOULD", "open"), ("no-scale-cap", "MUST NOT", "partial"),
              position=2)  # fmt: skip
    licences = [
        Licence.objects.create(key=f"Fen-{number}", name="Fen", is_read=number > 0)
        for number in range(2)
    ]
    for _ in range(8):
        system = dice.choice(systems)
        match dice.randrange(4):
            case 0 | 1:
                slug = dice.choice(["training-data", "no-scale-cap"])
                current = Evidence.objects.current().filter(system=system, criterion__slug=slug)
                levels = {"closed", "partial", "open"} - set(
                    current.values_list("level", flat=True)
                )
                record(moot, system, slug, dice.choice(sorted(levels)), mo)
            case 2:
                actions.set_licence(
                    system=system, component="weights", licence=dice.choice(licences).key, by=mo
                )
            case 3:
                licence = dice.choice(licences)
                licence.restrictions.update_or_create(
                    kind="scale-cap", defaults={"level": dice.choice(["closed", "partial"])}
                )
                licence_changed(licence.pk)
        if dice.random() < 0.6:
            actions.assess_stale()
    actions.assess_stale()
    assert stored() == from_scratch()


def test_a_word_from_an_older_state_does_not_replace_a_later_one(moot, systems, strict):
    actions.assess_stale()
    AISystem.objects.all().touch()
    later = strict.assessments.get(system=systems[0])
    Assessment.objects.filter(pk=later.pk).update(
        evidence_state=9, results="ff", verdict="does not meet"
    )
    actions.assess_stale()
    later.refresh_from_db()
    assert (later.evidence_state, later.results) == (9, "ff")


def test_the_task_does_what_is_to_do_and_a_new_draft_asks_for_it(
    moot, systems, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        "deliberation.actions.assessing.current_app.send_task",
        lambda name, *_, **__: sent.append(name),
    )
    with django_capture_on_commit_callbacks(execute=True):
        moot.votes(moot.proposal(), agree=40)
        moot.aggregate()
    assert sent.count("deliberation.tasks.assess") == 1
    tasks.assess()
    assert Assessment.objects.count() == 4


def test_a_proposal_says_which_systems_it_would_change(moot, systems, strict):
    moot.votes(moot.proposal(), agree=40)
    for system, level in zip(systems, ["open", "open", "closed", "partial"], strict=True):
        record(moot, system, "training-data", level)
    moot.draft()
    cap = moot.proposal("no-scale-cap", level="MUST NOT", wording="The terms MUST NOT cap users.")
    softer = moot.proposal(requires="partial", wording="A part MUST be published of the data.")
    record(moot, systems[0], "no-scale-cap", "closed")
    weighed = actions.weigh(
        moot.definition, moot.definition.proposals.with_text().filter(pk__in=[cap.pk, softer.pk])
    )
    rows = {each.pk: row for row, each in enumerate(weighed.proposals)}
    assert weighed.ways(rows[cap.pk]) == {
        ("meets", "does not meet"): [systems[0]],
        ("meets", "cannot be told"): [systems[1]],
    }
    assert weighed.ways(rows[softer.pk]) == {("does not meet", "meets"): [systems[3]]}


def test_a_verdict_names_the_undecided_proposals_that_would_change_it(moot, systems):
    first = moot.proposal()
    moot.votes(first, agree=40)
    record(moot, systems[0], "training-data", "open")
    cap = moot.proposal("no-scale-cap", level="MUST NOT", wording="The terms MUST NOT cap users.")
    moot.draft()
    assert actions.sensitive(moot.definition, systems[0]) == [(cap, "meets", "cannot be told")]
    assert actions.sensitive(moot.definition, systems[1]) == []


def test_weighing_costs_the_same_queries_whatever_the_numbers(
    moot, systems, django_assert_num_queries
):
    moot.votes(moot.proposal(), agree=40)
    moot.proposal("no-scale-cap", level="MUST NOT", wording="The terms MUST NOT cap users.")
    moot.draft()
    proposals = list(moot.definition.proposals.with_text())
    actions.weigh(moot.definition, proposals)
    with django_assert_num_queries(2):
        kept = actions.weigh(moot.definition, proposals)
    assert [each.name for each in kept.systems] == [each.name for each in systems]
    record(moot, systems[0], "training-data", "open")
    fresh = actions.weigh(moot.definition, proposals)
    assert list(fresh.impact.before) == [2, 1, 1, 1]


def test_changed_scales_have_everything_assessed_again(moot, systems, strict):
    record(moot, systems[0], "training-data", "partial")
    actions.assess_stale()
    assert strict.assessments.get(system=systems[0]).results == "fu"
    criterion = Criterion.objects.get(slug="training-data")
    criterion.scale = [criterion.scale[0], criterion.scale[2], criterion.scale[1]]
    criterion.save()
    actions.scales_changed()
    assert actions.assess_stale() == 4
    assert strict.assessments.get(system=systems[0]).results == "pu"
