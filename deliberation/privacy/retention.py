"""How long logs are kept, and dropping what is older."""

from datetime import datetime, timedelta
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation import actions
from deliberation.models import Invitation, InvitationList, Verification

# What each setting is about, for the privacy page.
NAMED: Final[dict[str, Promise]] = {
    "ORIGIN_DAYS": _("From which network block a vote came, as a keyed hash"),
    "MAIL_LOG_DAYS": _("That an e-mail was sent, or why it failed; its text goes at once"),
    "INVITATION_DAYS": _("Addresses that were invited, once the invitation is used or revoked"),
    "STATEMENT_DAYS": _("What was written to be verified, once it was decided"),
    "NEWS_DAYS": _("News for followers"),
    "SIGN_IN_LOG_DAYS": _("Attempts to sign in"),
}


def periods() -> list[tuple[Promise, int]]:
    """What is kept for how many days."""
    return [(what, getattr(settings, name)) for name, what in NAMED.items()]


def forget(*, at: datetime | None = None) -> None:
    """Drop what is older than it may be. Safe to run at any time, and twice."""
    at = at or timezone.now()
    actions.forget_origins(at=at)
    actions.forget_old_news(at=at)
    _forget_invitations(at - timedelta(days=settings.INVITATION_DAYS))
    decided = Verification.objects.filter(
        decided_at__lt=at - timedelta(days=settings.STATEMENT_DAYS)
    )
    decided.exclude(statement="", link="").update(statement="", link="")
    _forget_sign_ins(at - timedelta(days=settings.SIGN_IN_LOG_DAYS))
    call_command("clearsessions")


def _forget_invitations(before: datetime) -> None:
    over = Q(revoked_at__lt=before) | Q(uses__gte=F("most_uses"), created_at__lt=before)
    Invitation.objects.filter(over).exclude(email="").delete()
    InvitationList.objects.filter(created_at__lt=before).exclude(rejected=[]).update(rejected=[])


def _forget_sign_ins(before: datetime) -> None:
    if not apps.is_installed("axes"):
        return
    for name in ("AccessAttempt", "AccessLog", "AccessFailureLog"):
        apps.get_model("axes", name).objects.filter(attempt_time__lt=before).delete()
