"""One text applied to one system, with the reason of each result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deliberation.assessment.evidence import Result, result
from deliberation.assessment.sentences import say
from deliberation.assessment.texts import UNKNOWN, Clause, Known, KnownOfSystem

NOTHING: Final = Known(UNKNOWN)
MEETS: Final = "meets"
DOES_NOT_MEET: Final = "does not meet"
CANNOT_BE_TOLD: Final = "cannot be told"

type Scales = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Reason:
    """A code of `sentences.SENTENCES` and its facts. Levels stand as they are on scales."""

    code: str
    facts: Mapping[str, Any]

    @property
    def text(self) -> str:
        return say(self.code, self.facts)


@dataclass(frozen=True)
class Answer:
    """What one clause says of the system. known: what was used, or None."""

    clause: Clause
    result: Result
    known: Known | None
    reason: Reason


@dataclass(frozen=True)
class Change:
    """A criterion on which the system has to get from one level to another. level: unknown
    where nothing is known. clauses: numbers of those that ask for it."""

    criterion: str
    level: str
    needed: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Distance:
    """The smallest set of changes after which the system meets the text.

    terms are changed together, by another licence. to_show: what is not known and would
    have to be shown.
    """

    components: tuple[Change, ...]
    terms: tuple[Change, ...]
    to_show: tuple[Change, ...]

    @property
    def changes(self) -> int:
        return len(self.components) + bool(self.terms)

    @property
    def reasons(self) -> list[Reason]:
        """“It would meet it if …”, one part each."""
        told = [
            Reason(
                "change-component",
                {"criterion": each.criterion, "level": each.level, "needed": each.needed},
            )
            for each in self.components
        ]
        if self.terms:
            names = ", ".join(each.criterion for each in self.terms)
            told.append(Reason("change-terms", {"criteria": names}))
        return told + [
            Reason("establish", {"criterion": each.criterion, "needed": each.needed})
            for each in self.to_show
        ]


@dataclass(frozen=True)
class Explained:
    """should_passed of should_clauses: the score; it decides no verdict."""

    answers: tuple[Answer, ...]
    verdict: str
    on_other_terms: bool
    distance: Distance
    should_passed: int
    should_clauses: int

    def binding(self, *results: Result) -> list[Answer]:
        """The answers of binding clauses with one of these results."""
        return [each for each in self.answers if each.clause.binds and each.result in results]

    @property
    def reason(self) -> Reason:
        """The verdict in a sentence."""
        failing, unknown = len(self.binding("fail")), len(self.binding("unknown"))
        binding = sum(each.clause.binds for each in self.answers)
        facts = {"failing": failing, "unknown": unknown, "binding": binding}
        if not binding:
            return Reason("verdict-nothing-asked", facts)
        if self.verdict == MEETS:
            return Reason("verdict-meets", facts)
        if self.verdict == CANNOT_BE_TOLD:
            return Reason("verdict-unknown", facts)
        return Reason("verdict-fails-terms" if self.on_other_terms else "verdict-fails", facts)


def explain(text: Sequence[Clause], known: KnownOfSystem, scales: Scales) -> Explained:
    """Apply a text to a system, clause by clause.

    known and scales are by criterion. The results are those of `matrix.assess_all`.
    """
    answers = tuple(_answer(clause, known.get(clause.criterion), scales) for clause in text)
    binding = [each for each in answers if each.clause.binds]
    failing = [each for each in binding if each.result == "fail"]
    recommended = [each for each in answers if each.clause.recommends]
    return Explained(
        answers=answers,
        verdict=_verdict(binding),
        on_other_terms=bool(failing)
        and all(each.result == "pass" or each.clause.about_terms for each in binding),
        distance=_distance(binding, scales),
        should_passed=sum(each.result == "pass" for each in recommended),
        should_clauses=len(recommended),
    )


def _answer(clause: Clause, known: Known | None, scales: Scales) -> Answer:
    scale = scales.get(clause.criterion, ())
    level = (known or NOTHING).counts_as
    found = result(level, needed=clause.requires, scale=scale)
    facts: dict[str, Any] = {"level": level, "needed": clause.requires}
    if known is None:
        code = "nothing-recorded"
    elif known.is_contested:
        code = "contested"
    elif found == "unknown":
        code = "recorded-unknown" if level == UNKNOWN else "off-scale"
    else:
        code = "reaches" if found == "pass" else "falls-short"
        if known.licence:
            code, facts = f"licence-{code}", facts | {"licence": known.licence}
    return Answer(clause, found, known, Reason(code, facts))


def _verdict(binding: Sequence[Answer]) -> str:
    results = {each.result for each in binding}
    if "fail" in results:
        return DOES_NOT_MEET
    return MEETS if results == {"pass"} else CANNOT_BE_TOLD


def _distance(binding: Sequence[Answer], scales: Scales) -> Distance:
    """Every clause binds, so what fails has to change: the set is the smallest one."""
    failing = _changes([each for each in binding if each.result == "fail"], scales)
    terms = {each.clause.criterion for each in binding if each.clause.about_terms}
    return Distance(
        components=tuple(each for each in failing if each.criterion not in terms),
        terms=tuple(each for each in failing if each.criterion in terms),
        to_show=_changes([each for each in binding if each.result == "unknown"], scales),
    )


def _changes(answers: Sequence[Answer], scales: Scales) -> tuple[Change, ...]:
    """One a criterion, to the highest level that its clauses need."""
    by_criterion: dict[str, list[Answer]] = {}
    for each in answers:
        by_criterion.setdefault(each.clause.criterion, []).append(each)
    changes = []
    for criterion, same in by_criterion.items():
        scale = list(scales.get(criterion, ()))
        highest = max(
            (each.clause.requires for each in same),
            key=lambda level: scale.index(level) if level in scale else -1,
        )
        level = (same[0].known or NOTHING).counts_as
        numbers = tuple(each.clause.number for each in same)
        changes.append(Change(criterion, level, highest, numbers))
    return tuple(changes)
