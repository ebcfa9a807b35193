"""Merging duplicates: one proposal stands for two, and whoever voted on both counts once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.actions.log import counted_with
from deliberation.actions.moderation.content import OPEN
from deliberation.actions.moderation.deciding import (
    open_case,
    record,
    require_state,
    set_state,
    state_of,
)
from deliberation.actions.requests import request_aggregation
from deliberation.models import (
    Asked,
    CountedWith,
    Decision,
    Event,
    Proposal,
    Reason,
    Revision,
    User,
)
from deliberation.permissions import Deed
from deliberation.refusals_moderation import MergeDiffers, MergeWithItself

BATCH = 1000


@transaction.atomic
def merge(
    *,
    proposal: Proposal,
    into: Proposal,
    by: User,
    note: str,
    reason: str = Reason.DUPLICATE,
    asks_again: bool = False,
) -> Decision:
    """Let `into` stand for `proposal` too: of each participant's votes on either, the last counts.

    Where the two do not ask the same (criterion, level, evidence), a vote on one is none on
    the other. Then it is refused with MergeDiffers, or with `asks_again` no vote moves and
    those who voted are asked to vote on the survivor. Raises RoleNeeded, OwnCase,
    DecidedAlready, CannotDecideNow, MergeWithItself or NoteNeeded.
    """
    if proposal.pk == into.pk:
        raise MergeWithItself
    proposal, into = (open_case(each, by, Deed.REARRANGE) for each in (proposal, into))
    require_state(proposal, *OPEN, becoming=Proposal.Moderation.MERGED)
    require_state(into, *Proposal.STANDING, becoming="")
    what = difference(proposal, into)
    if what and not asks_again:
        raise MergeDiffers(number=proposal.number, into=into.number, what=what)
    decision = record(
        Decision.Kind.MERGE,
        proposal,
        by=by,
        reason=reason,
        note=note,
        into=into,
        asks_again=asks_again,
        before=state_of(proposal),
    )
    set_state(
        proposal,
        decision,
        moderation=Proposal.Moderation.MERGED,
        merged_into=into,
        is_closed=True,
    )
    assert proposal.voted is not None
    if asks_again:
        _ask_again(decision, proposal.voted, into)
    else:
        assert into.voted is not None
        count_with(source=proposal.voted, target=into.voted, at=decision.at)
    return decision


def difference(proposal: Proposal, into: Proposal) -> str:
    """In what they do not ask the same; empty where votes on one can be votes on the other."""
    assert proposal.current is not None
    assert into.current is not None
    if proposal.criterion_id != into.criterion_id:
        return _("the criteria differ")
    if proposal.current.level != into.current.level:
        return _("the levels differ")
    if proposal.current.requires != into.current.requires:
        return _("the evidence needed differs")
    return ""


def part(proposal: Proposal) -> None:
    """Let the votes on a merged proposal count on it alone again."""
    assert proposal.voted is not None
    if CountedWith.objects.filter(source=proposal.voted).exists():
        count_with(source=proposal.voted, target=None, at=timezone.now())


def count_with(*, source: Revision, target: Revision | None, at: datetime) -> None:
    """Append to the log that votes on one wording count with those on another, or no longer.

    Call it with the definition's row held: these events alter each other's meaning.
    """
    definition = source.proposal.definition
    Event.objects.create(
        definition=definition,
        kind=Event.Kind.MERGED,
        revision=source,
        payload={
            "into": {"proposal": target.proposal.number, "revision": target.number}
            if target
            else None
        },
        at=at,
    )
    told = counted_with(Event.objects.filter(definition=definition).order_by("pk"))
    CountedWith.objects.filter(source__proposal__definition=definition).delete()
    CountedWith.objects.bulk_create(
        [CountedWith(source_id=source, target_id=target) for source, target in told.items()]
    )
    request_aggregation(definition.pk)


def _ask_again(decision: Decision, voted: Revision, into: Proposal) -> None:
    """Note everybody who voted on the merged one and not on the survivor."""
    there = Event.objects.last_on(into.voted).values("participant")
    standing = Event.objects.last_on(voted).exclude(participant__in=there)
    Asked.objects.bulk_create(
        [
            Asked(decision=decision, participant_id=participant, value=value)
            for participant, value in standing.values_list("participant", "value")
            if value is not None
        ],
        batch_size=BATCH,
    )


def sources(proposal: Proposal) -> list[tuple[Proposal, int]]:
    """The proposals whose votes count on this one, each with how many participants' last
    vote on any of them is there."""
    if proposal.voted is None:
        return []
    others = proposal.voted.counts_also.exclude(source__proposal=proposal)
    merged = [each.source.proposal for each in others.select_related("source__proposal")]
    if not merged:
        return []
    last = Event.objects.last_on(proposal.voted).order_by().values("revision__proposal")
    number = dict(last.annotate(number=Count("pk")).values_list("revision__proposal", "number"))
    return [(each, number.get(each.pk, 0)) for each in sorted(merged, key=lambda m: m.number)]
