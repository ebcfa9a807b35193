"""Who may come in: a definition's admission, and invitations to it."""

import secrets
from dataclasses import asdict

from celery import current_app
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation import mail
from deliberation.exchange.addresses import read_addresses
from deliberation.models import Admission, Definition, Invitation, InvitationList, User
from deliberation.models.invitations import hash_of
from deliberation.refusals_integrity import NotSendable
from deliberation.site import absolute


@transaction.atomic
def change_admission(*, definition: Definition, admission: str, because: str = "") -> Definition:
    """Set who takes part; `actions.settings` asks who may. Guests get a stakeholder class of
    their own, once.

    Whoever takes part already stays; guests keep their votes and cannot cast more.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    definition.admission = admission
    definition._change_reason = because or None
    definition.save(update_fields=["admission"])
    classes = definition.stakeholder_classes
    if admission == Admission.GUESTS and not classes.filter(is_guest=True).exists():
        last = classes.aggregate(last=Max("position"))["last"] or 0
        classes.create(
            slug="guests",
            title=_("Guests"),
            description=_(
                "Anyone with a browser. Shown apart; not counted for quorum or adoption."
            ),
            position=last + 1,
            is_guest=True,
        )
    return definition


def invite(
    *, definition: Definition, by: User | None, email: str = "", most_uses: int | None = None
) -> tuple[Invitation, str]:
    """Make an invitation: for one by e-mail, or a link that `most_uses` can come in by.

    Returns it with its token, which is stored nowhere. Nothing is sent (`send_invitation`).
    """
    token = new_token()
    invitation = Invitation.objects.create(
        definition=definition,
        email=email.strip().lower(),
        token_hash=hash_of(token),
        most_uses=1 if email else most_uses,
        invited_by=by,
        created_at=timezone.now(),
    )
    return invitation, token


def revoke_invitation(*, invitation: Invitation) -> None:
    """Let nobody come in by it any more. Whoever did so stays."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def send_invitation(*, invitation: Invitation, token: str, language: str) -> Invitation:
    """Write the e-mail with the link of an invitation to one address."""
    definition = invitation.definition
    link = absolute(f"{reverse('join', args=[definition.slug])}?invitation={token}")
    invitation.mail = mail.send(
        kind="invitation",
        to=invitation.email,
        definition=definition,
        template="invitation",
        language=language,
        context={"definition": definition, "link": link},
    )
    invitation.mailed_at = invitation.mail.created_at
    invitation.save(update_fields=["mail", "mailed_at"])
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, language: str) -> Invitation:
    """Send an invitation once more, with a new link; the one before lets nobody in any more.

    The token is stored nowhere, so there is no way to send the same. Raises NotSendable.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not (invitation.email and invitation.is_usable):
        raise NotSendable
    return _send_anew(invitation, language)


def _send_anew(invitation: Invitation, language: str) -> Invitation:
    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.save(update_fields=["token_hash"])
    return send_invitation(invitation=invitation, token=token, language=language)


@transaction.atomic
def invite_list(
    *, definition: Definition, by: User, name: str, content: bytes, language: str
) -> InvitationList:
    """Invite the addresses of a CSV file; the worker sends the e-mails.

    Rows without an address that can be invited are kept with their number and the reason.
    Raises UnreadableList.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    waiting = definition.invitations.usable().exclude(email="")
    rows = read_addresses(content, known=set(waiting.values_list("email", flat=True)))
    made = definition.invitation_lists.create(
        name=name[:120],
        rows=len(rows.good) + len(rows.bad),
        rejected=[asdict(each) for each in rows.bad],
        language=language,
        invited_by=by,
        created_at=timezone.now(),
    )
    Invitation.objects.bulk_create(
        (
            Invitation(
                definition=definition,
                email=email,
                # Nobody knows this one's token; sending makes another.
                token_hash=hash_of(new_token()),
                most_uses=1,
                invited_by=by,
                created_at=made.created_at,
                part_of=made,
            )
            for email in rows.good
        ),
        batch_size=500,
    )
    transaction.on_commit(_ask_for_sending, robust=True)
    return made


def send_lists() -> int:
    """Write the e-mails of lists that have some to come; returns how many.

    One transaction each, so that a worker that dies sends nobody two and forgets nobody.
    """
    sent = 0
    for pk in list(Invitation.objects.to_be_mailed().values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = Invitation.objects.select_for_update(of=("self",)).to_be_mailed()
            invitation = waiting.select_related("definition", "part_of").filter(pk=pk).first()
            if invitation is not None and invitation.part_of is not None:
                _send_anew(invitation, invitation.part_of.language)
                sent += 1
    return sent


@transaction.atomic
def revoke_list(*, invited: InvitationList) -> int:
    """Revoke what was not used yet of a list; returns how many."""
    usable = invited.invitations.usable()
    return int(usable.update(revoked_at=timezone.now()))


def new_token() -> str:
    return secrets.token_urlsafe(24)


def _ask_for_sending() -> None:
    # By name: tasks import actions, not the other way round.
    current_app.send_task("deliberation.tasks.send_invitations")
