"""Which proposals become clauses, and why: the steps of DESIGN's section on adoption."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from deliberation.aggregation.opinions import METHODS, dissents
from deliberation.drafting.material import Candidate, Cell, CriterionMaterial, Rules
from deliberation.drafting.sentences import say

type Status = Literal["adopted", "outscored", "open-question", "undecided", "declined"]


@dataclass(frozen=True)
class Step:
    """One step of the decision: the rule, whether it was met, and the numbers in words.

    met is None where the step tells a fact and decides nothing. text is the English of code
    and facts (`sentences.say`).
    """

    rule: str
    met: bool | None
    code: str
    text: str
    facts: dict[str, Any]


def step(rule: str, met: bool | None, code: str, *named: Cell, **facts: Any) -> Step:
    """A step with its sentence. named: the cells that the facts speak of."""
    if named:
        facts["cells"] = [{"kind": c.kind, "key": c.key, "title": c.title} for c in named]
    return Step(rule, met, code, say(code, facts, met), facts)


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands, with the trace of how it came there.

    score: its lowest Wilson lower bound over the cells that count; None without votes.
    in_favour, against: cells with a majority, where the status is an open question.
    """

    candidate: Candidate
    status: Status
    score: float | None
    trace: tuple[Step, ...]
    in_favour: tuple[Cell, ...] = ()
    against: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class _Examined:
    """A candidate after quorum, broad support and bridging."""

    candidate: Candidate
    score: float | None
    trace: tuple[Step, ...]
    has_quorum: bool
    adoptable: bool
    incumbent: bool


def standings(
    criterion: CriterionMaterial,
    rules: Rules,
    incumbents: Collection[tuple[int, int]],
    too_small: Collection[str] = (),
) -> list[Standing]:
    """Decide on all candidates of one criterion, in their order.

    incumbents: (proposal, vote-bearing revision) of the clauses of the last draft. An
    incumbent stays while it is adoptable within the margin and no challenger beats it
    by the margin. One that was succeeded, by a substantive revision or by the parts that it
    was split into, stays only until a successor has quorum. too_small: opinion groups with
    fewer participants than quorum asks votes of; they are not asked, or nothing could be
    adopted.
    """
    return Field.of(criterion, rules, incumbents, too_small).standings()


@dataclass(frozen=True)
class Field:
    """The candidates of one criterion, each examined by itself; `standings` says how."""

    rules: Rules
    too_small: Collection[str]
    competing: bool
    examined: tuple[_Examined, ...]

    @classmethod
    def of(
        cls,
        criterion: CriterionMaterial,
        rules: Rules,
        incumbents: Collection[tuple[int, int]] = (),
        too_small: Collection[str] = (),
    ) -> "Field":
        examined = (
            _examine(each, rules, (each.number, each.revision) in incumbents, too_small)
            for each in criterion.candidates
        )
        return cls(rules, too_small, criterion.competing, tuple(examined))

    @property
    def candidates(self) -> Iterator[Candidate]:
        return (each.candidate for each in self.examined)

    def standings(self) -> list[Standing]:
        """How all of them stand, in their order."""
        running = self._running()
        winner, reason = self._choice(running)
        return [self._conclude(each, winner, reason) for each in running]

    def standing_with(self, candidate: Candidate) -> Standing:
        """How a candidate would stand with other votes than it was examined with.

        The others are as they were, so that many may be asked about in a row.
        """
        swapped = [
            _examine(candidate, self.rules, each.incumbent, self.too_small)
            if _same(each.candidate, candidate)
            else each
            for each in self.examined
        ]
        running = replace(self, examined=tuple(swapped))._running()
        winner, reason = self._choice(running)
        asked = next(each for each in running if _same(each.candidate, candidate))
        return self._conclude(asked, winner, reason)

    def _running(self) -> list[_Examined]:
        """All but those whose successor has quorum."""
        arrived = {each.candidate.number for each in self.examined
                   if each.has_quorum and not each.candidate.succeeded}  # fmt: skip
        return [
            each for each in self.examined
            if not each.candidate.succeeded
            or (each.incumbent and arrived.isdisjoint(_heirs(each.candidate)))
        ]  # fmt: skip

    def _choice(self, running: Sequence[_Examined]) -> "tuple[_Examined | None, Reason | None]":
        if not self.competing:
            return None, None
        return _choose([each for each in running if each.adoptable], self.rules)

    def _conclude(
        self, examined: _Examined, winner: _Examined | None, reason: "Reason | None"
    ) -> Standing:
        adopted = examined is winner if self.competing else examined.adoptable
        return _conclude(examined, self.rules, adopted=adopted, winner=winner, reason=reason)


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.number, one.revision) == (other.number, other.revision)


def _heirs(candidate: Candidate) -> tuple[int, ...]:
    """The numbers of the proposals that take the place of one that was succeeded."""
    return candidate.successors or (candidate.number,)


def counted(candidate: Candidate, rules: Rules) -> list[Cell]:
    """The cells that bridging and the score look at: groups and classes with enough votes."""
    return [cell for cell in candidate.parts if cell.votes >= rules.quorum_cell_votes]


def _examine(
    candidate: Candidate, rules: Rules, incumbent: bool, too_small: Collection[str]
) -> _Examined:
    slack = rules.margin if incumbent else 0.0
    # The cells of a standing clause were asked when it came in; groups that form later
    # must not take it away before they have spoken.
    quorum = _quorum(candidate, rules, [] if incumbent else _asked(candidate, rules, too_small))
    support = _broad_support(candidate, rules, slack)
    bridging = _bridging(candidate, rules, slack)
    trace = [quorum, support, bridging]
    score = None
    if candidate.everybody.votes:
        lows = [(candidate.agreement(rules.z)[0], candidate.everybody)]
        lows += [(cell.interval(rules.z)[0], cell) for cell in counted(candidate, rules)]
        score, lowest = _lowest(lows)
        trace.append(step("score", None, "score", lowest, score=_six(score), cell=lowest.key))
    return _Examined(
        candidate,
        score,
        tuple(trace),
        has_quorum=bool(quorum.met),
        adoptable=all(step.met for step in (quorum, support, bridging)),
        incumbent=incumbent,
    )


def _asked(candidate: Candidate, rules: Rules, too_small: Collection[str]) -> list[Cell]:
    """The cells whose votes quorum needs."""
    return [
        cell
        for cell in candidate.parts
        if (cell.kind == "group" and cell.key not in too_small)
        or (cell.kind == "class" and cell.key in rules.required_classes)
    ]


def _quorum(candidate: Candidate, rules: Rules, required: Sequence[Cell]) -> Step:
    votes, needed = _for_quorum(candidate.everybody, rules), rules.quorum_votes
    met, of_whom = votes >= needed, "-verified" if rules.verified_quorum else ""
    if not required:
        return step("quorum", met, f"quorum{of_whom}", votes=votes, needed=needed)
    smallest = min(required, key=lambda cell: _for_quorum(cell, rules))
    least = _for_quorum(smallest, rules)
    return step(
        "quorum",
        met and least >= rules.quorum_cell_votes,
        f"quorum-cells{of_whom}",
        smallest,
        votes=votes,
        needed=needed,
        smallest=least,
        cell=smallest.key,
        cell_needed=rules.quorum_cell_votes,
    )


def _for_quorum(cell: Cell, rules: Rules) -> int:
    """The votes of a cell that quorum counts. Opinion groups are no classes: nobody can be
    verified in one, so all votes count there."""
    return cell.verified if rules.verified_quorum and cell.kind != "group" else cell.votes


def _broad_support(candidate: Candidate, rules: Rules, slack: float) -> Step:
    low, _ = candidate.agreement(rules.z)
    needed = rules.broad_support - slack
    code = "broad-support-standing" if slack else "broad-support"
    if candidate.weights:
        code += "-weighted"
    return step("broad-support", low >= needed, code, low=_six(low), needed=_six(needed))


def _bridging(candidate: Candidate, rules: Rules, slack: float) -> Step:
    needed = rules.bridging - slack
    cells = counted(candidate, rules)
    if not cells:
        return step(
            "bridging", True, "bridging-unasked",
            needed=_six(needed), cell_needed=rules.quorum_cell_votes,
        )  # fmt: skip
    share, lowest = _lowest((cell.share, cell) for cell in cells)
    return step(
        "bridging",
        share >= needed,
        "bridging-standing" if slack else "bridging",
        lowest,
        share=_six(share),
        cell=lowest.key,
        needed=_six(needed),
    )


type Reason = tuple[str, dict[str, Any]]  # code and facts


def _choose(adoptable: Sequence[_Examined], rules: Rules) -> tuple[_Examined | None, Reason | None]:
    """The clause of a criterion, and why it and not another."""
    if not adoptable:
        return None, None
    # The highest score; among equals the older proposal, then the later revision.
    best = min(
        adoptable,
        key=lambda each: (-_of(each), each.candidate.number, -each.candidate.revision),
    )
    incumbent = next((each for each in adoptable if each.incumbent), None)
    if incumbent is None:
        return best, ("only-one" if len(adoptable) == 1 else "highest-score", {})
    if best is incumbent:
        return best, ("stays-highest", {})
    lead = _of(best) - _of(incumbent)
    facts = {"lead": _six(lead), "margin": rules.margin}
    if lead >= rules.margin:
        return best, ("beat-the-clause", facts | {"before": incumbent.candidate.number})
    return incumbent, ("stays-within-margin", facts | {"ahead": best.candidate.number})


def _conclude(
    examined: _Examined,
    rules: Rules,
    *,
    adopted: bool,
    winner: _Examined | None = None,
    reason: Reason | None = None,
) -> Standing:
    """The standing that follows, its last step saying so."""
    trace = (*examined.trace, *_second_opinions(examined))
    standing = Standing(examined.candidate, "undecided", examined.score, trace)
    code, facts = reason or ("clause", {})
    if adopted:
        return _with(standing, "adopted", step("choice", True, code, **facts))
    if examined.adoptable and winner is not None:
        facts = facts | {"winner": winner.candidate.number, "because": code}
        return _with(standing, "outscored", step("choice", False, "outscored", **facts))
    if examined.has_quorum:
        favour, against = majorities(examined.candidate, rules)
        if favour and against:
            sides = step(
                "sides", None, "sides", *favour, *against,
                in_favour=[cell.key for cell in favour], against=[cell.key for cell in against],
            )  # fmt: skip
            standing = replace(standing, in_favour=tuple(favour), against=tuple(against))
            return _with(standing, "open-question", sides)
        low, _ = examined.candidate.disagreement(rules.z)
        needed, weights = rules.broad_disagreement, examined.candidate.weights
        if low >= needed:
            code = "broad-disagreement-weighted" if weights else "broad-disagreement"
            declined = step(
                "broad-disagreement", True, code,
                low=_six(low), needed=_six(needed),
            )  # fmt: skip
            return _with(standing, "declined", declined)
    return standing


def _second_opinions(examined: _Examined) -> list[Step]:
    """A step that marks a standing as contested by method, where it is.

    Another opinion is clearly against what these rules would adopt, or clearly for what
    they would not. It decides nothing; it warns.
    """
    said = examined.candidate.opinions
    if not examined.has_quorum or not said:
        return []
    against_us = dissents(np.array([examined.adoptable]), np.array(said, dtype=np.int8)[:, None])
    dissenting = [METHODS[index] for index in np.flatnonzero(against_us)]
    if not dissenting:
        return []
    return [
        step(
            "second-opinions",
            None,
            "contested-against" if examined.adoptable else "contested-for",
            opinions=dict(zip(METHODS, said, strict=True)),
            dissenting=dissenting,
        )
    ]


def majorities(candidate: Candidate, rules: Rules) -> tuple[list[Cell], list[Cell]]:
    """Cells in favour and cells against, each by majority of the smoothed share."""
    cells = counted(candidate, rules)
    return (
        [cell for cell in cells if cell.share > MAJORITY],
        [cell for cell in cells if cell.disagreeing > MAJORITY],
    )


MAJORITY = 0.5


def _with(standing: Standing, status: Status, step: Step) -> Standing:
    return replace(standing, status=status, trace=(*standing.trace, step))


def _lowest(pairs: Iterable[tuple[float, Cell]]) -> tuple[float, Cell]:
    return min(pairs, key=lambda pair: pair[0])


def _of(examined: _Examined) -> float:
    return examined.score if examined.score is not None else -1.0


def _six(number: float) -> float:
    """Published numbers have six places."""
    return round(number, 6)
