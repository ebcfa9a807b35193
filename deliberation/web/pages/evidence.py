"""Evidence on one system and criterion: what counts, what waits, what was disputed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from deliberation.actions.bylines import bylines
from deliberation.models import (
    AISystem,
    Criterion,
    Dispute,
    Evidence,
    ProposedEvidence,
)
from deliberation.permissions import Deed, allowed_about
from deliberation.web.access import Visit
from deliberation.web.forms.evidence import (
    DisputeForm,
    EvidenceDecisionForm,
    EvidenceForm,
    RulingForm,
)
from deliberation.web.pages.findings import seen_in

MOST: Final = 50


@dataclass(frozen=True)
class Recorded:
    """A record. byline: the name under which the public knows whoever brought it. form: to
    decide on it, None for those who may not."""

    record: Any
    byline: str = ""
    is_own: bool = False
    form: EvidenceDecisionForm | None = None

    @property
    def seen(self) -> date | None:
        return seen_in(self.record)


@dataclass(frozen=True)
class Disputed:
    """A dispute with its record and rival. form: to rule on it, None for those who may not."""

    dispute: Any
    form: RulingForm | None = None

    @property
    def rival_seen(self) -> date | None:
        return seen_in(self.dispute.rival)


@dataclass(frozen=True)
class EvidencePage:
    """waiting: what one may see of it: one's own, and for moderators all."""

    system: AISystem
    criterion: Criterion
    current: Recorded | None
    dispute: Disputed | None
    waiting: list[Recorded]
    earlier: list[Recorded]
    ruled: list[Dispute]
    decided: list[ProposedEvidence]
    form: EvidenceForm
    objection: DisputeForm
    decides: bool


def evidence_page(
    visit: Visit,
    system: AISystem,
    criterion: Criterion,
    *,
    form: EvidenceForm | None = None,
    objection: DisputeForm | None = None,
    refused: tuple[str, Any] | None = None,
) -> EvidencePage:
    """form, objection, refused: a form that came back; refused with the key of what it is
    about, such as “evidence-7” or “dispute-3”."""
    decides = allowed_about(visit.user, Deed.DECIDE_EVIDENCE, criterion)
    proposed = ProposedEvidence.objects.filter(system=system, criterion=criterion)
    mine = proposed.waiting() if decides else proposed.waiting().filter(proposed_by=visit.user.pk)
    records, waiting = _with_bylines(system, criterion, mine)
    current = records[0] if records and records[0].record.is_current else None
    disputes = _disputes(system, criterion)
    kept = dict([refused]) if refused else {}
    if decides:
        waiting = [_decidable(visit, each, current, kept) for each in waiting]
    still_open = next((each for each in disputes if each.state == Dispute.State.OPEN), None)
    return EvidencePage(
        system=system,
        criterion=criterion,
        current=current,
        dispute=_disputed(visit, still_open, kept if decides else None),
        waiting=[replace(each, is_own=_is_own(visit, each)) for each in waiting],
        earlier=[each for each in records if not each.record.is_current],
        ruled=[each for each in disputes if each.state != Dispute.State.OPEN],
        decided=list(proposed.filter(state=ProposedEvidence.State.DECLINED)[:MOST]),
        form=form or EvidenceForm(criterion=criterion),
        objection=objection or DisputeForm(),
        decides=decides,
    )


def _with_bylines(
    system: AISystem, criterion: Criterion, waiting: QuerySet[ProposedEvidence]
) -> tuple[list[Recorded], list[Recorded]]:
    """The records, the current one first, and those that wait. Four queries."""
    recorded = Evidence.objects.filter(system=system, criterion=criterion)
    rows = list(recorded.select_related("licence").order_by("-is_current", "-pk")[:MOST])
    coming = list(waiting.select_related("licence").order_by("pk")[:MOST])
    brought = [each.recorded_by_id for each in rows], [each.proposed_by_id for each in coming]
    names = bylines((person, criterion.pk) for people in brought for person in people)
    by_person = {person: name for (person, _criterion), name in names.items()}
    return (
        [Recorded(each, by_person.get(each.recorded_by_id or 0, "")) for each in rows],
        [Recorded(each, by_person.get(each.proposed_by_id or 0, "")) for each in coming],
    )


def _disputes(system: AISystem, criterion: Criterion) -> list[Dispute]:
    found = Dispute.objects.filter(evidence__system=system, evidence__criterion=criterion)
    return list(found.select_related("evidence", "rival__licence").order_by("-pk")[:MOST])


def _is_own(visit: Visit, waits: Recorded) -> bool:
    return bool(waits.record.proposed_by_id == visit.user.pk)


def _decidable(
    visit: Visit, waits: Recorded, current: Recorded | None, kept: dict[str, Any]
) -> Recorded:
    """With the form, unless it is one's own."""
    if _is_own(visit, waits):
        return waits
    key = f"evidence-{waits.record.pk}"
    contradicts = current is not None and current.record.contradicts(waits.record)
    form = kept.get(key) or EvidenceDecisionForm(contradicts=contradicts, prefix=key)
    return replace(waits, form=form)


def _disputed(
    visit: Visit, dispute: Dispute | None, kept: dict[str, Any] | None
) -> Disputed | None:
    """With the form to rule on it, unless it or the rival is one's own. kept: forms that came
    back; None for those who may not rule."""
    if dispute is None:
        return None
    rival = dispute.rival
    own = visit.user.pk in (dispute.opened_by_id, rival.proposed_by_id if rival else None)
    if kept is None or own:
        return Disputed(dispute)
    key = f"dispute-{dispute.pk}"
    return Disputed(dispute, kept.get(key) or RulingForm(has_rival=rival is not None, prefix=key))


# --- What waits -------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """What waits for moderators of a definition: records, and open disputes."""

    waiting: Sequence[ProposedEvidence]
    disputes: Sequence[Dispute]
    decides: bool

    @property
    def number(self) -> int:
        return len(self.waiting) + len(self.disputes)


def desk(visit: Visit) -> Desk:
    """On the criteria that the definition uses; records that wait are for moderators alone.
    The oldest first."""
    uses = visit.definition.criterion_uses.values("criterion")
    decides = visit.may(Deed.DECIDE_EVIDENCE)
    waiting = ProposedEvidence.objects.waiting().filter(criterion__in=uses)
    disputes = Dispute.objects.open().filter(evidence__criterion__in=uses)
    return Desk(
        list(waiting.select_related("system", "criterion").order_by("pk")[:MOST])
        if decides
        else [],
        list(
            disputes.select_related("evidence__system", "evidence__criterion", "rival").order_by(
                "pk"
            )[:MOST]
        ),
        decides,
    )
