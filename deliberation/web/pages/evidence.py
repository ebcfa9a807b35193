"""Evidence on one system and criterion: what counts, what waits, what was disputed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from deliberation.models import (
    AISystem,
    Criterion,
    Dispute,
    Evidence,
    Participant,
    ProposedEvidence,
)
from deliberation.permissions import Deed, allowed_about
from deliberation.web.access import Visit
from deliberation.web.forms_evidence import (
    DisputeForm,
    EvidenceDecisionForm,
    EvidenceForm,
    RulingForm,
)
from deliberation.web.pages.system import seen_in

MOST: Final = 50


@dataclass(frozen=True)
class Recorded:
    """A record, with `named`, the pseudonym of whoever brought it where it is known here.
    form: to decide on it, None for those who may not."""

    record: Any
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
    of_this = {"system": system, "criterion": criterion}
    records = [
        Recorded(each)
        for each in _with_names(visit, Evidence.objects.filter(**of_this), "recorded_by")
        .select_related("licence")
        .order_by("-is_current", "-pk")[:MOST]
    ]
    current = records[0] if records and records[0].record.is_current else None
    disputes = list(
        Dispute.objects.filter(evidence__system=system, evidence__criterion=criterion)
        .select_related("evidence", "rival__licence")
        .order_by("-pk")[:MOST]
    )
    proposed = ProposedEvidence.objects.filter(**of_this).select_related("licence")
    waiting = _with_names(visit, proposed.waiting().order_by("pk"), "proposed_by")
    if not decides:
        waiting = waiting.filter(proposed_by=visit.user.pk)
    kept = dict([refused]) if refused else {}
    return EvidencePage(
        system=system,
        criterion=criterion,
        current=current,
        dispute=next(
            (
                Disputed(each, _ruling(visit, each, kept) if decides else None)
                for each in disputes
                if each.state == Dispute.State.OPEN
            ),
            None,
        ),
        waiting=[_waiting(visit, each, current, kept, decides) for each in waiting[:MOST]],
        earlier=[each for each in records if not each.record.is_current],
        ruled=[each for each in disputes if each.state != Dispute.State.OPEN],
        decided=list(proposed.filter(state=ProposedEvidence.State.DECLINED)[:MOST]),
        form=form or EvidenceForm(criterion=criterion),
        objection=objection or DisputeForm(),
        decides=decides,
    )


def _with_names(visit: Visit, records: QuerySet[Any], by: str) -> QuerySet[Any]:
    """Each with `named`, the pseudonym that its author has in this definition."""
    here = Participant.objects.filter(definition=visit.definition, user=OuterRef(by))
    return records.annotate(named=Subquery(here.values("pseudonym")[:1]))


def _waiting(
    visit: Visit,
    record: Any,
    current: Recorded | None,
    kept: dict[str, Any],
    decides: bool,
) -> Recorded:
    is_own = record.proposed_by_id == visit.user.pk
    if not decides or is_own:
        return Recorded(record, is_own)
    key = f"evidence-{record.pk}"
    contradicts = current is not None and current.record.contradicts(record)
    form = kept.get(key) or EvidenceDecisionForm(contradicts=contradicts, prefix=key)
    return Recorded(record, form=form)


def _ruling(visit: Visit, dispute: Dispute, kept: dict[str, Any]) -> RulingForm | None:
    """None where the dispute or the rival is one's own."""
    rival = dispute.rival
    if visit.user.pk in (dispute.opened_by_id, rival.proposed_by_id if rival else None):
        return None
    key = f"dispute-{dispute.pk}"
    return kept.get(key) or RulingForm(has_rival=rival is not None, prefix=key)


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
