"""Verifying that participants belong to the stakeholder classes they declared."""

import re
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from deliberation import mail
from deliberation.actions.requests import request_aggregation
from deliberation.actions.settings import log_setting
from deliberation.models import (
    Definition,
    DomainRule,
    Event,
    Participant,
    StakeholderClass,
    User,
    Verification,
)
from deliberation.permissions import require_disinterested
from deliberation.refusals_governance import ReasonNeeded
from deliberation.refusals_integrity import (
    AskedAlready,
    DecidedAlready,
    DomainOfMany,
    NoClassToVerify,
    NoDomain,
    NotVerified,
    StatementNeeded,
    VerifiedAlready,
)
from deliberation.site import absolute

DOMAIN: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
# Where anybody can open an account, an address says nothing of its holder.
OF_MANY: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
        "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me",
        "protonmail.com", "mail.com", "mail.ru", "yandex.ru", "qq.com", "163.com", "zoho.com",
    }
)  # fmt: skip


@transaction.atomic
def ask_for_verification(
    *, participant: Participant, statement: str = "", link: str = ""
) -> Verification:
    """Ask to be verified in the class one declared; a rule by e-mail domain answers at once.

    Raises NoClassToVerify, VerifiedAlready, AskedAlready, or StatementNeeded where no rule
    knows the participant and nothing is said.
    """
    participant = _locked(participant)
    declared = participant.stakeholder_class
    if declared is None or declared.is_guest or participant.user_id is None:
        raise NoClassToVerify
    if participant.class_verified_at is not None:
        raise VerifiedAlready(title=declared.title)
    if participant.verifications.waiting().exists():
        raise AskedAlready
    rule = rule_for(participant)
    if rule is None and not (statement.strip() or link.strip()):
        raise StatementNeeded
    now = timezone.now()
    request = Verification(
        definition_id=participant.definition_id,
        participant=participant,
        stakeholder_class=declared,
        statement="" if rule else statement.strip(),
        link="" if rule else link.strip(),
        asked_at=now,
    )
    if rule is not None:
        request.state, request.decided_at = Verification.State.VERIFIED, now
        request.domain = rule.domain
        _verify(participant, now)
    request.save()
    return request


@transaction.atomic
def withdraw_verification(*, request: Verification) -> Verification:
    """Take one's own request back, with what was said in it. Raises DecidedAlready."""
    return _decided(
        request, Verification.State.WITHDRAWN, statement="", link="", decided_at=timezone.now()
    )


@transaction.atomic
def verify(*, request: Verification, by: User, reason: str = "") -> Verification:
    """Verify the participant in the class of the request.

    Raises OwnCase, DecidedAlready, or NoClassToVerify if they have changed class.
    """
    participant = _disinterested(request, by)
    if participant.stakeholder_class_id != request.stakeholder_class_id:
        raise NoClassToVerify
    now = timezone.now()
    request = _decided(
        request, Verification.State.VERIFIED, decided_by=by, decided_at=now, reason=reason.strip()
    )
    _verify(participant, now)
    _tell(request)
    return request


@transaction.atomic
def decline(*, request: Verification, by: User, reason: str) -> Verification:
    """Decline, with a reason that the participant is told. They can ask again.

    Raises ReasonNeeded, OwnCase or DecidedAlready.
    """
    if not reason.strip():
        raise ReasonNeeded
    _disinterested(request, by)
    request = _decided(
        request,
        Verification.State.DECLINED,
        decided_by=by,
        decided_at=timezone.now(),
        reason=reason.strip(),
    )
    _tell(request)
    return request


@transaction.atomic
def revoke_verification(*, participant: Participant, by: User, reason: str) -> Participant:
    """Verify somebody no longer; their class is declared again.

    Raises ReasonNeeded, OwnCase or NotVerified.
    """
    if not reason.strip():
        raise ReasonNeeded
    participant = _locked(participant)
    require_disinterested(by, participant)
    if participant.class_verified_at is None or participant.stakeholder_class is None:
        raise NotVerified(pseudonym=participant.pseudonym)
    now = timezone.now()
    ended = Verification.objects.create(
        definition_id=participant.definition_id,
        participant=participant,
        stakeholder_class=participant.stakeholder_class,
        state=Verification.State.DECLINED,
        asked_at=now,
        decided_at=now,
        decided_by=by,
        reason=reason.strip(),
    )
    unverify(participant, at=now)
    _tell(ended)
    request_aggregation(participant.definition_id)
    return participant


def unverify(participant: Participant, *, at: datetime) -> None:
    """Note in the log that the class is declared alone. Call it with the participant locked."""
    participant.verifications.waiting().update(
        state=Verification.State.WITHDRAWN, decided_at=at, statement="", link=""
    )
    _tell_log(participant, None, at)


@transaction.atomic
def add_domain_rule(
    *, definition: Definition, by: User, domain: str, stakeholder_class: StakeholderClass
) -> DomainRule:
    """Verify whoever asks and has confirmed an address at this domain; again changes nothing.
    The log tells of it.

    Raises NoDomain or DomainOfMany.
    """
    domain = domain.strip().lower().removeprefix("@")
    if not DOMAIN.fullmatch(domain):
        raise NoDomain(domain=domain[:60])
    if domain in OF_MANY:
        raise DomainOfMany(domain=domain)
    rule, is_new = definition.domain_rules.get_or_create(
        domain=domain,
        stakeholder_class=stakeholder_class,
        defaults={"added_by": by, "added_at": timezone.now()},
    )
    if is_new:
        log_setting(definition, "domain-rule", None, _as_said(rule), by=by)
    return rule


@transaction.atomic
def remove_domain_rule(*, rule: DomainRule, by: User) -> None:
    """Whoever was verified by it stays so; that is revoked one by one. The log tells of it."""
    gone, _each = DomainRule.objects.filter(pk=rule.pk).delete()
    if gone:
        log_setting(rule.definition, "domain-rule", _as_said(rule), None, by=by)


def _as_said(rule: DomainRule) -> dict[str, str]:
    return {"domain": rule.domain, "title": rule.stakeholder_class.title}


def rule_for(participant: Participant) -> DomainRule | None:
    """A rule of the declared class for an address that the participant has confirmed."""
    confirmed = EmailAddress.objects.filter(user=participant.user_id, verified=True)
    domains = {
        address.rpartition("@")[2].lower() for address in confirmed.values_list("email", flat=True)
    }
    return DomainRule.objects.filter(
        definition=participant.definition_id,
        stakeholder_class=participant.stakeholder_class_id,
        domain__in=domains,
    ).first()


def _tell(request: Verification) -> None:
    """Write to the participant what was decided."""
    user, definition = request.participant.user, request.definition
    if user is None or not user.is_active:
        return
    mail.send(
        kind="verification",
        to=user.email,
        user=user,
        definition=definition,
        template="verification",
        language=mail.language_of(user),
        context={
            "definition": definition,
            "request": request,
            "link": absolute(reverse("verification", args=[definition.slug])),
        },
    )


def _locked(participant: Participant) -> Participant:
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("stakeholder_class", "definition")
        .get(pk=participant.pk)
    )


def _disinterested(request: Verification, by: User) -> Participant:
    participant = _locked(request.participant)
    require_disinterested(by, participant)
    return participant


def _decided(request: Verification, state: str, **fields: object) -> Verification:
    """The update decides between two who press at once."""
    waiting = Verification.objects.filter(pk=request.pk, state=Verification.State.WAITING)
    if not waiting.update(state=state, **fields):
        raise DecidedAlready
    request.refresh_from_db()
    return request


def _verify(participant: Participant, at: datetime) -> None:
    assert participant.stakeholder_class is not None
    _tell_log(participant, participant.stakeholder_class.slug, at)
    request_aggregation(participant.definition_id)


def _tell_log(participant: Participant, class_slug: str | None, at: datetime) -> None:
    participant.class_verified_at = at if class_slug else None
    participant.save(update_fields=["class_verified_at"])
    Event.objects.create(
        definition_id=participant.definition_id,
        kind=Event.Kind.VERIFIED,
        participant=participant,
        payload={"class": class_slug},
        at=at,
    )
