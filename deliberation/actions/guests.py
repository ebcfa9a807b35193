"""A guest who turns out to be somebody who takes part already."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from deliberation.actions.requests import request_aggregation
from deliberation.models import Event, Participant


@dataclass(frozen=True)
class TakenOver:
    """taken: votes of the guest that are the member's now; left: on proposals that the
    member had voted on, where the member's own vote stands."""

    taken: int
    left: int


@transaction.atomic
def take_over_guest(*, guest: Participant, participant: Participant) -> TakenOver:
    """Cast the guest's standing votes as the participant's, and withdraw them as the guest's.

    Where both have voted, the participant's vote stands. Nothing is taken over of what
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
    own = set(
        participant.events.standing()
        .filter(revision__in=[event.revision_id for event in standing])
        .values_list("revision", flat=True)
    )
    taken = [event for event in standing if event.revision_id not in own]
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
    return TakenOver(len(taken), len(standing) - len(taken))


def _open_votes(guest: Participant) -> QuerySet[Event]:
    """The guest's standing votes on what takes votes now."""
    if not guest.definition.takes_votes:
        return Event.objects.none()
    proposals = guest.definition.proposals.standing().filter(is_closed=False)
    return guest.events.standing().filter(revision__in=proposals.values("voted")).order_by("pk")
