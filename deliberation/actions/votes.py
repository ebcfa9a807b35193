"""Voting."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deliberation.actions.requests import request_aggregation
from deliberation.actions.suspecting import note_origin
from deliberation.models import Admission, Event, Participant, Proposal
from deliberation.models.votes import OwnVote
from deliberation.refusals import (
    AccountNeeded,
    NothingToWithdraw,
    ProposalClosed,
    ProposalRejected,
    VoteMovedOn,
    VotingClosed,
    WordingChanged,
)
from deliberation.refusals_moderation import ProposalMerged, ProposalSetAside


@dataclass(frozen=True)
class Cast:
    """The vote that stands now, and whether this call added it."""

    event: Event
    is_new: bool


@transaction.atomic
def cast_vote(
    *,
    participant: Participant,
    proposal: Proposal,
    value: int,
    revision: int | None = None,
    block: str = "",
) -> Cast:
    """Append one vote; casting the standing value again adds nothing.

    value: 1 agree, 0 pass, -1 disagree. revision: the number of the vote-bearing revision
    that the voter read, if known. block: the network block they come from (networks.py), kept
    for a while apart from the log.

    The participant's row is the lock, so voters never wait for each other. The event has
    no position yet: `sequence` gives positions in batches, and a vote that commits late
    gets a later one, so no watermark can pass it. Raises VotingClosed, ProposalClosed,
    what `check_standing` raises, or WordingChanged if another revision bears the votes by now.
    """
    proposal = _lock(participant, proposal)
    standing = _last(participant, proposal)
    if revision is not None and proposal.voted is not None and revision != proposal.voted.number:
        raise WordingChanged(number=proposal.number, revision=proposal.voted.number)
    if standing is not None and standing.kind == Event.Kind.VOTE and standing.value == value:
        return Cast(standing, is_new=False)
    event = _append(participant, proposal, value)
    note_origin(event, block)
    return Cast(event, is_new=True)


@transaction.atomic
def withdraw_vote(*, participant: Participant, proposal: Proposal) -> Event:
    """Append the withdrawal of the standing vote. Raises NothingToWithdraw without one."""
    proposal = _lock(participant, proposal)
    standing = _last(participant, proposal)
    if standing is None or standing.kind == Event.Kind.WITHDRAWAL:
        raise NothingToWithdraw(number=proposal.number)
    return _append(participant, proposal, None)


@transaction.atomic
def undo_vote(*, participant: Participant, proposal: Proposal, event: int) -> OwnVote:
    """Append what brings back the state before an event: the earlier vote, or none.

    event: primary key of the participant's own last event on the proposal. Undoing it
    again adds nothing. Raises VoteMovedOn if something else came after it, and what
    `cast_vote` raises.
    """
    proposal = _lock(participant, proposal)
    events = participant.events.on(proposal.voted)
    values = dict(events.filter(pk__gte=event).order_by("pk").values_list("pk", "value"))
    earlier = events.filter(pk__lt=event).order_by("-pk").first()
    before = earlier.value if earlier else None
    match list(values.items()):
        case [(only, value)] if only == event:
            undone = _append(participant, proposal, before).pk
            return OwnVote(value=before, before=value, counted=None, event=undone)
        case [(first, value), (last, then)] if first == event and then == before:
            return OwnVote(value=before, before=value, counted=None, event=last)
    raise VoteMovedOn(number=proposal.number)


def _append(participant: Participant, proposal: Proposal, value: int | None) -> Event:
    """Append a vote, or the withdrawal of one where value is None."""
    event: Event = participant.events.create(
        definition=proposal.definition,
        kind=Event.Kind.WITHDRAWAL if value is None else Event.Kind.VOTE,
        revision=proposal.voted,
        value=value,
        at=timezone.now(),
    )
    request_aggregation(proposal.definition_id)
    return event


def _lock(participant: Participant, proposal: Proposal) -> Proposal:
    """Lock the participant's row; the proposal as it is now, if it takes their votes."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    proposal = Proposal.objects.select_related("definition", "voted", "merged_into").get(
        pk=proposal.pk
    )
    definition = proposal.definition
    if not definition.takes_votes:
        raise VotingClosed(definition=definition.title, phase=definition.phase)
    if participant.is_guest and definition.admission != Admission.GUESTS:
        raise AccountNeeded(definition=definition.title)
    check_standing(proposal)
    if proposal.is_closed:
        raise ProposalClosed(number=proposal.number)
    return proposal


def check_standing(proposal: Proposal) -> None:
    """Raise what keeps everybody from voting on what moderation set aside."""
    if proposal.is_rejected:
        raise ProposalRejected(number=proposal.number)
    if proposal.merged_into is not None:
        raise ProposalMerged(number=proposal.number, into=proposal.merged_into.number)
    if not proposal.is_standing:
        raise ProposalSetAside(number=proposal.number, state=proposal.get_moderation_display())


def _last(participant: Participant, proposal: Proposal) -> Event | None:
    """The participant's last vote or withdrawal that counts on the revision voted on."""
    return participant.events.on(proposal.voted).order_by("-pk").first()
