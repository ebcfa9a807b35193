"""All criteria of a definition, by category, with where each stands."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.models import Category, Criterion, Tally
from deliberation.models.votes import own_votes
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.pages.runs import runs_of

# The first that any proposal of a criterion has tells where the criterion stands.
TELLING: Final = (
    Tally.Status.ADOPTED,
    Tally.Status.OPEN_QUESTION,
    Tally.Status.UNDECIDED,
    Tally.Status.OUTSCORED,
    Tally.Status.DECLINED,
)
STATES: Final = {
    "clause": _("a clause stands"),
    "open-question": _("open question"),
    "undecided": _("undecided"),
    "nothing": _("nothing proposed"),
    "left": _("your vote is wanted"),
}


@dataclass(frozen=True)
class Row:
    """status: of its proposals, "" where no vote has been counted. waiting: of its proposals
    that take votes, voted: on how many of these the participant has voted."""

    criterion: Criterion
    proposals: int
    status: str
    votes: int
    waiting: int
    voted: int

    @property
    def state(self) -> str:
        """Where the criterion stands: a key of STATES."""
        if not self.proposals:
            return "nothing"
        if self.status == Tally.Status.ADOPTED:
            return "clause"
        return "open-question" if self.status == Tally.Status.OPEN_QUESTION else "undecided"

    @property
    def left(self) -> int:
        return self.waiting - self.voted

    def is_in(self, state: str) -> bool:
        return state == self.state or (state == "left" and self.left > 0)


@dataclass
class Part:
    category: Category
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """One way to filter the list. state: "" for all."""

    state: str
    words: str | Promise
    number: int


@dataclass(frozen=True)
class CriteriaPage:
    """parts: with the rows that the chosen state leaves; number: of all criteria.

    competing: whether proposals compete for each criterion. voted, waiting: of all.
    by_priority: whether what participants care for most stands first in its category.
    """

    parts: list[Part]
    number: int
    shown: int
    competing: bool
    choices: list[Choice]
    chosen: str
    voted: int
    waiting: int
    by_priority: bool


def criteria_page(visit: Visit, *, state: str = "") -> CriteriaPage:
    """state: a key of STATES to show only those; any other shows all."""
    uses = list(
        visit.definition.criterion_uses.select_related("criterion__category").order_by(
            "criterion__category__position", F("priority").desc(nulls_last=True), "position"
        )
    )
    rows = _rows(visit, [use.criterion for use in uses])
    chosen = state if state in STATES and (state != "left" or visit.participant) else ""
    left = [row for row in rows if not chosen or row.is_in(chosen)]
    return CriteriaPage(
        parts=_parts(left),
        number=len(rows),
        shown=len(left),
        competing=all(use.competing for use in uses),
        choices=_choices(rows, with_left=visit.participant is not None),
        chosen=chosen,
        voted=sum(row.voted for row in rows),
        waiting=sum(row.waiting for row in rows),
        by_priority=any(use.priority is not None for use in uses),
    )


def _rows(visit: Visit, criteria: Iterable[Criterion]) -> list[Row]:
    numbers = _numbers(visit)
    counted = _counted(visit)
    return [
        Row(
            criterion,
            proposals=numbers.get(criterion.pk, (0, 0, 0))[0],
            status=status_among({status for status, _votes in counted.get(criterion.pk, ())}),
            votes=sum(votes for _status, votes in counted.get(criterion.pk, ())),
            waiting=numbers.get(criterion.pk, (0, 0, 0))[1],
            voted=numbers.get(criterion.pk, (0, 0, 0))[2],
        )
        for criterion in criteria
    ]


def _numbers(visit: Visit) -> Mapping[int, tuple[int, int, int]]:
    """Per criterion: its proposals, those that take votes, those the participant voted on."""
    open_now = Q(is_closed=False) if visit.definition.takes_votes else Q(pk=None)
    mine = ballots.voted_by(own_votes(visit.participant))
    found = visit.definition.proposals.standing().order_by().values("criterion")
    return {
        criterion: (proposals, waiting, voted)
        for criterion, proposals, waiting, voted in found.annotate(
            proposals=Count("pk"),
            waiting=Count("pk", filter=open_now),
            voted=Count("pk", filter=open_now & mine),
        ).values_list("criterion", "proposals", "waiting", "voted")
    }


def _counted(visit: Visit) -> dict[int, list[tuple[str, int]]]:
    """Status and votes of each proposal that the last run counted, by criterion."""
    counted: dict[int, list[tuple[str, int]]] = {}
    run = runs_of(visit.definition).last
    if run is not None:
        votes = F("agrees") + F("disagrees") + F("passes")
        tallies = run.tallies.order_by().values_list("proposal__criterion", "status", votes)
        for criterion, status, number in tallies:
            counted.setdefault(criterion, []).append((status, number))
    return counted


def _parts(rows: Iterable[Row]) -> list[Part]:
    parts: dict[int, Part] = {}
    for row in rows:
        category = row.criterion.category
        parts.setdefault(category.pk, Part(category)).rows.append(row)
    return list(parts.values())


def _choices(rows: Collection[Row], *, with_left: bool) -> list[Choice]:
    numbers = Counter(row.state for row in rows)
    numbers["left"] = sum(row.left > 0 for row in rows) if with_left else 0
    some = [Choice(state, words, numbers[state]) for state, words in STATES.items()]
    return [Choice("", _("all"), len(rows)), *(each for each in some if each.number)]


def status_among(present: Collection[str]) -> str:
    """Where a criterion stands, by the states of its proposals."""
    return next((status for status in TELLING if status in present), "")
