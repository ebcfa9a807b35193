"""What somebody has here: where they take part, their votes, their API token."""

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from rest_framework.authtoken.models import Token

from deliberation.models import Event, Participant, User
from deliberation.web.ballots import WORDS, on_present_revisions

PER_PAGE: Final = 50


@dataclass(frozen=True)
class Cast:
    """A vote that stands. word: "agree", "pass" or "disagree"."""

    event: Event

    @property
    def word(self) -> str:
        return WORDS[self.event.value or 0]


@dataclass(frozen=True)
class AccountPage:
    """votes: where this page of them stands among all; casts: those of this page."""

    participations: list[Participant]
    votes: Page[Event]
    casts: list[Cast]
    token: Token | None


def account_page(user: User, *, page: int = 1) -> AccountPage:
    participations = user.participations.select_related("definition", "stakeholder_class")
    standing = on_present_revisions(participant__user=user).order_by(
        "definition", "revision__proposal__number"
    )
    shown = standing.select_related(
        "definition", "revision__proposal__criterion", "revision__proposal__current"
    )
    votes = Paginator(shown, PER_PAGE).get_page(page)
    return AccountPage(
        participations=list(participations),
        votes=votes,
        casts=[Cast(event) for event in votes],
        token=Token.objects.filter(user=user).first(),
    )
