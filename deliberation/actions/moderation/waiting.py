"""What waits for moderators, since when, and reminding them of what has waited too long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.actions.moderation.names import name_of
from deliberation.actions.moderation.telling import Letter, write
from deliberation.models import (
    Appeal,
    Definition,
    Flag,
    HeldAmendment,
    Phase,
    Proposal,
    Reminder,
    User,
)
from deliberation.site import absolute

KINDS = {
    "proposal": gettext_lazy("new proposal"),
    "amendment": gettext_lazy("amended proposal"),
    "held": gettext_lazy("amendment that waits"),
    "flag": gettext_lazy("flag"),
    "appeal": gettext_lazy("appeal"),
}
MOST_NAMED = 20


@dataclass(frozen=True)
class Waiting:
    """One item of the queue. about: a Proposal, Flag or Appeal; held: the amendment of the
    proposal, where it waits unseen. key: the same each time."""

    kind: str
    since: datetime
    about: Proposal | Flag | Appeal
    is_urgent: bool = False
    held: HeldAmendment | None = None

    @property
    def key(self) -> str:
        if self.held is not None:
            return f"{self.kind}-{self.number}-{self.held.after}"
        if isinstance(self.about, Proposal) and self.about.current is not None:
            return f"{self.kind}-{self.about.number}-{self.about.current.number}"
        return f"{self.kind}-{self.about.pk}"

    @property
    def proposal(self) -> Proposal:
        if isinstance(self.about, Appeal):
            return self.about.decision.proposal
        return self.about.proposal if isinstance(self.about, Flag) else self.about

    @property
    def number(self) -> int:
        """Of the proposal, of the flag, or of the decision that was appealed against."""
        about = self.about
        return about.decision.number if isinstance(about, Appeal) else about.number

    @property
    def name(self) -> str:
        if self.held is not None:
            return _("Amendment of proposal {number}").format(number=self.number)
        if isinstance(self.about, Proposal):
            return name_of(self.about)
        if isinstance(self.about, Flag):
            return _("Flag {number}: {name}").format(
                number=self.about.number, name=name_of(self.about.subject)
            )
        return _("{kind} about decision {number}").format(
            kind=self.about.get_kind_display().capitalize(), number=self.about.decision.number
        )

    @property
    def kind_display(self) -> str:
        return str(KINDS[self.kind])

    def age(self, at: datetime) -> timedelta:
        return at - self.since


def waiting(definition: Definition, *, kinds: Iterable[str] = tuple(KINDS)) -> list[Waiting]:
    """Everything that waits for a decision in a definition, the oldest first.

    Four queries. What participants proposed after it appeared waits as well, though it can
    be voted on meanwhile.
    """
    wanted = set(kinds)
    found = chain(
        _proposals(definition), _held(definition), _flags(definition), _appeals(definition)
    )
    return sorted((each for each in found if each.kind in wanted), key=lambda each: each.since)


def _proposals(definition: Definition) -> Iterable[Waiting]:
    proposals = definition.proposals.unseen().with_text()
    for proposal in proposals:
        proposal.definition = definition
        assert proposal.current is not None
        is_new = proposal.moderation != Proposal.Moderation.ACCEPTED
        since = proposal.created_at if is_new else proposal.current.created_at
        yield Waiting("proposal" if is_new else "amendment", since, proposal, proposal.is_pending)


def _held(definition: Definition) -> Iterable[Waiting]:
    held = HeldAmendment.objects.decidable().filter(proposal__definition=definition)
    texts = ("current", "criterion__category", "author")
    for each in held.select_related(*(f"proposal__{text}" for text in texts)):
        each.proposal.definition = definition
        yield Waiting("held", each.at, each.proposal, is_urgent=True, held=each)


def _flags(definition: Definition) -> Iterable[Waiting]:
    for flag in definition.flags.waiting().with_subjects():
        yield Waiting("flag", flag.at, flag)


def _appeals(definition: Definition) -> Iterable[Waiting]:
    appeals = Appeal.objects.waiting().filter(decision__definition=definition)
    for appeal in appeals.with_subjects():
        yield Waiting("appeal", appeal.at, appeal)


def remind(*, at: datetime | None = None) -> int:
    """Write to the moderators about what has waited longer than each stage allows.

    One letter a person and run; once an item and stage, by constraint. settings:
    MODERATION_REMINDERS, the hours of each stage. Returns how many items that were.
    """
    at = at or timezone.now()
    has_work = (
        Q(proposals__in=Proposal.objects.unseen())
        | Q(proposals__held_amendment__in=HeldAmendment.objects.decidable())
        | Q(flags__in=Flag.objects.waiting())
        | Q(decisions__appeal__in=Appeal.objects.waiting())
    )
    running = Definition.objects.exclude(phase__in=[Phase.SETUP, Phase.CLOSED])
    keys = running.filter(has_work).values_list("pk", flat=True).distinct()
    return sum(_remind_of(pk, at) for pk in keys)


@transaction.atomic
def _remind_of(definition_id: int, at: datetime) -> int:
    definition = Definition.objects.select_for_update().get(pk=definition_id)
    told = set(definition.reminders.values_list("item", "stage"))
    late: dict[str, Waiting] = {}
    for item in waiting(definition):
        for stage, hours in enumerate(settings.MODERATION_REMINDERS, start=1):
            if item.age(at) >= timedelta(hours=hours) and (item.key, stage) not in told:
                Reminder.objects.create(definition=definition, item=item.key, stage=stage, at=at)
                late[item.key] = item
    if late:
        for user in User.objects.filter(
            roles__definition=definition, roles__name__in=["moderator", "steward"]
        ).distinct():
            write(user, lambda: _letter(definition, list(late.values()), at))
    return len(late)


def _letter(definition: Definition, items: list[Waiting], at: datetime) -> Letter:
    number = len(items)
    lines = []
    for item in items[:MOST_NAMED]:
        hours = int(item.age(at).total_seconds() // 3600)
        days = hours // 24
        age = (
            ngettext("%d day", "%d days", days) % days
            if days
            else ngettext("%d hour", "%d hours", hours) % hours
        )
        lines.append(_("{name}: {age}").format(name=item.name, age=age))
    if number > MOST_NAMED:
        rest = number - MOST_NAMED
        lines.append(ngettext("and %d more", "and %d more", rest) % rest)
    said = ngettext(
        "{number} item waits for a moderator of “{title}” and has waited long.",
        "{number} items wait for a moderator of “{title}” and have waited long.",
        number,
    )
    return Letter(
        definition=definition,
        subject=ngettext(
            "“{title}”: {number} item waits for moderation",
            "“{title}”: {number} items wait for moderation",
            number,
        ).format(title=definition.title, number=number),
        paragraphs=[said.format(number=number, title=definition.title)],
        quoted=lines,
        link=absolute(reverse("moderation-queue", args=[definition.slug])),
        link_words=_("What waits:"),
    )
