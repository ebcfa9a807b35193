"""Arguments about a proposal, both sides in balance: `components/arguments.html`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

from deliberation.actions.arguments import can_edit
from deliberation.drafting.diff import words
from deliberation.models import Argument, ArgumentRevision, Participant, Proposal, Side
from deliberation.web.forms.arguing import ArgumentForm

PLACES: Final = 3
MOST: Final = 60  # places a side that one page shows; the API lists all


@dataclass(frozen=True)
class ShownArgument:
    """An argument to one visitor. is_newest: it has the last place for being the newest."""

    argument: Argument
    participant: Participant | None
    is_newest: bool = False

    @property
    def is_own(self) -> bool:
        return self.participant is not None and self.argument.author_id == self.participant.pk

    @property
    def can_edit(self) -> bool:
        return self.is_own and can_edit(self.argument)

    @property
    def anchor(self) -> str:
        return f"argument-{self.argument.number}"


@dataclass(frozen=True)
class SideShown:
    side: str
    shown: list[ShownArgument]
    total: int

    @property
    def is_for(self) -> bool:
        return self.side == Side.FOR


@dataclass(frozen=True)
class Arguments:
    """places: how many each side shows; more: how many to ask for next, if any are left.

    shows_counts: whether endorsements are told, or folded until one has voted.
    own: all standing ones of the visitor's, shown or not. published: one just published.
    """

    proposal: Proposal
    sides: list[SideShown]
    own: list[Argument]
    places: int
    more: int | None
    shows_counts: bool
    form: ArgumentForm
    hidden: list[Argument]
    published: Argument | None = None

    @cached_property
    def total(self) -> int:
        return sum(side.total for side in self.sides)


def arguments_of(
    proposal: Proposal,
    participant: Participant | None,
    *,
    shows_counts: bool,
    places: int = 0,
    form: ArgumentForm | None = None,
    published: Argument | None = None,
) -> Arguments:
    """For `components/arguments.html`, which wants it as `arguments`. One query.

    shows_counts: the visitor has voted on the proposal or asked to see. places: how many of
    each side were asked for; without, as many as the shorter side has, at least one and at
    most PLACES. The last place goes to the newest argument, which nobody could endorse yet.
    """
    asked = min(places, MOST)
    wanted = Q(place__lte=asked or PLACES) | Q(age=1)
    if participant is not None:
        wanted |= Q(author=participant)
    rows = list(
        proposal.arguments.filter(withdrawn_at=None)
        .with_text()
        .with_endorsed(participant)
        .in_balance()
        .filter(wanted | Q(is_hidden=True))  # type: ignore[misc]
        .order_by("place")
    )
    hidden = [row for row in rows if row.is_hidden]
    rows = [row for row in rows if not row.is_hidden]
    of_side = {side: [row for row in rows if row.side == side] for side in Side}
    totals = {side: _total(of_side[side]) for side in Side}
    shown = asked or min(PLACES, max(1, min(totals.values())))
    return Arguments(
        proposal=proposal,
        sides=[
            SideShown(side.value, _in_places(of_side[side], shown, participant), totals[side])
            for side in Side
        ],
        own=[row for row in rows if participant and row.author_id == participant.pk],
        places=shown,
        more=min(shown + PLACES, MOST) if shown < min(max(totals.values()), MOST) else None,
        shows_counts=shows_counts,
        form=form or ArgumentForm(),
        hidden=sorted(hidden, key=lambda row: row.number),
        published=published,
    )


def _total(rows: list[Argument]) -> int:
    return rows[0].on_side if rows else 0  # type: ignore[attr-defined]


def _in_places(
    rows: list[Argument], places: int, participant: Participant | None
) -> list[ShownArgument]:
    """The best, and in the last place the newest."""
    best = [row for row in rows if row.place <= places]  # type: ignore[attr-defined]
    newest = next((row for row in rows if row.age == 1), None)  # type: ignore[attr-defined]
    shown = [ShownArgument(row, participant) for row in best]
    if newest is not None and newest not in best and places > 1:
        shown[-1] = ShownArgument(newest, participant, is_newest=True)
    return shown


@dataclass(frozen=True)
class Edit:
    """A wording and what it changed in the one before. runs: of `drafting.diff.words`."""

    revision: ArgumentRevision
    runs: list[list[str]]


@dataclass(frozen=True)
class ArgumentPage:
    """One argument with its history, the newest wording first."""

    shown: ShownArgument
    shows_counts: bool
    edits: list[Edit]
    form: Any


def history_of(argument: Argument) -> list[Edit]:
    revisions = list(argument.revisions.order_by("number"))
    before = [None, *revisions[:-1]]
    edits = [
        Edit(revision, words(last.text, revision.text) if last else [["=", revision.text]])
        for last, revision in zip(before, revisions, strict=True)
    ]
    return edits[::-1]
