"""Bringing in many records: every row is checked, and all come in or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation import actions
from deliberation.actions.bringing import Given, bring_in, look_at
from deliberation.models import AISystem, Criterion, Licence, Phase, ProposedEvidence
from deliberation.refusals_evidence import RowsRefused

FIELDS = {"level": "open", "source_url": "https://example.org/card", "seen": "2026-11"}


@pytest.fixture
def heron(moot):
    return AISystem.objects.create(slug="heron", name="Heron")


@pytest.fixture
def ada(moot):
    return moot.participant().user


def row(place="line 2", system="heron", criterion="training-data", **fields):
    return Given(place, system, criterion, FIELDS | fields)


def test_rows_come_in_as_proposals_that_a_moderator_accepts(moot, heron, ada):
    rows = [row(licence="Apache-2.0"), row("line 3", criterion="no-scale-cap", level="closed")]
    brought = bring_in(rows, by=ada, way="table")
    assert len(brought.records) == 2
    found = list(ProposedEvidence.objects.order_by("pk"))
    assert [(each.state, each.way, each.proposed_by) for each in found] == [
        ("waiting", "table", ada)
    ] * 2
    assert found[0].licence.spdx == "Apache-2.0"
    actions.accept_evidence(proposed=found[0], by=moot.moderator(), reason="It is there.")
    found[0].refresh_from_db()
    assert found[0].evidence.level == "open"


def test_looking_tells_the_same_and_leaves_everything_as_it_was(heron, ada):
    rows = [row(licence="Apache-2.0"), row("line 3", criterion="no-scale-cap", level="ajar")]
    found = look_at(rows, by=ada, way="table")
    assert [each.level for each in found.records] == ["open"]
    assert [each.given.place for each in found.bad] == ["line 3"]
    assert not ProposedEvidence.objects.exists()
    assert not Licence.objects.exists()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"system": "stork"}, "no AI system “stork”"),
        ({"criterion": "colour"}, "no criterion “colour”"),
        ({"criterion": ""}, "no criterion"),
        ({"level": "ajar"}, "“ajar” is no level"),
        ({"level": ""}, "is no level"),
        ({"source_url": ""}, "Link to the page"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://"}, "source_url"),
        ({"seen": "2026-13"}, "seen"),
        ({"licence": "Apache-3.0"}, "Apache-3.0"),
        ({"confidence": "certain"}, "confidence"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_one_bad_row_keeps_all_out_and_is_named(heron, ada, bad, said):
    good = row(criterion="no-scale-cap")
    with pytest.raises(RowsRefused, match="line 7") as refused:
        bring_in([good, row("line 7", **bad)], by=ada, way="table")
    assert said in refused.value.for_people()
    assert not ProposedEvidence.objects.exists()


def test_a_file_that_contradicts_itself_is_told_of_both_rows(heron, ada):
    rows = [row(), row("line 3", level="closed"), row("line 4", criterion="no-scale-cap")]
    found = look_at(rows, by=ada, way="table")
    assert [each.given.place for each in found.bad] == ["line 2", "line 3"]
    assert "different things" in found.bad[0].reason


def test_what_is_recorded_or_waits_already_is_left_and_stops_nothing(moot, heron, ada):
    bring_in([row()], by=ada, way="table")
    rows = [row(), row("line 3", criterion="no-scale-cap"), row("line 4", criterion="no-scale-cap")]
    found = bring_in(rows, by=moot.participant().user, way="table")
    assert [each.given.place for each in found.left] == ["line 2", "line 4"]
    assert ProposedEvidence.objects.count() == 2
    waiting = ProposedEvidence.objects.get(criterion__slug="training-data")
    actions.accept_evidence(proposed=waiting, by=moot.moderator(), reason="It is there.")
    again = look_at([row()], by=ada, way="table")
    assert "recorded already" in again.left[0].reason


def test_who_may_not_propose_for_a_criterion_is_told_by_the_row(moot, heron):
    found = look_at([row()], by=moot.user(), way="table")
    assert "is for participants" in found.bad[0].reason
    member = moot.participant().user
    moot.definition.criterion_uses.filter(criterion__slug="no-scale-cap").delete()
    Criterion.objects.get(slug="no-scale-cap").uses.all().delete()
    found = look_at([row(), row(criterion="no-scale-cap")], by=member, way="table")
    assert (len(found.records), len(found.bad)) == (1, 1)
    actions.change_phase(definition=moot.definition, phase=Phase.SETUP)
    assert look_at([row()], by=member, way="table").bad


def test_more_rows_of_a_system_cost_few_queries_more(heron, ada):
    def queries(number):
        rows = [row(source_url=f"https://example.org/{each}") for each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            look_at(rows, by=ada, way="table")
        return len(captured)

    assert queries(50) - queries(5) <= 45


def test_what_a_card_says_of_criteria_of_others_is_left_and_stops_nothing(heron, ada):
    rows = [row(criterion="model-card"), row()]
    found = look_at(rows, by=ada, way="model-card")
    assert (len(found.records), len(found.left), len(found.bad)) == (1, 1, 0)
    assert look_at(rows, by=ada, way="table").bad
