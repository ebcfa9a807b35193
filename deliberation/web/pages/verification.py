"""Whether classes are verified: one's own, and the queue of those who decide."""

from dataclasses import dataclass
from typing import Final

from deliberation.models import DomainRule, Participant, StakeholderClass, Verification
from deliberation.permissions import Deed
from deliberation.web import access
from deliberation.web.access import Visit

MOST: Final = 100


@dataclass(frozen=True)
class OwnPage:
    """rule: a domain rule that would verify them at once, None if there is none."""

    participant: Participant
    waiting: Verification | None
    last: Verification | None
    rule: DomainRule | None
    may_ask: bool

    @property
    def is_verified(self) -> bool:
        return self.participant.class_verified_at is not None


@dataclass(frozen=True)
class Counts:
    """Of one stakeholder class: how many joined it, and how many of these are verified."""

    stakeholder_class: StakeholderClass
    verified: int
    declared: int


@dataclass(frozen=True)
class QueuePage:
    """own: the viewer's own request, which somebody else decides on."""

    waiting: list[Verification]
    decided: list[Verification]
    counts: list[Counts]
    rules: list[DomainRule]
    own: int | None
    may_verify: bool
    may_rule: bool
    quorum_is_verified: bool


def own_page(visit: Visit, rule: DomainRule | None) -> OwnPage:
    """For a participant with a class."""
    assert visit.participant is not None
    requests = visit.participant.verifications.select_related("stakeholder_class")
    latest = list(requests[:1])
    waiting = next((r for r in latest if r.state == Verification.State.WAITING), None)
    return OwnPage(
        participant=visit.participant,
        waiting=waiting,
        last=next((each for each in latest if each is not waiting), None),
        rule=rule,
        may_ask=visit.may(Deed.ASK_VERIFICATION),
    )


def queue_page(visit: Visit) -> QueuePage:
    requests = visit.definition.verifications.select_related("participant", "stakeholder_class")
    decided = requests.exclude(state=Verification.State.WAITING).order_by("-decided_at", "-pk")
    ruleset = visit.definition.rulesets.last()
    return QueuePage(
        waiting=list(requests.waiting()[:MOST]),
        decided=list(decided[:MOST]),
        counts=[
            Counts(each, each.verified, each.joined - each.verified)
            for each in visit.definition.stakeholder_classes.filter(is_guest=False).with_numbers()
        ],
        rules=list(visit.definition.domain_rules.select_related("stakeholder_class")),
        own=visit.participant.pk if visit.participant else None,
        may_verify=visit.may(Deed.VERIFY),
        may_rule=visit.may(Deed.ADMIT),
        quorum_is_verified=bool(ruleset and ruleset.verified_quorum),
    )


def classes(visit: Visit) -> list[StakeholderClass]:
    return access.classes_to_join(visit)
