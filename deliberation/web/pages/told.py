"""What a run or a draft's report says of the votes, ready for pages: see drafting.reporting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation import actions, drafting
from deliberation.drafting.compose import support_of
from deliberation.models import Definition
from deliberation.web.charts import is_withheld, title_of
from deliberation.web.pages.cells import Cell
from deliberation.web.pages.trace import told

type Entry = dict[str, Any]

# Adjusted Rand index with resamples from which we do not warn: about nine in ten pairs of
# participants then stand to each other as they do here.
STABLE: Final = 0.75
KINDS: Final = ("dividing", "closest", "nearest")


@dataclass(frozen=True)
class Named:
    """A proposal as it was worded and counted then. cells: its support."""

    number: int
    criterion: str
    title: str
    question: str
    level: str
    requires: str
    wording: str
    status: str
    cells: list[Cell]

    @property
    def everybody(self) -> Cell:
        return self.cells[0]


@dataclass(frozen=True)
class Statement:
    """What a group says more than the others. word: "agree" or "disagree"; here, others:
    support in the group and outside it, of that side."""

    proposal: Named
    word: str
    here: Cell
    others: Cell


@dataclass(frozen=True)
class Group:
    letter: str
    size: int
    statements: list[Statement]


@dataclass(frozen=True)
class Agreed:
    """word: what all say; everybody: support of that side overall; lowest: the lowest lower
    bound of any group or class, per cent."""

    proposal: Named
    word: str
    everybody: Cell
    lowest: int


@dataclass(frozen=True)
class Divided:
    """shares: support in each group, in their order, None where withheld. gap, low, high: per
    cent, between the two groups furthest apart, `more` the one in favour."""

    proposal: Named
    shares: list[Cell | None]
    gap: int
    low: int
    high: int
    more: str
    less: str


@dataclass(frozen=True)
class Undecided:
    """unmet: the steps to adoption that it lacks. adopted, declined: the fewest
    votes that would lead there, None where none within reach would."""

    proposal: Named
    unmet: list[Entry]
    adopted: Entry | None
    declined: Entry | None


@dataclass(frozen=True)
class Decision:
    """A proposal on which a vote weighs much, and why. cells: those the sentence speaks of."""

    heading: str
    proposal: Named
    cells: list[Cell]
    sentence: str


@dataclass(frozen=True)
class Told:
    """What pages tell of a report. closed: numbers of proposals that take no votes by now."""

    report: Entry
    closed: Collection[int] = ()

    @cached_property
    def named(self) -> dict[int, Named]:
        return {each["proposal"]: self._named(each) for each in self.report["proposals"]}

    def _named(self, entry: Entry) -> Named:
        kept = ("criterion", "title", "question", "level", "requires", "wording", "status")
        return Named(
            number=entry["proposal"],
            cells=support_of(entry, self.report),
            **{name: entry[name] for name in kept},
        )

    def _listed(self, name: str) -> Iterable[tuple[Entry, Named]]:
        """The entries of a list, with their proposals."""
        return ((entry, self.named[entry["proposal"]]) for entry in self.report[name])

    @cached_property
    def groups(self) -> list[Group]:
        return [
            Group(each["label"], each["size"], [self._statement(one) for one in each["statements"]])
            for each in self.report["apart"]
        ]

    def _statement(self, entry: Entry) -> Statement:
        return Statement(
            proposal=self.named[entry["proposal"]],
            word=entry["side"],
            here=self._of_side(entry["here"], entry["side"]),
            others=self._of_side(entry["others"], entry["side"]),
        )

    def _of_side(self, counts: Sequence[int], word: str) -> Cell:
        """Support of those who agree, or of those who disagree, from counts."""
        agrees, disagrees, passes = counts
        if word == "disagree":
            agrees, disagrees = disagrees, agrees
        cell = drafting.Cell("group", "", "", agrees, disagrees, passes)
        return drafting.support([cell], drafting.Rules(**self.report["ruleset"]))[0]

    @cached_property
    def agreed(self) -> list[Agreed]:
        return [
            Agreed(
                proposal,
                entry["side"],
                self._of_side(_counts(proposal.everybody), entry["side"]),
                round(entry["lowest"] * 100),
            )
            for entry, proposal in self._listed("agreed")
        ]

    @cached_property
    def divides(self) -> list[Divided]:
        return [
            Divided(
                proposal,
                self._shares(proposal),
                gap=round(entry["gap"] * 100),
                low=round(entry["low"] * 100),
                high=round(entry["high"] * 100),
                more=entry["between"][0],
                less=entry["between"][1],
            )
            for entry, proposal in self._listed("divides")
        ]

    def _shares(self, proposal: Named) -> list[Cell | None]:
        groups = [cell for cell in proposal.cells if cell["kind"] == "group"]
        return [None if is_withheld(cell) else cell for cell in groups]

    @cached_property
    def undecided(self) -> list[Undecided]:
        return [
            Undecided(proposal, entry["unmet"], entry["adopted"], entry["declined"])
            for entry, proposal in self._listed("undecided")
        ]

    @property
    def undecided_in_all(self) -> int:
        """Undecided proposals and open questions."""
        statuses = self.report["statuses"]
        return sum(statuses.get(name, 0) for name in ("undecided", "open-question"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """At most one of each kind, each of another proposal that takes votes."""
        found: list[Decision] = []
        taken = set(self.closed)
        for kind in KINDS:
            for entry, proposal in self._listed("agenda"):
                if entry["kind"] == kind and proposal.number not in taken:
                    found.append(_decision(entry, proposal))
                    taken.add(proposal.number)
                    break
        return found

    @property
    def stability(self) -> float:
        return float(self.report["stability"])

    @property
    def is_stable(self) -> bool:
        return self.stability >= STABLE

    @property
    def placed(self) -> int:
        return sum(group.size for group in self.groups)


def told_of(definition: Definition, report: Entry) -> Told | None:
    """What a report tells; None where none was written. One query."""
    if not report:
        return None
    return Told(*actions.as_public(definition, report))


def _decision(entry: Entry, proposal: Named) -> Decision:
    named = {tuple(pair) for pair in entry["cells"]}
    cells = [cell for cell in proposal.cells if (cell["kind"], cell["key"]) in named]
    if entry["kind"] == "dividing":
        low, high = (pick(cells, key=lambda cell: cell["share"]) for pick in (min, max))
        sentence = _("{most} is most in favour, {least} least.").format(
            most=title_of(high), least=title_of(low)
        )
        return Decision(_("Divides the groups most"), proposal, cells, sentence)
    if entry["kind"] == "closest":
        sentence = ngettext(
            "{cell}: close to one half; {votes} vote decides the side.",
            "{cell}: close to one half; {votes} votes decide the side.",
            entry["votes"],
        ).format(cell=title_of(cells[0]), votes=entry["votes"])
        return Decision(_("Closest call"), proposal, cells, sentence)
    return Decision(_("Nearest to adoption"), proposal, cells, " ".join(map(told, entry["unmet"])))


def _counts(cell: Cell) -> list[int]:
    return [cell["agrees"], cell["disagrees"], cell["passes"]]
