"""Moderation's pages: the public log, one decision, what waits, and what concerns oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from deliberation.actions import moderation
from deliberation.models import Appeal, Decision, Definition, Flag, HeldAmendment, Policy, Proposal
from deliberation.refusals import Refusal
from deliberation.web.access import Visit
from deliberation.web.forms.moderation import LogFilterForm

PER_PAGE = 25
PER_QUEUE_PAGE = 20


@dataclass(frozen=True)
class Entry:
    """One decision as the log tells it."""

    decision: Decision
    told: str

    @classmethod
    def of(cls, decision: Decision) -> "Entry":
        return cls(decision, moderation.told(decision))


@dataclass(frozen=True)
class LogPage:
    """total: how many entries there are, whatever the filter."""

    form: LogFilterForm
    found: "Page[Any]"
    entries: list[moderation.Logged]
    total: int


def log_page(definition: Definition, query: Any, page: int) -> LogPage:
    form = LogFilterForm(query)
    shown = Paginator(narrowed(definition, form), PER_PAGE).get_page(page or 1)
    return LogPage(
        form=form,
        found=shown,
        entries=moderation.load(definition, shown),
        total=moderation.entries_of(definition).count(),
    )


def narrowed(definition: Definition, form: LogFilterForm) -> QuerySet[Any, Any]:
    """The entries that a filter asks for, the latest first; what it cannot read narrows
    nothing."""
    form.is_valid()
    return moderation.entries_of(definition, **form.cleaned_data)


@dataclass(frozen=True)
class DecisionPage:
    """appeal: what was filed against it. may_appeal: whether the visitor can. may_decide:
    whether they can decide on the appeal. may_undo: whether a moderator can undo it now.
    words: of an amendment that it rejected, for its author and moderators."""

    entry: Entry
    appeal: Appeal | None
    answered: Appeal | None
    parts: list[Proposal]
    may_appeal: bool
    may_decide: bool
    may_undo: bool
    words: str


def decision_page(visit: Visit, decision: Decision) -> DecisionPage:
    appeal = getattr(decision, "appeal", None)
    participant = visit.participant
    is_author = (
        participant is not None
        and decision.concerned is not None
        and decision.concerned.pk == participant.pk
    )
    is_disinterested = visit.is_moderator and not is_author
    return DecisionPage(
        entry=Entry.of(decision),
        appeal=appeal,
        answered=Appeal.objects.with_subjects().filter(outcome=decision).first(),
        parts=list(decision.proposal.parts.order_by("number"))
        if decision.kind == Decision.Kind.SPLIT
        else [],
        may_appeal=is_author and appeal is None and decision.can_be_appealed,
        may_decide=is_disinterested
        and appeal is not None
        and appeal.outcome_id is None
        and appeal.first_by_id != visit.user.pk,
        may_undo=is_disinterested and _can_undo(decision),
        words=_rejected_words(decision) if is_author or visit.is_moderator else "",
    )


def _rejected_words(decision: Decision) -> str:
    is_one = decision.kind == Decision.Kind.KEEP_WORDING
    return str(decision.before.get("wording", "")) if is_one else ""


def _can_undo(decision: Decision) -> bool:
    try:
        moderation.check_undoable(decision, decision.subject)
    except Refusal:
        return False
    return True


@dataclass(frozen=True)
class QueueItem:
    """waited: since when. is_own: somebody else decides, as it concerns the visitor."""

    item: moderation.Waiting
    is_own: bool
    alike: list[Proposal]


@dataclass(frozen=True)
class QueuePage:
    kind: str
    kinds: list[tuple[str, str, int]]
    items: "Page[moderation.Waiting]"
    shown: list[QueueItem]
    now: datetime


def queue_page(visit: Visit, kind: str, page: int) -> QueuePage:
    """What waits for the moderators, the oldest first. kind: of `moderation.Waiting`, or all."""
    every = moderation.waiting(visit.definition)
    numbers = dict.fromkeys(moderation.KINDS, 0)
    for item in every:
        numbers[item.kind] += 1
    wanted = [item for item in every if kind in ("", item.kind)]
    items = Paginator(wanted, PER_QUEUE_PAGE).get_page(page or 1)
    return QueuePage(
        kind=kind,
        kinds=[(each, str(moderation.KINDS[each]), number) for each, number in numbers.items()],
        items=items,
        shown=[QueueItem(item, _is_own(visit, item), []) for item in items],
        now=timezone.now(),
    )


def _is_own(visit: Visit, item: moderation.Waiting) -> bool:
    if isinstance(item.about, Appeal):
        if item.about.first_by_id == visit.user.pk:
            return True
        concerned = item.about.by
    else:
        about = item.about.subject if isinstance(item.about, Flag) else item.about
        if about.author is None:
            return False
        concerned = about.author
    return concerned.user_id is not None and concerned.user_id == visit.user.pk


@dataclass(frozen=True)
class OwnPage:
    """What moderation has to do with one participant."""

    flags: list[Flag]
    decisions: list[Entry]
    appeals: list[Appeal]
    pending: list[Proposal]
    held: list[HeldAmendment]


def own_page(visit: Visit) -> OwnPage:
    participant = visit.participant
    about = Q(argument=None, proposal__author=participant) | Q(argument__author=participant)
    decided = visit.definition.decisions.filter(about).exclude(kind=Decision.Kind.DISMISS_FLAG)
    waiting = visit.definition.proposals.with_text().filter(
        author=participant, moderation=Proposal.Moderation.PENDING
    )
    return OwnPage(
        flags=list(visit.definition.flags.filter(by=participant).with_subjects()),
        decisions=[Entry.of(each) for each in decided.with_subjects()],
        appeals=list(Appeal.objects.with_subjects().filter(by=participant)),
        pending=list(waiting),
        held=list(participant.held_amendments.select_related("proposal")) if participant else [],
    )


@dataclass(frozen=True)
class PolicyPage:
    """policy: None where the definition goes by the policy that comes with the site."""

    policy: Policy | None
    earlier: list[Policy]


def policy_page(definition: Definition) -> PolicyPage:
    policies: Sequence[Policy] = list(definition.policies.all())
    return PolicyPage(policies[0] if policies else None, list(policies[1:]))
