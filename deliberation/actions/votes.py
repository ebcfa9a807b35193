"""Voting."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deliberation.actions.aggregation import request_aggregation
from deliberation.models import Event, Participant, Proposal
from deliberation.refusals import (
    NothingToWithdraw,
    ProposalClosed,
    ProposalRejected,
    VotingClosed,
    WordingChanged,
)


@dataclass(frozen=True)
class Cast:
    """The vote that stands now, and whether this call added it."""

    event: Event
    is_new: bool


@transaction.atomic
def cast_vote(
    *, participant: Participant, proposal: Proposal, value: int, revision: int | None = None
) -> Cast:
    """Append one vote; casting the standing value again adds nothing.

    value: 1 agree, 0 pass, -1 disagree. revision: the number of the vote-bearing revision
    that the voter read, if known.

    The participant's row is the lock, so voters never wait for each other. The event has
    no position yet: `sequence` gives positions in batches, and a vote that commits late
    gets a later one, so no watermark can pass it. Raises VotingClosed, ProposalClosed,
    ProposalRejected, or WordingChanged if another revision bears the votes by now.
    """
    standing, proposal = _lock(participant, proposal)
    if revision is not None and proposal.voted is not None and revision != proposal.voted.number:
        raise WordingChanged(number=proposal.number, revision=proposal.voted.number)
    if standing is not None and standing.kind == Event.Kind.VOTE and standing.value == value:
        return Cast(standing, is_new=False)
    event = participant.events.create(
        definition=proposal.definition,
        kind=Event.Kind.VOTE,
        revision=proposal.voted,
        value=value,
        at=timezone.now(),
    )
    request_aggregation(proposal.definition_id)
    return Cast(event, is_new=True)


@transaction.atomic
def withdraw_vote(*, participant: Participant, proposal: Proposal) -> Event:
    """Append the withdrawal of the standing vote. Raises NothingToWithdraw without one."""
    standing, proposal = _lock(participant, proposal)
    if standing is None or standing.kind == Event.Kind.WITHDRAWAL:
        raise NothingToWithdraw(number=proposal.number)
    event = participant.events.create(
        definition=proposal.definition,
        kind=Event.Kind.WITHDRAWAL,
        revision=proposal.voted,
        at=timezone.now(),
    )
    request_aggregation(proposal.definition_id)
    return event


def _lock(participant: Participant, proposal: Proposal) -> tuple[Event | None, Proposal]:
    """The participant's last event on the proposal, and the proposal as it is now."""
    Participant.objects.select_for_update().get(pk=participant.pk)
    proposal = Proposal.objects.select_related("definition", "voted").get(pk=proposal.pk)
    definition = proposal.definition
    if not definition.takes_votes:
        raise VotingClosed(definition=definition.title, phase=definition.phase)
    if proposal.is_rejected:
        raise ProposalRejected(number=proposal.number)
    if proposal.is_closed:
        raise ProposalClosed(number=proposal.number)
    last = participant.events.votes().filter(revision=proposal.voted).order_by("-pk").first()
    return last, proposal
