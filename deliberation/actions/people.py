"""Taking part."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.actions.aggregation import request_aggregation
from deliberation.models import Definition, Event, Participant, StakeholderClass, User
from deliberation.refusals import AlreadyTakingPart, PseudonymTaken, UnknownClass


@transaction.atomic
def join(
    *,
    definition: Definition,
    user: User,
    pseudonym: str,
    class_slug: str,
    is_simulated: bool = False,
    at: datetime | None = None,
) -> Participant:
    """Make a user a participant, with a declared stakeholder class.

    class_slug is empty in a definition without classes, as imported ones are.

    Raises UnknownClass, PseudonymTaken or AlreadyTakingPart.
    """
    classes = {each.slug: each for each in definition.stakeholder_classes.all()}
    if class_slug not in classes and (classes or class_slug):
        raise UnknownClass(
            definition=definition.title, name=class_slug, names=", ".join(classes) or "none"
        )
    present = definition.participants.filter(user=user).first()
    if present is not None:
        raise AlreadyTakingPart(definition=definition.title, pseudonym=present.pseudonym)
    try:
        with transaction.atomic():
            participant = definition.participants.create(
                user=user,
                pseudonym=pseudonym.strip(),
                stakeholder_class=classes.get(class_slug),
                is_simulated=is_simulated,
                joined_at=at or timezone.now(),
            )
    except IntegrityError as error:
        # Two constraints can say no: the name is taken, or the same user came twice at once.
        if definition.participants.filter(user=user).exists():
            raise AlreadyTakingPart(definition=definition.title, pseudonym=pseudonym) from error
        raise PseudonymTaken(pseudonym=pseudonym) from error
    Event.objects.create(**joined(participant))
    request_aggregation(definition.pk)
    return participant


def joined(participant: Participant) -> dict[str, object]:
    """The fields of the event that tells the log of a participant's class."""
    stakeholder_class: StakeholderClass | None = participant.stakeholder_class
    return {
        "definition_id": participant.definition_id,
        "kind": Event.Kind.JOINED,
        "participant": participant,
        "payload": {"class": stakeholder_class.slug if stakeholder_class else None},
        "at": participant.joined_at,
    }
