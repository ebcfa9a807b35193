"""Bringing evidence in, disputing it, and deciding: with a source, and a public reason.

Evidence is shared by all definitions. Whoever takes part in one that uses the criterion may
bring some; its moderators decide. docs/assessment.md says why.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.actions.assessing import request_assessment
from deliberation.models import (
    AISystem,
    Criterion,
    Dispute,
    Evidence,
    Licence,
    ProposedEvidence,
    Role,
    User,
)
from deliberation.models.evidence import REASON_LIMIT, RECORD_FIELDS, Record
from deliberation.models.licences import is_spdx
from deliberation.models.systems import UNKNOWN
from deliberation.permissions import Deed, require_about
from deliberation.refusals_evidence import (
    BadEvidence,
    DisputedAlready,
    DisputeDecided,
    EvidenceDecided,
    NoRival,
    NotCurrent,
    SaysTheSame,
    SourceNeeded,
    UnknownLevel,
    UnknownLicence,
)
from deliberation.refusals_governance import OwnCase, ReasonNeeded

GIVEN: Final = (
    "level", "note", "source_title", "source_section", "source_version", "source_url", "seen",
    "confidence", "basis",
)  # fmt: skip
DEFAULTS: Final = {
    "confidence": Record.Confidence.MEDIUM,
    "basis": Record.Basis.SOURCE_READ,
}
State = ProposedEvidence.State


def check_evidence(
    *, system: AISystem, criterion: Criterion, licence: str = "", **given: Any
) -> ProposedEvidence:
    """The record that these fields make, unsaved: for forms and for rows of files.

    Raises UnknownLevel, SourceNeeded, UnknownLicence (of a name that neither we nor the SPDX
    list have), BadEvidence naming the field, SaysTheSame.
    """
    fields = DEFAULTS | {name: value for name, value in given.items() if name in GIVEN}
    record = ProposedEvidence(
        system=system, criterion=criterion, licence=licence_named(licence), **fields
    )
    _check_level(record)
    if not record.source_url or not record.seen:
        raise SourceNeeded
    _check_fields(record)
    current = _current(system, criterion)
    if current is not None and (current.level, current.source_url) == (
        record.level,
        record.source_url,
    ):
        raise SaysTheSame
    return record


@transaction.atomic
def propose_evidence(
    *,
    system: AISystem,
    criterion: Criterion,
    by: User,
    way: str = ProposedEvidence.Way.FORM,
    licence: str = "",
    **given: Any,
) -> ProposedEvidence:
    """Bring in a record; a moderator decides whether it counts.

    given: level, note, source_title, source_section, source_version, source_url, seen,
    confidence, basis. licence: a key of ours or an SPDX identifier. Raises what
    `check_evidence` does, and EvidenceRoleNeeded.
    """
    require_about(by, Deed.PROPOSE_EVIDENCE, criterion)
    record = check_evidence(system=system, criterion=criterion, licence=licence, **given)
    record.way, record.proposed_by, record.proposed_at = way, by, timezone.now()
    record.save()
    return record


@transaction.atomic
def withdraw_evidence(*, proposed: ProposedEvidence, by: User) -> ProposedEvidence:
    """Take back a record of one's own that nobody decided on. Raises EvidenceDecided."""
    proposed = _waiting(proposed)
    if proposed.proposed_by_id != by.pk:
        raise EvidenceDecided
    proposed.state = State.WITHDRAWN
    proposed.save(update_fields=["state"])
    return proposed


@transaction.atomic
def accept_evidence(
    *, proposed: ProposedEvidence, by: User, reason: str, replaces: bool = False
) -> ProposedEvidence:
    """Let a proposed record count.

    One that contradicts the current record stands beside it, and a dispute is opened: until
    that is decided, both count as unknown. replaces: decide for the new one at once. Raises
    EvidenceDecided, OwnCase, ReasonNeeded, EvidenceRoleNeeded, SecondFactorNeeded.
    """
    reason = _decidable(proposed.criterion, proposed.proposed_by_id, by, reason)
    proposed = _waiting(proposed)
    current = _current(proposed.system, proposed.criterion)
    if current is not None and current.contradicts(proposed) and not replaces:
        _decided(proposed, State.CONTESTED, by, reason)
        _contest(current, proposed)
    else:
        _count(proposed, by, reason)
        _close_superseded(current, by, reason)
    _touch(proposed.system)
    return proposed


@transaction.atomic
def decline_evidence(*, proposed: ProposedEvidence, by: User, reason: str) -> ProposedEvidence:
    """Let a proposed record not count. Raises what `accept_evidence` does."""
    reason = _decidable(proposed.criterion, proposed.proposed_by_id, by, reason)
    proposed = _waiting(proposed)
    _decided(proposed, State.DECLINED, by, reason)
    return proposed


@transaction.atomic
def record_evidence(
    *,
    system: AISystem,
    criterion: Criterion,
    by: User,
    reason: str,
    licence: str = "",
    **given: Any,
) -> Evidence:
    """Record what counts from now on, as a moderator.

    One that contradicts what is recorded is to be proposed, and somebody else decides:
    OwnCase. Raises what `check_evidence` does, and EvidenceRoleNeeded, SecondFactorNeeded,
    ReasonNeeded.
    """
    require_about(by, Deed.DECIDE_EVIDENCE, criterion)
    reason = _given(reason)
    record = check_evidence(system=system, criterion=criterion, licence=licence, **given)
    record.proposed_by, record.proposed_at = by, timezone.now()
    record.save()
    current = _current(system, criterion)
    if current is not None and current.contradicts(record):
        raise OwnCase
    evidence = _count(record, by, reason)
    _close_superseded(current, by, reason)
    _touch(system)
    return evidence


@transaction.atomic
def dispute(*, evidence: Evidence, by: User, objection: str) -> Dispute:
    """Object to the current record. It counts until a moderator decides, unless another
    record contradicts it. Raises NotCurrent, DisputedAlready, ReasonNeeded,
    EvidenceRoleNeeded."""
    require_about(by, Deed.PROPOSE_EVIDENCE, evidence.criterion)
    objection = _given(objection)
    if not Evidence.objects.current().filter(pk=evidence.pk).exists():
        raise NotCurrent
    try:
        with transaction.atomic():
            return Dispute.objects.create(
                evidence=evidence, opened_by=by, objection=objection, opened_at=timezone.now()
            )
    except IntegrityError as error:
        raise DisputedAlready from error


@transaction.atomic
def decide_dispute(*, dispute: Dispute, by: User, ruling: str, reason: str) -> Dispute:
    """End a dispute with a public reason.

    ruling: upheld (the record stays), replaced (the rival takes its place) or struck (what is
    known counts as unknown). Raises DisputeDecided, NoRival, OwnCase, ReasonNeeded,
    EvidenceRoleNeeded, SecondFactorNeeded.
    """
    reason = _decidable(dispute.evidence.criterion, dispute.opened_by_id, by, reason)
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("evidence__criterion", "evidence__system", "rival")
        .get(pk=dispute.pk)
    )
    if dispute.state != Dispute.State.OPEN:
        raise DisputeDecided
    rival = dispute.rival
    if rival is not None and rival.proposed_by_id == by.pk:
        raise OwnCase
    if ruling == Dispute.State.REPLACED:
        if rival is None:
            raise NoRival
        _count(rival, by, reason)
    elif rival is not None:
        _decided(rival, State.DECLINED, by, reason)
    if ruling == Dispute.State.STRUCK:
        _strike(dispute.evidence, by, reason)
    _rule(dispute, Dispute.State(ruling), by, reason)
    _touch(dispute.evidence.system)
    return dispute


def licence_named(name: str) -> Licence | None:
    """The licence of this key or SPDX identifier; one that only SPDX has is added, with its
    openness not known. None for no name. Raises UnknownLicence."""
    name = name.strip()
    if not name:
        return None
    licence = Licence.objects.filter(key=name).first() or Licence.objects.filter(spdx=name).first()
    if licence is not None:
        return licence
    try:
        is_spdx(name)
    except ValidationError as error:
        raise UnknownLicence(licence=name[:60]) from error
    return Licence.objects.get_or_create(key=name, defaults={"name": name, "spdx": name})[0]


# --- Parts ------------------------------------------------------------------------------


def _check_level(record: Record) -> None:
    levels = [*record.criterion.levels, UNKNOWN]
    if record.level not in levels:
        raise UnknownLevel(
            level=record.level[:40], criterion=record.criterion.title, levels=", ".join(levels)
        )


def _check_fields(record: ProposedEvidence) -> None:
    try:
        record.clean_fields(exclude={field.name for field in record._meta.fields} - {*GIVEN})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadEvidence(field=field, problem=messages[0]) from error


def _given(reason: str) -> str:
    reason = reason.strip()[:REASON_LIMIT]
    if not reason:
        raise ReasonNeeded
    return reason


def _decidable(criterion: Criterion, brought_by: int | None, by: User, reason: str) -> str:
    """The reason, if this user may decide on what somebody brought."""
    require_about(by, Deed.DECIDE_EVIDENCE, criterion)
    if brought_by is not None and brought_by == by.pk:
        raise OwnCase
    return _given(reason)


def _waiting(proposed: ProposedEvidence) -> ProposedEvidence:
    """The record, locked with its system, while nobody has decided on it."""
    AISystem.objects.select_for_update().get(pk=proposed.system_id)
    proposed = (
        ProposedEvidence.objects.select_for_update(of=("self",))
        .select_related("system", "criterion")
        .get(pk=proposed.pk)
    )
    if proposed.state != State.WAITING:
        raise EvidenceDecided
    return proposed


def _current(system: AISystem, criterion: Criterion) -> Evidence | None:
    # One at most: the model's order, by names in other tables, would cost more than the row.
    return Evidence.objects.current().filter(system=system, criterion=criterion).order_by().first()


def _contest(current: Evidence, rival: ProposedEvidence) -> None:
    """Put the rival into the open dispute about the record, or open one."""
    waiting = Dispute.objects.open().filter(evidence=current, rival=None)
    if waiting.update(rival=rival):
        return
    try:
        with transaction.atomic():
            Dispute.objects.create(
                evidence=current,
                rival=rival,
                opened_by=rival.proposed_by,
                objection=rival.note or rival.source_title or rival.source_url,
                opened_at=timezone.now(),
            )
    except IntegrityError as error:
        raise DisputedAlready from error


def _count(proposed: ProposedEvidence, by: User, reason: str) -> Evidence:
    """Make a proposed record the current one."""
    fields = {name: getattr(proposed, name) for name in RECORD_FIELDS}
    evidence = _append(
        proposed.system, proposed.criterion, recorded_by_id=proposed.proposed_by_id, **fields
    )
    proposed.evidence = evidence
    _decided(proposed, State.ACCEPTED, by, reason)
    return evidence


def _strike(evidence: Evidence, by: User, reason: str) -> None:
    _append(
        evidence.system,
        evidence.criterion,
        recorded_by_id=by.pk,
        level=UNKNOWN,
        note=reason[:500],
        confidence=Record.Confidence.HIGH,
        basis=Record.Basis.SECONDARY,
    )


def _append(system: AISystem, criterion: Criterion, **fields: Any) -> Evidence:
    Evidence.objects.current().filter(system=system, criterion=criterion).update(is_current=False)
    return Evidence.objects.create(
        system=system,
        criterion=criterion,
        origin=Evidence.Origin.PERSON,
        recorded_at=timezone.now(),
        **fields,
    )


def _close_superseded(evidence: Evidence | None, by: User, reason: str) -> None:
    """End an open dispute about a record whose place another one has taken."""
    if evidence is None:
        return
    for each in Dispute.objects.open().filter(evidence=evidence).select_related("rival"):
        if each.rival is not None:
            _decided(each.rival, State.DECLINED, by, reason)
        _rule(each, Dispute.State.STRUCK, by, reason)


def _decided(proposed: ProposedEvidence, state: str, by: User, reason: str) -> None:
    proposed.state, proposed.reason, proposed.decided_by = state, reason, by
    proposed.decided_as, proposed.decided_at = shown_as(by, proposed.criterion), timezone.now()
    proposed.save(
        update_fields=["state", "reason", "decided_by", "decided_as", "decided_at", "evidence"]
    )


def _rule(dispute: Dispute, state: str, by: User, reason: str) -> None:
    dispute.state, dispute.reason, dispute.decided_by = state, reason, by
    dispute.decided_as = shown_as(by, dispute.evidence.criterion)
    dispute.decided_at = timezone.now()
    dispute.save(update_fields=["state", "reason", "decided_by", "decided_as", "decided_at"])


def shown_as(by: User, criterion: Criterion) -> str:
    """The handle under which the public knows who decided; empty for site administrators."""
    deciding = [Role.Name.STEWARD, Role.Name.MODERATOR]
    role = (
        by.roles.filter(name__in=deciding, definition__criteria=criterion)
        .order_by("definition", "-name")
        .first()
    )
    return role.handle if role else ""


def _touch(system: AISystem) -> None:
    AISystem.objects.filter(pk=system.pk).touch()
    request_assessment()
