"""Invitations by list and their sending, announcements, and the log of e-mails."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from deliberation.models import Announcement, Invitation, InvitationList, Mail
from deliberation.models.mail import MailQuerySet
from deliberation.permissions import Deed
from deliberation.web.access import Visit

ON_A_PAGE: Final = 50
STATES: Final = ("failed", "delayed", "waiting", "sent")


@dataclass(frozen=True)
class Progress:
    """How far the sending of e-mails is."""

    total: int
    sent: int
    failed: int

    @property
    def waiting(self) -> int:
        return max(self.total - self.sent - self.failed, 0)

    @property
    def share(self) -> int:
        return 100 * (self.sent + self.failed) // max(self.total, 1)


@dataclass(frozen=True)
class ListShown:
    list: InvitationList
    progress: Progress
    used: int
    revoked: int

    @property
    def bad(self) -> int:
        return len(self.list.rejected)


@dataclass(frozen=True)
class ListPage:
    shown: ListShown
    invitations: Page
    may_invite: bool


@dataclass(frozen=True)
class Announced:
    announcement: Announcement
    progress: Progress


@dataclass(frozen=True)
class AnnouncementsPage:
    """recipients: how many would get one now; told to those who may announce alone."""

    announced: list[Announced]
    recipients: int | None
    may_see_sending: bool


@dataclass(frozen=True)
class MailPage:
    """state: which e-mails are shown; "" for all. counts: of each state."""

    mails: Page
    state: str
    counts: dict[str, int]
    may_retry: bool


def lists(visit: Visit) -> list[ListShown]:
    """The latest lists, with how far their sending is. One query."""
    return [_shown(each) for each in _lists(visit)[:20]]


def list_page(visit: Visit, pk: int, *, number: int) -> ListPage | None:
    found = _lists(visit).filter(pk=pk).first()
    if found is None:
        return None
    invitations = found.invitations.select_related("mail").order_by("pk")
    page = Paginator(invitations, ON_A_PAGE).get_page(number)
    return ListPage(_shown(found), page, visit.may(Deed.ADMIT))


def _lists(visit: Visit) -> "QuerySet[InvitationList, Any]":
    invited = "invitations"
    return visit.definition.invitation_lists.annotate(
        total=Count(invited),
        used=Count(invited, filter=Q(invitations__uses__gte=F("invitations__most_uses"))),
        revoked=Count(invited, filter=Q(invitations__revoked_at__isnull=False)),
        sent=Count(invited, filter=Q(invitations__mail__sent_at__isnull=False)),
        failed=Count(invited, filter=Q(invitations__mail__failed_at__isnull=False)),
    )


def _shown(found: Any) -> ListShown:
    progress = Progress(found.total, found.sent, found.failed)
    return ListShown(found, progress, found.used, found.revoked)


def announcements_page(visit: Visit, recipients: int | None) -> AnnouncementsPage:
    announcements = visit.definition.announcements.annotate(
        total=Count("mails"),
        sent=Count("mails", filter=Q(mails__sent_at__isnull=False)),
        failed=Count("mails", filter=Q(mails__failed_at__isnull=False)),
    )
    return AnnouncementsPage(
        announced=[
            Announced(each, Progress(each.total, each.sent, each.failed))
            for each in announcements[:100]
        ],
        recipients=recipients,
        may_see_sending=visit.may(Deed.OVERSEE),
    )


def mail_page(visit: Visit, *, state: str, number: int) -> MailPage:
    """What was sent in the definition's name, newest first."""
    mails: MailQuerySet = visit.definition.mails.all()
    counts = mails.order_by().aggregate(
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        delayed=Count("pk", filter=Q(sent_at=None, failed_at=None) & ~Q(reason="")),
        waiting=Count("pk", filter=Q(sent_at=None, failed_at=None, reason="")),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
    )
    chosen = {
        "failed": mails.failed,
        "delayed": mails.delayed,
        "waiting": lambda: mails.waiting().filter(reason=""),
        "sent": lambda: mails.exclude(sent_at=None),
    }.get(state, mails.all)()
    return MailPage(
        mails=Paginator(chosen, ON_A_PAGE).get_page(number),
        state=state if state in STATES else "",
        counts={name: counts[name] for name in STATES},
        may_retry=visit.may(Deed.ADMIT),
    )


def state_of(mail: Mail) -> str:
    if mail.sent_at:
        return "sent"
    if mail.failed_at:
        return "failed"
    return "delayed" if mail.reason else "waiting"


def state_of_invitation(invitation: Invitation) -> str:
    """Where an invitation by e-mail is: used, revoked, or how its e-mail fares."""
    if invitation.revoked_at:
        return "revoked"
    if not invitation.is_usable:
        return "used"
    return state_of(invitation.mail) if invitation.mail else "waiting"
