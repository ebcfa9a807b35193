"""Taking part: joining as a member or as a guest, and changing class."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from deliberation.actions import verification
from deliberation.actions.requests import request_aggregation
from deliberation.models import (
    Admission,
    Definition,
    Event,
    Invitation,
    Participant,
    Phase,
    StakeholderClass,
    User,
)
from deliberation.permissions import Deed, Who, allowed_by_role, can_be_done
from deliberation.pseudonyms import drawn
from deliberation.refusals import (
    AccountNeeded,
    AlreadyTakingPart,
    GuestsVoteOnly,
    InvitationNeeded,
    PseudonymTaken,
    UnknownClass,
)
from deliberation.refusals_governance import NotInThisPhase, ObserverTakesPart

TRIES = 12


def register(*, email: str) -> User | None:
    """An account for this address, without a password; None if it has one that is closed."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        # Another request was quicker, or the account is there and nobody may enter it.
        return User.objects.filter(email=email.lower(), is_active=True).first()


@transaction.atomic
def join(
    *,
    definition: Definition,
    user: User,
    pseudonym: str,
    class_slug: str,
    invitation: str = "",
    guest: Participant | None = None,
    is_simulated: bool = False,
    at: datetime | None = None,
) -> Participant:
    """Make a user a participant, with a declared stakeholder class.

    class_slug is empty in a definition without classes, as imported ones are. invitation:
    the token, where one is needed. guest: whom their browser was here so far; that
    participant becomes the user's and keeps its votes, which count from now on.

    Raises NotInThisPhase, ObserverTakesPart, UnknownClass, PseudonymTaken, AlreadyTakingPart
    or InvitationNeeded.
    """
    at = at or timezone.now()
    _require_joining(definition, user)
    stakeholder_class = _declared(definition, class_slug)
    present = definition.participants.filter(user=user).first()
    if present is not None:
        raise AlreadyTakingPart(definition=definition.title, pseudonym=present.pseudonym)
    if guest is not None:
        guest = _still_a_guest(definition, guest)
    participant = guest or Participant(
        definition=definition, is_simulated=is_simulated, joined_at=at
    )
    participant.invitation = _use(definition, user, invitation)
    participant.user, participant.guest_key = user, None
    participant.pseudonym = pseudonym.strip()
    participant.stakeholder_class = stakeholder_class
    _save(participant)
    Event.objects.create(**joined(participant, at=at))
    request_aggregation(definition.pk)
    return participant


@transaction.atomic
def join_as_guest(*, definition: Definition, key: str) -> Participant:
    """Let a browser take part under a pseudonym that is drawn; again gives the same one.

    Raises AccountNeeded where the definition is not open to guests.
    """
    if definition.admission != Admission.GUESTS:
        raise AccountNeeded(definition=definition.title)
    present = definition.guest_of(key)
    if present is not None:
        return present
    participant = Participant(
        definition=definition,
        guest_key=key,
        pseudonym=suggested_pseudonym(definition),
        stakeholder_class=definition.stakeholder_classes.get(is_guest=True),
        joined_at=timezone.now(),
    )
    _save(participant)
    Event.objects.create(**joined(participant))
    request_aggregation(definition.pk)
    return participant


@transaction.atomic
def change_class(*, participant: Participant, class_slug: str) -> Participant:
    """Declare another stakeholder class; it has to be verified anew. Raises UnknownClass."""
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("definition")
        .get(pk=participant.pk)
    )
    declared = _declared(participant.definition, class_slug)
    if declared == participant.stakeholder_class:
        return participant
    now = timezone.now()
    if participant.class_verified_at is not None:
        verification.unverify(participant, at=now)
    participant.stakeholder_class = declared
    participant.save(update_fields=["stakeholder_class"])
    Event.objects.create(**joined(participant, at=now))
    request_aggregation(participant.definition_id)
    return participant


def require_member(participant: Participant) -> None:
    """Raises GuestsVoteOnly: what others read and answer needs an account behind it."""
    if participant.is_guest:
        raise GuestsVoteOnly(definition=participant.definition.title)


def suggested_pseudonym(definition: Definition) -> str:
    """A pseudonym that nobody has here, such as wandering-heron."""
    names = [drawn() for _ in range(TRIES)] + [drawn(digits=4) for _ in range(TRIES)]
    taken = set(
        definition.participants.filter(pseudonym__in=names).values_list("pseudonym", flat=True)
    )
    return next((name for name in names if name not in taken), drawn(digits=9))


def joined(participant: Participant, at: datetime | None = None) -> dict[str, object]:
    """The fields of the event that tells the log of a participant's class."""
    stakeholder_class: StakeholderClass | None = participant.stakeholder_class
    return {
        "definition_id": participant.definition_id,
        "kind": Event.Kind.JOINED,
        "participant": participant,
        "payload": {"class": stakeholder_class.slug if stakeholder_class else None},
        "at": at or participant.joined_at,
    }


def _require_joining(definition: Definition, user: User) -> None:
    if not can_be_done(Deed.JOIN, definition.phase):
        phase = Phase(definition.phase).label
        raise NotInThisPhase(deed=Deed.JOIN.label, definition=definition.title, phase=phase)
    if definition.roles.filter(user=user, name=Who.OBSERVER).exists():
        raise ObserverTakesPart(definition=definition.title)


def _declared(definition: Definition, class_slug: str) -> StakeholderClass | None:
    classes = {each.slug: each for each in definition.stakeholder_classes.filter(is_guest=False)}
    if class_slug not in classes and (classes or class_slug):
        raise UnknownClass(
            definition=definition.title, name=class_slug, names=", ".join(classes) or "none"
        )
    return classes.get(class_slug)


def _still_a_guest(definition: Definition, guest: Participant) -> Participant | None:
    """The guest, locked; None if somebody has taken the participant over by now."""
    return (
        definition.participants.select_for_update()
        .filter(pk=guest.pk, guest_key=guest.guest_key)
        .exclude(guest_key=None)
        .first()
    )


def _use(definition: Definition, user: User, token: str) -> Invitation | None:
    """Count one use of the invitation. Whoever runs the definition needs none."""
    if definition.admission != Admission.INVITED or allowed_by_role(
        user, Deed.JOIN_UNINVITED, definition
    ):
        return None
    found = definition.invitations.with_token(token).first() if token else None
    # The update decides: two who come by the last use at once cannot both.
    if found is None or not (
        definition.invitations.usable().filter(pk=found.pk).update(uses=F("uses") + 1)
    ):
        raise InvitationNeeded(definition=definition.title)
    return found


def _save(participant: Participant) -> None:
    definition = participant.definition
    try:
        with transaction.atomic():
            participant.save()
    except IntegrityError as error:
        # Two constraints can say no: the name is taken, or the same one came twice at once.
        mine = definition.participants.filter(user=participant.user).exclude(user=None)
        if mine.exists() or definition.guest_of(participant.guest_key):
            raise AlreadyTakingPart(
                definition=definition.title, pseudonym=participant.pseudonym
            ) from error
        raise PseudonymTaken(pseudonym=participant.pseudonym) from error
