"""Arguing: short reasons for and against a proposal, and endorsing those of others.

Nothing here can alter a draft, so nothing here enters the log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext
from rapidfuzz import fuzz, process, utils

from deliberation.actions import news
from deliberation.actions.people import require_member
from deliberation.models import (
    Argument,
    ArgumentRevision,
    Definition,
    Participant,
    Proposal,
    Side,
)
from deliberation.refusals import (
    ArguedAlready,
    ArguedJustNow,
    ArguingClosed,
    ArgumentChanged,
    ArgumentFixed,
    ArgumentWithdrawn,
    NotTheAuthor,
    OwnArgument,
    ProposalNotArgued,
    ProposalReworded,
    TooManyArguments,
)
from deliberation.refusals_moderation import ArgumentHidden

# Standing arguments of one person on one side of one proposal.
MOST_STANDING: Final = 3
# Per cent of likeness (rapidfuzz's ratio of the bare words) from which two texts are the same.
SAME: Final = 95


@dataclass(frozen=True)
class Argued:
    """The argument that stands now, and whether this call wrote it."""

    argument: Argument
    is_new: bool


@transaction.atomic
def argue(
    *,
    participant: Participant,
    proposal: Proposal,
    side: str,
    text: str,
    revision: int | None = None,
    at: datetime | None = None,
) -> Argued:
    """Publish an argument for or against a proposal. Repeating one's own adds nothing.

    text: one paragraph; line ends and runs of spaces become one space. revision: the number
    of the vote-bearing revision that was read, if known. at: when, for arguments that are
    brought in.

    Locks the participant, so that a form sent twice finds the first, then the proposal,
    for the next number. Raises ArguingClosed, ProposalNotArgued, ProposalReworded,
    ArguedAlready, TooManyArguments or ArguedJustNow.
    """
    require_member(participant)
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    proposal = _open_to_arguments(proposal, lock=True)
    assert proposal.voted is not None
    if revision is not None and revision != proposal.voted.number:
        raise ProposalReworded(number=proposal.number, revision=proposal.voted.number)
    text, now = _one_line(text), at or timezone.now()
    standing = proposal.arguments.standing().filter(side=side).with_text()
    alike = _alike(text, list(standing))
    if alike is not None and alike.author_id == participant.pk:
        return Argued(alike, is_new=False)
    if alike is not None:
        raise ArguedAlready(argument=alike.number, pseudonym=alike.author.pseudonym)
    _check_limits(participant, proposal, side, now)
    last = proposal.arguments.aggregate(last=Max("number"))["last"] or 0
    argument = proposal.arguments.create(
        number=last + 1, side=side, author=participant, about=proposal.voted, created_at=now
    )
    _add_revision(argument, number=1, text=text, at=now)
    news.of_argument(argument)
    return Argued(argument, is_new=True)


@transaction.atomic
def edit_argument(*, participant: Participant, argument: Argument, text: str) -> Argument:
    """Give an argument another wording; the one before stays in its history.

    Only while `can_edit` says so: whoever endorses an argument endorses the words that stay.
    Raises NotTheAuthor, ArgumentWithdrawn, ArgumentFixed, ArgumentChanged or ArguedAlready.
    """
    argument = _own(participant, argument)
    if argument.is_withdrawn:
        raise ArgumentWithdrawn(argument=argument.number)
    if argument.is_hidden:
        raise ArgumentHidden(argument=argument.number)
    text, now = _one_line(text), timezone.now()
    assert argument.current is not None
    if text == argument.current.text:
        return argument
    if not can_edit(argument, now):
        raise ArgumentFixed(argument=argument.number, minutes=settings.ARGUMENT_EDIT_MINUTES)
    _open_to_arguments(argument.proposal)
    others = argument.proposal.arguments.standing().filter(side=argument.side).with_text()
    alike = _alike(text, list(others.exclude(pk=argument.pk)))
    if alike is not None:
        raise ArguedAlready(argument=alike.number, pseudonym=alike.author.pseudonym)
    _add_revision(argument, number=argument.current.number + 1, text=text, at=now)
    return argument


@transaction.atomic
def withdraw_argument(*, participant: Participant, argument: Argument) -> Argument:
    """Take one's argument back, at any time; withdrawing it again changes nothing.

    Its words stay in its history. Raises NotTheAuthor.
    """
    argument = _own(participant, argument)
    if not argument.is_withdrawn:
        argument.withdrawn_at = timezone.now()
        argument.save(update_fields=["withdrawn_at"])
    return argument


@transaction.atomic
def endorse(
    *, participant: Participant, argument: Argument, revision: int | None = None
) -> Argument:
    """Endorse somebody else's argument; doing so again changes nothing.

    revision: the number of the wording that was read, if known. Raises OwnArgument,
    ArgumentWithdrawn, ArgumentChanged, ArguingClosed or ProposalNotArgued.
    """
    require_member(participant)
    argument = _locked(argument)
    assert argument.current is not None
    if argument.author_id == participant.pk:
        raise OwnArgument(argument=argument.number)
    if argument.is_withdrawn:
        raise ArgumentWithdrawn(argument=argument.number)
    if argument.is_hidden:
        raise ArgumentHidden(argument=argument.number)
    if revision is not None and revision != argument.current.number:
        raise ArgumentChanged(argument=argument.number)
    _open_to_arguments(argument.proposal)
    argument.endorsements.get_or_create(
        participant=participant, defaults={"created_at": timezone.now()}
    )
    return count_endorsements(argument)


@transaction.atomic
def unendorse(*, participant: Participant, argument: Argument) -> Argument:
    """Take an endorsement back, at any time; where there is none, nothing changes."""
    argument = _locked(argument)
    argument.endorsements.filter(participant=participant).delete()
    return count_endorsements(argument)


def count_endorsements(argument: Argument) -> Argument:
    """Bring `endorsed` and `reach` up to date. Call it with the argument's row locked.

    reach: the sum over stakeholder classes of √(endorsements from it), guests left out. A
    class must bring four times as many to count twice, so what several kinds of people
    endorse comes before what one kind endorses in numbers.
    """
    of_class = (
        argument.endorsements.values_list(
            "participant__stakeholder_class", "participant__stakeholder_class__is_guest"
        )
        .annotate(number=Count("pk"))
        .order_by("participant__stakeholder_class")
    )
    counts = [(number, is_guest) for _, is_guest, number in of_class]
    argument.endorsed = sum(number for number, _ in counts)
    argument.reach = sum(sqrt(number) for number, is_guest in counts if not is_guest)
    argument.save(update_fields=["endorsed", "reach"])
    return argument


def can_edit(argument: Argument, now: datetime | None = None) -> bool:
    """Whether its author may still change the words: shortly after publishing it, and only
    while nobody has endorsed it."""
    window = timedelta(minutes=settings.ARGUMENT_EDIT_MINUTES)
    is_early = (now or timezone.now()) < argument.created_at + window
    return is_early and not argument.endorsed and not argument.is_withdrawn


def _open_to_arguments(proposal: Proposal, *, lock: bool = False) -> Proposal:
    """The proposal as it is now, if arguments about it can still persuade somebody."""
    rows = Proposal.objects.select_related("definition", "voted")
    if lock:
        # Weak enough for whoever stores a row that points at the proposal.
        rows = rows.select_for_update(of=("self",), no_key=True)
    proposal = rows.get(pk=proposal.pk)
    definition: Definition = proposal.definition
    if not definition.takes_votes:
        raise ArguingClosed(definition=definition.title, phase=definition.phase)
    if not proposal.is_standing:
        state = (
            gettext("rejected by moderation")
            if proposal.is_rejected
            else proposal.get_moderation_display()
        )
        raise ProposalNotArgued(number=proposal.number, state=state)
    if proposal.is_closed:
        raise ProposalNotArgued(number=proposal.number, state=gettext("closed"))
    return proposal


def _check_limits(participant: Participant, proposal: Proposal, side: str, now: datetime) -> None:
    own = participant.arguments.all()
    if own.standing().filter(proposal=proposal, side=side).count() >= MOST_STANDING:
        raise TooManyArguments(most=MOST_STANDING, side=Side(side).label, number=proposal.number)
    last = own.aggregate(last=Max("created_at"))["last"]
    passed = (now - last).total_seconds() if last else settings.ARGUMENT_PAUSE_SECONDS
    if passed < settings.ARGUMENT_PAUSE_SECONDS:
        raise ArguedJustNow(seconds=int(settings.ARGUMENT_PAUSE_SECONDS - passed) + 1)


def _alike(text: str, arguments: list[Argument]) -> Argument | None:
    """The argument that says the same in the same words, case and punctuation aside."""
    texts = [argument.current.text for argument in arguments if argument.current]
    found = process.extractOne(
        text, texts, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=SAME
    )
    return arguments[found[2]] if found else None


def _own(participant: Participant, argument: Argument) -> Argument:
    argument = _locked(argument)
    if argument.author_id != participant.pk:
        raise NotTheAuthor(argument=argument.number)
    return argument


def _locked(argument: Argument) -> Argument:
    """Its row, held: an edit and an endorsement of the same argument never cross."""
    rows = Argument.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("current", "proposal__definition").get(pk=argument.pk)


def _add_revision(argument: Argument, *, number: int, text: str, at: datetime) -> None:
    argument.current = ArgumentRevision.objects.create(
        argument=argument, number=number, text=text, created_at=at
    )
    argument.save(update_fields=["current"])


def _one_line(text: str) -> str:
    return " ".join(text.split())
