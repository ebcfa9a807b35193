"""Which proposals become clauses, and why: the steps of DESIGN's section on adoption."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from deliberation.aggregation.opinions import METHODS, dissents
from deliberation.drafting.material import Candidate, Cell, CriterionMaterial, Rules

type Status = Literal["adopted", "outscored", "open-question", "undecided", "declined"]


@dataclass(frozen=True)
class Step:
    """One step of the decision: the rule, whether it was met, and the numbers in words.

    met is None where the step tells a fact and decides nothing.
    """

    rule: str
    met: bool | None
    text: str
    facts: dict[str, Any]


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
    by the margin. One that a substantive revision succeeded stays only until its
    successor has quorum. too_small: opinion groups with fewer participants than quorum
    asks votes of; they are not asked, or nothing could be adopted.
    """
    examined = [
        _examine(candidate, rules, (candidate.number, candidate.revision) in incumbents, too_small)
        for candidate in criterion.candidates
    ]
    arrived = {each.candidate.number for each in examined
               if each.has_quorum and not each.candidate.succeeded}  # fmt: skip
    examined = [
        each for each in examined
        if not each.candidate.succeeded or (each.incumbent and each.candidate.number not in arrived)
    ]  # fmt: skip
    adoptable = [each for each in examined if each.adoptable]
    if not criterion.competing:
        return [_conclude(each, rules, adopted=each.adoptable) for each in examined]
    winner, reason = _choose(adoptable, rules)
    return [
        _conclude(each, rules, adopted=each is winner, winner=winner, reason=reason)
        for each in examined
    ]


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
        cells = [candidate.everybody, *counted(candidate, rules)]
        score, lowest = _lowest((cell.interval(rules.z)[0], cell) for cell in cells)
        trace.append(
            Step(
                "score",
                None,
                f"Score {score:.2f}, its lowest lower bound ({lowest.title}).",
                {"score": _six(score), "cell": lowest.key},
            )
        )
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
    votes = candidate.everybody.votes
    text = f"Quorum: {_count(votes)}, {rules.quorum_votes} needed"
    facts: dict[str, Any] = {"votes": votes, "needed": rules.quorum_votes}
    met = votes >= rules.quorum_votes
    if required:
        smallest = min(required, key=lambda cell: cell.votes)
        met = met and smallest.votes >= rules.quorum_cell_votes
        text += (
            f"; smallest cell {smallest.votes} ({smallest.title}), {rules.quorum_cell_votes} needed"
        )
        facts |= {
            "smallest": smallest.votes,
            "cell": smallest.key,
            "cell_needed": rules.quorum_cell_votes,
        }
    return Step("quorum", met, f"{text}. {_met(met)}", facts)


def _broad_support(candidate: Candidate, rules: Rules, slack: float) -> Step:
    low, _ = candidate.everybody.interval(rules.z)
    needed = rules.broad_support - slack
    met = low >= needed
    return Step(
        "broad-support",
        met,
        f"Broad support: lower bound overall {low:.2f}, {_needed(needed, slack)}. {_met(met)}",
        {"low": _six(low), "needed": _six(needed)},
    )


def _bridging(candidate: Candidate, rules: Rules, slack: float) -> Step:
    needed = rules.bridging - slack
    cells = counted(candidate, rules)
    if not cells:
        return Step(
            "bridging",
            True,
            f"Bridging: no group or class has {rules.quorum_cell_votes} votes, so none is asked.",
            {"needed": _six(needed)},
        )
    share, lowest = _lowest((cell.share, cell) for cell in cells)
    met = share >= needed
    return Step(
        "bridging",
        met,
        f"Bridging: lowest share {share:.2f} in {lowest.title}, {_needed(needed, slack)}."
        f" {_met(met)}",
        {"share": _six(share), "cell": lowest.key, "needed": _six(needed)},
    )


def _choose(adoptable: Sequence[_Examined], rules: Rules) -> tuple[_Examined | None, str]:
    """The clause of a criterion, and why it and not another."""
    if not adoptable:
        return None, ""
    # The highest score; among equals the older proposal, then the later revision.
    best = min(
        adoptable,
        key=lambda each: (-_of(each), each.candidate.number, -each.candidate.revision),
    )
    incumbent = next((each for each in adoptable if each.incumbent), None)
    if incumbent is None:
        if len(adoptable) == 1:
            return best, "No other proposal for this criterion is adoptable."
        return best, "It has the highest score of the adoptable proposals for this criterion."
    if best is incumbent:
        return best, "It was the clause before and has the highest score. It stays."
    lead = _of(best) - _of(incumbent)
    if lead >= rules.margin:
        return best, (
            f"It beat the clause before, proposal {incumbent.candidate.number}, by {lead:.2f};"
            f" {rules.margin:.2f} needed. It takes its place."
        )
    return incumbent, (
        f"It was the clause before; proposal {best.candidate.number} is ahead by {lead:.2f},"
        f" less than the {rules.margin:.2f} needed. It stays."
    )


def _conclude(
    examined: _Examined,
    rules: Rules,
    *,
    adopted: bool,
    winner: _Examined | None = None,
    reason: str = "",
) -> Standing:
    """The standing that follows, its last step saying so."""
    trace = (*examined.trace, *_second_opinions(examined))
    standing = Standing(examined.candidate, "undecided", examined.score, trace)
    if adopted:
        text = reason or "Every step is met: it is a clause."
        return _with(standing, "adopted", Step("choice", True, text, {}))
    if examined.adoptable and winner is not None:
        number = winner.candidate.number
        text = f"Every step is met, but proposal {number} is preferred. {reason}"
        return _with(standing, "outscored", Step("choice", False, text, {"winner": number}))
    if examined.has_quorum:
        favour, against = majorities(examined.candidate, rules)
        if favour and against:
            text = f"In favour by majority: {_titles(favour)}. Against: {_titles(against)}."
            facts: dict[str, Any] = {
                "in_favour": [cell.key for cell in favour],
                "against": [cell.key for cell in against],
            }
            standing = replace(standing, in_favour=tuple(favour), against=tuple(against))
            return _with(standing, "open-question", Step("sides", None, text, facts))
        low, _ = examined.candidate.everybody.disagreement_interval(rules.z)
        if low >= rules.broad_disagreement:
            text = (
                f"Broad disagreement: lower bound {low:.2f},"
                f" {rules.broad_disagreement:.2f} is enough. It is declined."
            )
            facts = {"low": _six(low), "needed": _six(rules.broad_disagreement)}
            return _with(standing, "declined", Step("broad-disagreement", True, text, facts))
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
    dissenting = [METHOD_WORDS[METHODS[index]] for index in np.flatnonzero(against_us)]
    if not dissenting:
        return []
    stance = "against" if examined.adoptable else "for"
    text = f"Contested by method: {', '.join(dissenting)} would be clearly {stance} it."
    return [
        Step("second-opinions", None, text, {"opinions": dict(zip(METHODS, said, strict=True))})
    ]


METHOD_WORDS = {
    "polis": "group-informed consensus",
    "balanced": "balanced consensus",
    "bridging": "the bridging score",
}


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


def _met(met: bool) -> str:
    return "Met." if met else "Not met."


def _needed(needed: float, slack: float) -> str:
    return f"{needed:.2f} needed" + (" of a standing clause" if slack else "")


def _count(votes: int) -> str:
    return "1 vote" if votes == 1 else f"{votes:,} votes"


def _titles(cells: Sequence[Cell]) -> str:
    return ", ".join(cell.title for cell in cells)
