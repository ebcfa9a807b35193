"""Bringing in many records at once: every row is checked, and all come in or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.actions.evidence import check_evidence
from deliberation.models import AISystem, Criterion, ProposedEvidence, User
from deliberation.permissions import Deed, require_about
from deliberation.refusals import Refusal
from deliberation.refusals_evidence import RowsRefused, SaysTheSame

MOST_ROWS: Final = 500
SHOWN: Final = 60  # characters of what a file says that a reason quotes


@dataclass(frozen=True)
class Given:
    """A record as a file has it. place: of the row in the file, in words. fields: what
    `check_evidence` takes besides system and criterion, which are slugs."""

    place: str
    system: str
    criterion: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Left:
    """A row that does not come in, and why."""

    given: Given
    reason: str


@dataclass(frozen=True)
class Brought:
    """records: in the order of the file. left: rows that stop nothing, since what they say is
    recorded or waits already, or since nobody wrote them as rows and their criterion is none
    of this person's. bad: rows for which nothing comes in."""

    records: list[ProposedEvidence] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    bad: list[Left] = field(default_factory=list)


def look_at(rows: Sequence[Given], *, by: User, way: str) -> Brought:
    """What `bring_in` would do. Leaves everything as it was."""
    with transaction.atomic():
        found = _checked(rows, by, way)
        # Licences that the SPDX list alone has are added on the way.
        transaction.set_rollback(True)
    return found


@transaction.atomic
def bring_in(rows: Sequence[Given], *, by: User, way: str) -> Brought:
    """Propose every row, or none where one is bad. Raises RowsRefused, naming each."""
    found = _checked(rows, by, way)
    if found.bad:
        raise RowsRefused(rows=[(each.given.place, each.reason) for each in found.bad])
    ProposedEvidence.objects.bulk_create(found.records)
    return found


# --- Parts ------------------------------------------------------------------------------


def _checked(rows: Sequence[Given], by: User, way: str) -> Brought:
    systems = AISystem.objects.in_bulk({row.system for row in rows}, field_name="slug")
    criteria = Criterion.objects.in_bulk({row.criterion for row in rows}, field_name="slug")
    refused = {slug: _refused(by, criterion) for slug, criterion in criteria.items()}
    levels = _levels(rows)
    waiting = _waiting(list(systems.values()))
    found, now = Brought(), timezone.now()
    for row in rows:
        if (not_theirs := _not_theirs(row, refused)) is not None:
            # What a card says beside is no mistake of whoever brings it.
            (found.bad if way == ProposedEvidence.Way.TABLE else found.left).append(not_theirs)
            continue
        reason = _reason(row, systems, levels)
        if reason:
            found.bad.append(Left(row, reason))
            continue
        try:
            record = check_evidence(
                system=systems[row.system], criterion=criteria[row.criterion], **row.fields
            )
        except SaysTheSame as refusal:
            found.left.append(Left(row, refusal.for_people()))
            continue
        except Refusal as refusal:
            found.bad.append(Left(row, refusal.for_people()))
            continue
        key = _key(record)
        if key in waiting:
            found.left.append(Left(row, _("The same waits for a decision already.")))
            continue
        waiting.add(key)
        record.way, record.proposed_by, record.proposed_at = way, by, now
        found.records.append(record)
    return found


def _not_theirs(row: Given, refused: dict[str, str]) -> Left | None:
    """Where the criterion is unknown, or none that this person brings evidence for."""
    unknown = _("There is no criterion “{name}”.").format(name=row.criterion[:SHOWN])
    reason = refused.get(row.criterion, unknown)
    return Left(row, reason) if reason else None


def _reason(
    row: Given, systems: dict[str, AISystem], levels: dict[tuple[str, str], set[Any]]
) -> str:
    """Why a row is bad before one looks at the record; empty where it is not."""
    if row.system not in systems:
        return _("There is no AI system “{name}”.").format(name=row.system[:SHOWN])
    if len(levels[row.system, row.criterion]) > 1:
        return _("The file says different things of the same system and criterion.")
    return ""


def _levels(rows: Sequence[Given]) -> dict[tuple[str, str], set[Any]]:
    """What the file says of each system and criterion."""
    levels: dict[tuple[str, str], set[Any]] = {}
    for row in rows:
        levels.setdefault((row.system, row.criterion), set()).add(row.fields.get("level"))
    return levels


def _refused(by: User, criterion: Criterion) -> str:
    try:
        require_about(by, Deed.PROPOSE_EVIDENCE, criterion)
    except Refusal as refusal:
        return refusal.for_people()
    return ""


def _waiting(systems: Sequence[AISystem]) -> set[tuple[Any, ...]]:
    return {_key(each) for each in ProposedEvidence.objects.waiting().filter(system__in=systems)}


def _key(record: ProposedEvidence) -> tuple[Any, ...]:
    return record.system_id, record.criterion_id, record.level, record.source_url
