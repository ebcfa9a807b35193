"""“My votes”: what somebody has voted in one definition, to be searched, changed and kept."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from deliberation.models import Event, Participant, Proposal
from deliberation.web.access import Visit
from deliberation.web.ballots import VALUES, WORDS

PER_PAGE: Final = 30


@dataclass(frozen=True)
class OwnCast:
    """A vote that stands. word: "agree", "pass" or "disagree"."""

    event: Event

    @property
    def proposal(self) -> Proposal:
        """Where the vote counts."""
        return self.event.counted_on.proposal

    @property
    def word(self) -> str:
        return WORDS[self.event.value or 0]


@dataclass(frozen=True)
class VotesPage:
    """votes: the page of those that `word` and `query` leave; figures: how many there are of
    each word, whatever is asked for."""

    votes: Page[Event]
    casts: list[OwnCast]
    figures: dict[str, int]
    word: str
    query: str

    @property
    def total(self) -> int:
        return sum(self.figures.values())


def votes_page(visit: Visit, *, word: str = "", query: str = "", page: int = 1) -> VotesPage:
    """word: only such votes; query: only proposals whose words contain it, or of that number."""
    assert visit.participant is not None
    standing = standing_votes(visit.participant)
    counted = dict(standing.order_by("value").values_list("value").annotate(number=Count("pk")))
    found = standing
    if word in VALUES:
        found = found.filter(value=VALUES[word])
    for part in query.split():
        matching = visit.definition.proposals.filter(_matches(part))
        found = found.filter(number__in=matching.values("number"))
    votes = Paginator(found, PER_PAGE).get_page(page)
    for event in votes:
        # Whether it takes votes depends on the definition, which is at hand.
        event.counted_on.proposal.definition = visit.definition
    return VotesPage(
        votes=votes,
        casts=[OwnCast(event) for event in votes],
        figures={each: counted.get(value, 0) for each, value in VALUES.items()},
        word=word if word in VALUES else "",
        query=query,
    )


def standing_votes(participant: Participant) -> QuerySet[Any]:
    """Of one participant, by number of the proposal that they count on, with what is shown."""
    return participant.events.present().order_by("number")


def _matches(part: str) -> Q:
    found = Q(current__wording__icontains=part) | Q(criterion__title__icontains=part)
    if part.isascii() and part.isdecimal() and len(part) < 10:
        found |= Q(number=int(part))
    return found
