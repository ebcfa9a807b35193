"""A guest who turns out to be somebody who takes part already."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from deliberation.actions.requests import request_aggregation
from deliberation.models import Event, Participant, Proposal
from deliberation.models.votes import own_votes


@dataclass(frozen=True)
class TakenOver:
    """taken: votes of the guest that are the member's now; left: on proposals that the
    member had voted on, where the member's own vote stands."""

    taken: int
    left: int


@transaction.atomic
def take_over_guest(*, guest: Participant, participant: Participant) -> TakenOver:
    """Cast the guest's standing votes as the participant's, and withdraw them as the guest's.

    Where both have voted, the participant's vote stands. Votes on a merged proposal count
    with those on its survivor and are taken over like these. Nothing is taken over of what
    takes no votes any more. The guest cannot come back afterwards. Both stay in the log.
    """
    people = {
        each.pk: each
        for each in Participant.objects.select_for_update()
        .filter(pk__in=[guest.pk, participant.pk])
        .order_by("pk")
    }
    guest, participant = people[guest.pk], people[participant.pk]
    if not guest.is_guest or guest.definition_id != participant.definition_id:
        return TakenOver(0, 0)
    standing = list(_open_votes(guest))
    own, theirs = _voted_on(participant), _voted_on(guest)
    taken = [event for event in standing if event.counts_on in theirs - own]
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            definition_id=guest.definition_id,
            kind=Event.Kind.VOTE,
            participant=participant,
            revision_id=event.revision_id,
            value=event.value,
            at=now,
        )
        for event in taken
    )
    Event.objects.bulk_create(
        Event(
            definition_id=guest.definition_id,
            kind=Event.Kind.WITHDRAWAL,
            participant=guest,
            revision_id=event.revision_id,
            at=now,
        )
        for event in standing
    )
    guest.guest_key = None
    guest.save(update_fields=["guest_key"])
    request_aggregation(guest.definition_id)
    open_now = {event.counts_on for event in standing}
    return TakenOver(len(open_now & theirs - own), len(open_now & theirs & own))


def _open_votes(guest: Participant) -> QuerySet[Event, Any]:
    """The guest's votes that count on what takes votes now, each with where it `counts_on`.

    Those on a merged proposal stay on it, so that they go back where its merge is undone.
    """
    proposals = Proposal.objects.votable(guest.definition)
    counts_on = Coalesce("revision__counted_with__target", "revision")
    votes = guest.events.standing().annotate(counts_on=counts_on).order_by("pk")
    return votes.filter(counts_on__in=proposals.values("voted"))


def _voted_on(participant: Participant) -> set[int]:
    """Primary keys of the revisions that a vote of theirs counts on."""
    votes = own_votes(participant)
    return {revision for revision, vote in votes.items() if vote.value is not None}
