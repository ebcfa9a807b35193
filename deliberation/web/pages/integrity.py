"""What speaks for votes of one hand, told and drawn; and which votes were excluded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.models import Event, Exclusion, Participant, Suspicion
from deliberation.permissions import Deed
from deliberation.web.access import Visit

ON_A_PAGE: Final = 50
DRAWN: Final = 40  # accounts in the picture of votes
HEIGHT: Final = 60  # of the picture of time
# A vote as the picture's classes and the signs of its table have it.
MARKS: Final = {1: ("agree", "+"), 0: ("pass", "0"), -1: ("disagree", "−")}


@dataclass(frozen=True)
class Bar:
    """One part of time: what members and what others cast, as heights of a bar and in votes."""

    x: int
    members: int
    others: int
    begins: datetime
    votes: tuple[int, int]

    @property
    def y_members(self) -> int:
        return HEIGHT - self.members

    @property
    def y_others(self) -> int:
        return self.y_members - self.others


@dataclass(frozen=True)
class Timeline:
    bars: list[Bar]
    begins: datetime
    ends: datetime
    members: int
    others: int

    @property
    def width(self) -> int:
        return len(self.bars) * 10


@dataclass(frozen=True)
class Grid:
    """Votes of some accounts: squares (x, y, name of the vote), and the same as rows of a
    table, a sign for each of the proposals."""

    squares: list[tuple[int, int, str]]
    rows: list[tuple[str, list[str]]]
    proposals: list[int]

    @property
    def width(self) -> int:
        return len(self.proposals) * 10

    @property
    def height(self) -> int:
        return len(self.rows) * 10


@dataclass(frozen=True)
class SuspicionPage:
    """accounts: of one page, each with its `votes` and `first` vote."""

    suspicion: Suspicion
    sentences: list[str]
    timeline: Timeline | None
    grid: Grid
    accounts: Page
    may_decide: bool
    exclusion: Exclusion | None


@dataclass(frozen=True)
class Listed:
    suspicion: Suspicion
    sentences: list[str]


@dataclass(frozen=True)
class IntegrityPage:
    waiting: list[Listed]
    decided: list[Listed]
    may_exclude: bool


@dataclass(frozen=True)
class ExclusionsPage:
    """left_out: what the last run says of excluded votes."""

    exclusions: list[Exclusion]
    left_out: dict[str, Any]
    may_reverse: bool


def integrity_page(visit: Visit) -> IntegrityPage:
    suspicions = list(visit.definition.suspicions.all()[:200])
    listed = [Listed(each, sentences(each.evidence)) for each in suspicions]
    is_open = Suspicion.State.OPEN
    return IntegrityPage(
        waiting=[each for each in listed if each.suspicion.state == is_open],
        decided=[each for each in listed if each.suspicion.state != is_open],
        may_exclude=visit.may(Deed.EXCLUDE),
    )


def suspicion_page(visit: Visit, suspicion: Suspicion, *, number: int) -> SuspicionPage:
    """number: of the page of accounts."""
    votes = Q(events__kind=Event.Kind.VOTE)
    accounts = suspicion.participants.select_related("stakeholder_class").annotate(
        votes=Count("events", filter=votes), first=Min("events__at", filter=votes)
    )
    page = Paginator(accounts.order_by("first", "pk"), ON_A_PAGE).get_page(number)
    return SuspicionPage(
        suspicion=suspicion,
        sentences=sentences(suspicion.evidence),
        timeline=_timeline(suspicion.evidence),
        grid=_grid(visit, page.object_list[:DRAWN]),
        accounts=page,
        may_decide=suspicion.state == Suspicion.State.OPEN and visit.may(Deed.EXCLUDE),
        exclusion=suspicion.exclusions.first(),
    )


def exclusions_page(visit: Visit) -> ExclusionsPage:
    run = visit.definition.last_run()
    return ExclusionsPage(
        exclusions=list(visit.definition.exclusions.all()),
        left_out=run.left_out if run else {},
        may_reverse=visit.may(Deed.EXCLUDE),
    )


def sentences(evidence: Sequence[dict[str, Any]]) -> list[str]:
    """What each piece of evidence says, in the reader's language."""
    told = []
    for each in evidence:
        if each["kind"] in SAID:
            told.append(SAID[each["kind"]](each["facts"]))
    return told


def _burst(facts: dict[str, Any]) -> str:
    return ngettext(
        "{participants} accounts began to vote from one network block within {minutes} minute.",
        "{participants} accounts began to vote from one network block within {minutes} minutes.",
        facts["minutes"],
    ).format(**facts)


def _alike(facts: dict[str, Any]) -> str:
    same = _(
        "{participants} accounts vote alike on {votes} proposals, {identical} of them exactly."
        " Among people of like mind, {expected} would do so by chance."
    )
    return same.format(**facts | {"expected": _few(facts["expected"])})


def _few(expected: float) -> str:
    return _("fewer than one") if expected < 1 else str(round(expected))


def _pace(facts: dict[str, Any]) -> str:
    if facts["how"] == "even":
        return _(
            "{participants} accounts vote as evenly as a clock, every {seconds} seconds."
        ).format(**facts)
    return _(
        "{participants} accounts vote every {seconds} seconds, faster than a clause can be read."
    ).format(**facts)


def _arrival(facts: dict[str, Any]) -> str:
    return ngettext(
        "All of them cast their first vote within {minutes} minute.",
        "All of them cast their first vote within {minutes} minutes.",
        facts["minutes"],
    ).format(**facts)


SAID: Final = {"burst": _burst, "alike": _alike, "pace": _pace, "arrival": _arrival}


def _timeline(evidence: Sequence[dict[str, Any]]) -> Timeline | None:
    facts = next((each["facts"] for each in evidence if each["kind"] == "timeline"), None)
    if not facts or not facts["members"]:
        return None
    pairs = list(zip(facts["members"], facts["others"], strict=True))
    most = max(sum(pair) for pair in pairs) or 1
    begins, ends = (datetime.fromtimestamp(facts[key] / 1000, UTC) for key in ("begins", "ends"))
    step = (ends - begins) / len(pairs)
    bars = [
        Bar(
            x=index * 10,
            members=round(pair[0] * HEIGHT / most),
            others=round(pair[1] * HEIGHT / most),
            begins=begins + index * step,
            votes=pair,
        )
        for index, pair in enumerate(pairs)
    ]
    return Timeline(bars, begins, ends, sum(facts["members"]), sum(facts["others"]))


def _grid(visit: Visit, accounts: Iterable[Participant]) -> Grid:
    """Standing votes of some accounts, in the order of accounts and of proposals."""
    shown = list(accounts)
    rows = {account.pk: index for index, account in enumerate(shown)}
    votes = (
        Event.objects.filter(participant__in=list(rows))
        .standing()
        .values_list("participant_id", "revision__proposal__number", "value")
    )
    cast = list(votes)
    columns = {number: index for index, number in enumerate(sorted({row[1] for row in cast}))}
    table = [(account.pseudonym, [""] * len(columns)) for account in shown]
    squares = []
    for who, number, value in cast:
        if value is not None:
            name, sign = MARKS[value]
            squares.append((columns[number] * 10, rows[who] * 10, name))
            table[rows[who]][1][columns[number]] = sign
    return Grid(squares, table, list(columns))
