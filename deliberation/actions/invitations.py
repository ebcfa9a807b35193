"""Who may come in: a definition's admission, and invitations to it."""

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.models import Admission, Definition, Invitation, User
from deliberation.models.invitations import hash_of


@transaction.atomic
def change_admission(*, definition: Definition, admission: str) -> Definition:
    """Choose who takes part. Guests get a stakeholder class of their own, once.

    Whoever takes part already stays; guests keep their votes and cannot cast more.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    definition.admission = admission
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
    *, definition: Definition, by: User, email: str = "", most_uses: int | None = None
) -> tuple[Invitation, str]:
    """Make an invitation: for one by e-mail, or a link that `most_uses` can come in by.

    Returns it with its token, which is stored nowhere.
    """
    token = secrets.token_urlsafe(24)
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
