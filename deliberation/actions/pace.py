"""How often participants may open proposals and start votes anew."""

import math
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from deliberation.models import Participant, Proposal
from deliberation.refusals import AmendedTooSoon, TooManyProposals

DAY: Final = timedelta(days=1)


def opened_lately(participant: Participant, at: datetime) -> list[datetime]:
    """When the participant opened proposals within the day before `at`, oldest first."""
    opened = participant.proposals.filter(created_at__gt=at - DAY, created_at__lte=at)
    return list(opened.order_by("created_at").values_list("created_at", flat=True))


def proposals_left(participant: Participant) -> int:
    """How many proposals the participant may open now."""
    return max(0, settings.PROPOSALS_A_DAY - len(opened_lately(participant, timezone.now())))


def check_opening(participant: Participant, at: datetime) -> None:
    """Raises TooManyProposals."""
    opened = opened_lately(participant, at)
    if len(opened) >= settings.PROPOSALS_A_DAY:
        again = opened[-settings.PROPOSALS_A_DAY] + DAY
        raise TooManyProposals(number=len(opened), when=_clock(again), seconds=_until(again, at))


def next_new_vote(proposal: Proposal) -> datetime:
    """From when on a substantive amendment may start a new vote."""
    assert proposal.voted is not None
    return proposal.voted.created_at + timedelta(minutes=settings.MINUTES_BETWEEN_NEW_VOTES)


def check_new_vote(proposal: Proposal, at: datetime) -> None:
    """Raises AmendedTooSoon. The first wording of a proposal is no reason to wait."""
    assert proposal.voted is not None
    if proposal.voted.number > 1 and at < next_new_vote(proposal):
        raise AmendedTooSoon(
            number=proposal.number,
            minutes=settings.MINUTES_BETWEEN_NEW_VOTES,
            when=_clock(next_new_vote(proposal)),
            seconds=_until(next_new_vote(proposal), at),
        )


def _until(again: datetime, at: datetime) -> int:
    return max(1, math.ceil((again - at).total_seconds()))


def _clock(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F, H:i")
