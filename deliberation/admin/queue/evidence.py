"""Evidence and disputes that wait for the moderators of a definition."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from deliberation.models import Definition, Dispute, Evidence, Phase, ProposedEvidence, User


@dataclass(frozen=True)
class Waiting:
    """A proposed record, and the one that counts now, if there is one."""

    proposed: ProposedEvidence
    current: Evidence | None

    @property
    def contradicts(self) -> bool:
        return self.current is not None and self.current.contradicts(self.proposed)

    def is_of(self, user: User) -> bool:
        return self.proposed.proposed_by_id == user.pk


def waiting_evidence(definition: Definition) -> list[Waiting]:
    """The oldest first. Two queries."""
    waiting = _of(ProposedEvidence.objects.waiting(), definition, "criterion")
    rows = list(waiting.select_related("system", "criterion").order_by("pk"))
    systems, criteria = (
        {getattr(row, name) for row in rows} for name in ("system_id", "criterion_id")
    )
    recorded = Evidence.objects.current().filter(system__in=systems, criterion__in=criteria)
    current = {(each.system_id, each.criterion_id): each for each in recorded}
    return [Waiting(row, current.get((row.system_id, row.criterion_id))) for row in rows]


def open_disputes(definition: Definition) -> Iterable[Dispute]:
    """The oldest first. One query."""
    rows = _of(Dispute.objects.open(), definition, "evidence__criterion").order_by("pk")
    return rows.select_related("evidence__system", "evidence__criterion", "rival")


def _of[Row: (ProposedEvidence, Dispute)](
    rows: QuerySet[Row], definition: Definition, criterion: str
) -> QuerySet[Row]:
    """Those about criteria that the definition uses; none while it is set up."""
    if definition.phase == Phase.SETUP:
        return rows.none()
    return rows.filter(**{f"{criterion}__in": definition.criteria.all()})
