"""Where a proposal came from and what became of it: parts, merges, and votes from there."""

from dataclasses import dataclass, field

from django.db.models import Q

from deliberation.actions import moderation
from deliberation.models import Argument, Asked, Decision, Participant, Proposal
from deliberation.web.ballots import WORDS


@dataclass(frozen=True)
class AskedAgain:
    """That the visitor voted on a merged proposal whose votes did not move."""

    number: int
    word: str


@dataclass(frozen=True)
class Lineage:
    """parts: what it was split into. merged: what was merged into it, with how many of the
    votes that count here were cast there; None where no votes moved."""

    parts: list[Proposal] = field(default_factory=list)
    merged: list[tuple[Proposal, int | None]] = field(default_factory=list)
    asked: AskedAgain | None = None


def lineage(proposal: Proposal, participant: Participant | None, vote: str) -> Lineage:
    """No query, unless others came from it or were merged into it."""
    if not proposal.has_derived:  # type: ignore[attr-defined]
        return Lineage()
    related = Proposal.objects.filter(Q(split_from=proposal) | Q(merged_into=proposal))
    rows = list(related.order_by("number"))
    merged = [each for each in rows if each.merged_into_id == proposal.pk]
    numbers = {each.pk: number for each, number in moderation.sources(proposal)} if merged else {}
    return Lineage(
        parts=[each for each in rows if each.split_from_id == proposal.pk],
        merged=[(each, numbers.get(each.pk)) for each in merged],
        asked=_asked(proposal, participant) if merged and participant and not vote else None,
    )


def _asked(proposal: Proposal, participant: Participant) -> AskedAgain | None:
    asked = Asked.objects.filter(
        participant=participant, decision__into=proposal, decision__undone_by=None
    )
    last = asked.select_related("decision__proposal").order_by("-pk").first()
    return AskedAgain(last.decision.proposal.number, WORDS[last.value]) if last else None


def last_hiding(argument: Argument) -> Decision | None:
    """The decision by which moderation hid an argument, or erased it."""
    decided = Decision.objects.of_text(argument).standing().filter(kind__in=Decision.AGAINST)
    return decided.order_by("-pk").first()


def last_decision(proposal: Proposal) -> Decision | None:
    """The decision by which moderation set it aside or closed it, if it did."""
    if not (proposal.is_closed or proposal.is_set_aside):
        return None
    kinds = (*Decision.AGAINST, Decision.Kind.SPLIT, Decision.Kind.MERGE)
    decided = Decision.objects.of_text(proposal).standing().filter(kind__in=kinds)
    return decided.order_by("-pk").first()
