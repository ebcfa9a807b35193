"""Bringing evidence in, disputing it, and deciding about it."""

import pytest
from django.db import IntegrityError, transaction

from deliberation import actions
from deliberation.actions.evidence import licence_named
from deliberation.actions.known import known_of
from deliberation.models import AISystem, Criterion, Dispute, Evidence, Phase, ProposedEvidence
from deliberation.refusals import SecondFactorNeeded
from deliberation.refusals_evidence import (
    BadEvidence,
    DisputedAlready,
    DisputeDecided,
    EvidenceDecided,
    EvidenceRoleNeeded,
    NoRival,
    NotCurrent,
    SaysTheSame,
    SourceNeeded,
    UnknownLevel,
    UnknownLicence,
)
from deliberation.refusals_governance import OwnCase, ReasonNeeded

CARD = "https://example.org/card"


@pytest.fixture
def system(moot):
    return AISystem.objects.create(slug="heron-1", name="Heron 1", developer="Fen")


@pytest.fixture
def data(moot):
    return Criterion.objects.get(slug="training-data")


@pytest.fixture
def ada(moot):
    return moot.participant().user


@pytest.fixture
def mo(moot):
    return moot.moderator()


def bring(system, criterion, by, level="closed", **given):
    fields = {"level": level, "source_url": CARD, "seen": "2026-11", "note": "It says so."}
    return actions.propose_evidence(system=system, criterion=criterion, by=by, **fields | given)


def level(system, slug="training-data"):
    known = known_of([system.pk])[system.pk].get(slug)
    return known.counts_as if known else None


def recorded(system, criterion, moot, mo, level="closed"):
    proposed = bring(system, criterion, moot.participant().user, level)
    actions.accept_evidence(proposed=proposed, by=mo, reason="The card says so.")
    return Evidence.objects.current().get(system=system, criterion=criterion)


def test_evidence_counts_once_a_moderator_accepts_it(system, data, ada, mo):
    state = system.evidence_state
    proposed = bring(system, data, ada, licence="Apache-2.0")
    assert level(system) is None
    actions.accept_evidence(proposed=proposed, by=mo, reason="The card says so.")
    assert level(system) == "closed"
    evidence = Evidence.objects.current().get()
    assert (evidence.recorded_by, evidence.licence.spdx) == (ada, "Apache-2.0")
    assert (evidence.proposed.decided_by, evidence.proposed.reason) == (mo, "The card says so.")
    assert evidence.proposed.decided_as
    system.refresh_from_db()
    assert system.evidence_state == state + 1


def test_records_that_contradict_each_other_count_as_unknown_until_it_is_decided(
    system, data, ada, mo, moot
):
    first = recorded(system, data, moot, mo)
    rival = bring(system, data, ada, "open", source_url="https://example.org/data")
    actions.accept_evidence(proposed=rival, by=mo, reason="Both look right.")
    assert level(system) == "unknown"
    dispute = Dispute.objects.get()
    assert (dispute.evidence, dispute.rival) == (first, rival)
    assert Evidence.objects.current().with_contested().get().is_contested
    actions.decide_dispute(dispute=dispute, by=mo, ruling="replaced", reason="The data is there.")
    assert level(system) == "open"
    rival.refresh_from_db()
    assert rival.state == "accepted"
    assert Evidence.objects.filter(system=system).count() == 2


@pytest.mark.parametrize(("ruling", "then"), [("upheld", "closed"), ("struck", "unknown")])
def test_a_dispute_is_decided_with_a_reason(system, data, moot, ruling, then):
    ada, mo = moot.participant().user, moot.moderator()
    evidence = recorded(system, data, moot, mo)
    dispute = actions.dispute(evidence=evidence, by=ada, objection="The data is on another page.")
    assert level(system) == "closed", "an objection alone changes nothing"
    with pytest.raises(ReasonNeeded):
        actions.decide_dispute(dispute=dispute, by=mo, ruling=ruling, reason=" ")
    with pytest.raises(NoRival):
        actions.decide_dispute(dispute=dispute, by=mo, ruling="replaced", reason="It is.")
    actions.decide_dispute(dispute=dispute, by=mo, ruling=ruling, reason="We looked.")
    assert level(system) == then
    with pytest.raises(DisputeDecided):
        actions.decide_dispute(dispute=dispute, by=mo, ruling=ruling, reason="Again.")


def test_a_rival_joins_the_dispute_that_is_open(system, data, ada, mo, moot):
    evidence = recorded(system, data, moot, mo)
    dispute = actions.dispute(evidence=evidence, by=ada, objection="Look again.")
    with pytest.raises(DisputedAlready):
        actions.dispute(evidence=evidence, by=moot.participant().user, objection="And again.")
    rival = bring(system, data, ada, "open")
    actions.accept_evidence(proposed=rival, by=mo, reason="May be.")
    dispute.refresh_from_db()
    assert dispute.rival == rival
    assert Dispute.objects.count() == 1


def test_replacing_at_once_ends_what_was_disputed(system, data, ada, mo, moot):
    evidence = recorded(system, data, moot, mo)
    dispute = actions.dispute(evidence=evidence, by=ada, objection="Look again.")
    rival = bring(system, data, ada, "open")
    actions.accept_evidence(proposed=rival, by=mo, reason="It is there.", replaces=True)
    dispute.refresh_from_db()
    assert (level(system), dispute.state) == ("open", "struck")
    with pytest.raises(NotCurrent):
        actions.dispute(evidence=evidence, by=ada, objection="Late.")


def test_nobody_decides_on_what_they_brought(system, data, mo, moot):
    proposed = bring(system, data, mo)
    for decide in (actions.accept_evidence, actions.decline_evidence):
        with pytest.raises(OwnCase):
            decide(proposed=proposed, by=mo, reason="Mine.")
    evidence = recorded(system, data, moot, mo)
    with pytest.raises(OwnCase):
        actions.record_evidence(
            system=system, criterion=data, by=mo, reason="I know better.", level="open",
            source_url=CARD, seen="2026-11",
        )  # fmt: skip
    dispute = actions.dispute(evidence=evidence, by=mo, objection="I doubt it.")
    with pytest.raises(OwnCase):
        actions.decide_dispute(dispute=dispute, by=mo, ruling="struck", reason="Mine.")


def test_a_moderator_records_what_contradicts_nothing(system, data, mo):
    actions.record_evidence(
        system=system, criterion=data, by=mo, reason="Seen.", level="open", source_url=CARD,
        seen="2026-11",
    )  # fmt: skip
    assert level(system) == "open"


def test_whoever_has_nothing_to_do_with_the_criterion_is_turned_away(system, data, ada, moot):
    stranger = moot.user()
    with pytest.raises(EvidenceRoleNeeded, match="participants"):
        bring(system, data, stranger)
    proposed = bring(system, data, ada)
    with pytest.raises(EvidenceRoleNeeded):
        actions.accept_evidence(proposed=proposed, by=moot.participant().user, reason="Yes.")
    with pytest.raises(SecondFactorNeeded):
        actions.accept_evidence(
            proposed=proposed, by=moot.moderator(second_factor=False), reason="Yes."
        )


def test_a_team_in_setup_decides_nothing_that_all_share(system, data, ada, mo, moot):
    proposed = bring(system, data, ada)
    moot.definition.phase = Phase.SETUP
    moot.definition.save()
    with pytest.raises(EvidenceRoleNeeded):
        actions.accept_evidence(proposed=proposed, by=mo, reason="Yes.")


def test_what_is_decided_or_withdrawn_is_so(system, data, ada, mo, moot):
    proposed = bring(system, data, ada)
    with pytest.raises(EvidenceDecided):
        actions.withdraw_evidence(proposed=proposed, by=moot.user())
    actions.withdraw_evidence(proposed=proposed, by=ada)
    with pytest.raises(EvidenceDecided):
        actions.accept_evidence(proposed=proposed, by=mo, reason="Yes.")
    declined = bring(system, data, ada)
    actions.decline_evidence(proposed=declined, by=mo, reason="Not on that page.")
    assert level(system) is None
    assert not ProposedEvidence.objects.waiting().exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"level": "ajar"}, UnknownLevel),
        ({"source_url": ""}, SourceNeeded),
        ({"seen": ""}, SourceNeeded),
        ({"seen": "yesterday"}, BadEvidence),
        ({"source_url": "javascript:alert(1)"}, BadEvidence),
        ({"source_url": "ftp://example.org/x"}, BadEvidence),
        ({"licence": "Apache 2"}, UnknownLicence),
        ({"licence": "LicenseRef-mine"}, UnknownLicence),
        ({"confidence": "total"}, BadEvidence),
        ({"note": "x" * 501}, BadEvidence),
    ],
)
def test_bad_evidence_is_refused_and_stores_nothing(system, data, ada, given, refusal):
    with pytest.raises(refusal):
        bring(system, data, ada, **given)
    assert not ProposedEvidence.objects.exists()


def test_what_is_recorded_already_is_not_brought_again(system, data, ada, mo, moot):
    recorded(system, data, moot, mo)
    with pytest.raises(SaysTheSame):
        bring(system, data, ada)


def test_a_licence_of_the_spdx_list_is_added_once(db):
    first, again = licence_named("EUPL-1.2"), licence_named("EUPL-1.2")
    assert first == again
    assert licence_named("") is None
    assert first.openness == "unknown"


def test_terms_follow_from_the_licence_of_the_weights(system, mo, moot):
    licence = licence_named("EUPL-1.2")
    licence.restrictions.create(kind="scale-cap", section="2")
    actions.set_licence(system=system, component="weights", licence="EUPL-1.2", by=mo)
    known = known_of([system.pk])[system.pk]["no-scale-cap"]
    assert (known.level, known.licence, known.record) == ("closed", licence.name, None)
    recorded(system, Criterion.objects.get(slug="no-scale-cap"), moot, mo, "open")
    assert level(system, "no-scale-cap") == "open", "what is recorded goes before"


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_database_holds_decisions_to_their_reasons(system, data, ada, mo, moot):
    proposed = bring(system, data, ada)
    rows = ProposedEvidence.objects.filter(pk=proposed.pk)
    refused(lambda: rows.update(state="declined"))
    refused(lambda: rows.update(state="accepted"))
    evidence = recorded(system, data, moot, mo)
    dispute = actions.dispute(evidence=evidence, by=ada, objection="Look again.")
    refused(lambda: Dispute.objects.filter(pk=dispute.pk).update(state="upheld"))
