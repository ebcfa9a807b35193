"""What makers and reviewers say of systems, beside what a text says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deliberation import assessment
from deliberation.actions.known import AnyText, clause_as_data, known_of, scales
from deliberation.actions.matrix import AnyClause, clauses_of
from deliberation.assessment import Change, Explained
from deliberation.models import AISystem, ReferenceDefinition
from deliberation.models.assessments import Verdict
from deliberation.web.access import Visit
from deliberation.web.pages import verdicts
from deliberation.web.pages.verdicts import TextNamed, named

OSAID: Final = "osaid-1-0"


@dataclass(frozen=True)
class Told:
    """A system with what a text says of it. others: records of the same under other names."""

    system: AISystem
    others: Sequence[AISystem]
    explained: Explained
    clauses: Sequence[AnyClause]

    @property
    def verdict(self) -> str:
        return self.explained.verdict

    @property
    def failing(self) -> list[AnyClause]:
        return self._with("fail")

    @property
    def unknown(self) -> list[AnyClause]:
        return self._with("unknown")

    def _with(self, result: str) -> list[AnyClause]:
        return [
            clause
            for clause, answer in zip(self.clauses, self.explained.answers, strict=True)
            if answer.result == result and answer.clause.binds
        ]

    @property
    def seen(self) -> date | None:
        seen = self.system.claim_seen
        return date.fromisoformat(f"{seen}-01") if seen else None


@dataclass(frozen=True)
class Reviewed:
    """A system as the Open Source Initiative reviewed it, and as it comes out here.

    missing: what stands in the way besides terms, where the two differ.
    """

    told: Told
    missing: list[str]

    @property
    def agrees(self) -> bool:
        return self.outcome == self.told.system.review

    @property
    def outcome(self) -> str:
        """The verdict here, in the words of the review; none where it cannot be told."""
        explained = self.told.explained
        if explained.on_other_terms:
            return AISystem.Review.OTHER_TERMS
        return {
            Verdict.MEETS: AISystem.Review.PASSED.value,
            Verdict.DOES_NOT_MEET: AISystem.Review.FAILED.value,
        }.get(Verdict(explained.verdict), "")


@dataclass(frozen=True)
class ReviewsPage:
    under: TextNamed | None
    rows: list[Reviewed]

    @property
    def agreeing(self) -> int:
        return sum(row.agrees for row in self.rows)

    @property
    def differing(self) -> list[Reviewed]:
        return [row for row in self.rows if not row.agrees]


@dataclass(frozen=True)
class ClaimsPage:
    """called: systems that their makers call open source and that do not meet the text, by
    verdict; meeting: those that do. others: how many are called by another word, or unclear."""

    under: TextNamed | None
    called: list[Told]
    meeting: list[Told]
    otherwise: int


def reviews_page() -> ReviewsPage:
    """Under the definition that the reviews were about. Eight queries."""
    reference = ReferenceDefinition.objects.filter(slug=OSAID).first()
    if reference is None:
        return ReviewsPage(None, [])
    told = _told(reference, AISystem.objects.exclude(review=""))
    titles = {each.criterion.slug: each.criterion.title for row in told for each in row.clauses}
    rows = [Reviewed(row, _missing(row, titles)) for row in told]
    order = list(AISystem.Review.values)
    return ReviewsPage(
        named(reference), sorted(rows, key=lambda row: order.index(row.told.system.review))
    )


def claims_page(visit: Visit, text: AnyText | None) -> ClaimsPage:
    """text: None where there is none to apply. Seven queries."""
    if text is None:
        return ClaimsPage(None, [], [], 0)
    said = list(AISystem.objects.exclude(claim=""))
    told = _told(text, [each for each in said if each.claim == AISystem.Claim.YES])
    otherwise = [each for each in said if each.claim != AISystem.Claim.YES]
    return ClaimsPage(
        under=named(text),
        called=sorted(
            (row for row in told if row.verdict != Verdict.MEETS), key=lambda row: row.verdict,
            reverse=True,
        ),
        meeting=[row for row in told if row.verdict == Verdict.MEETS],
        otherwise=len(_one_of_each(otherwise)),
    )  # fmt: skip


def _told(text: AnyText, systems: Iterable[AISystem]) -> list[Told]:
    groups = _one_of_each(systems)
    clauses, levels = clauses_of(text), scales()
    data = tuple(clause_as_data(each) for each in clauses)
    known = known_of([first.pk for first, *_others in groups])
    return [
        Told(first, others, assessment.explain(data, known[first.pk], levels), clauses)
        for first, *others in groups
    ]


def _one_of_each(systems: Iterable[AISystem]) -> list[list[AISystem]]:
    """Systems of which the same is recorded, word for word, are the same under other names;
    in each group first the one of which most is known."""
    groups: dict[tuple[str, ...], list[AISystem]] = {}
    for each in systems:
        same = each.claim_wording, each.claim_url, each.review
        groups.setdefault(same if each.claim_wording else (each.slug,), []).append(each)
    return [
        sorted(group, key=lambda each: (not each.released, each.name)) for group in groups.values()
    ]


def _missing(row: Told, titles: dict[str, str]) -> list[str]:
    components: tuple[Change, ...] = row.explained.distance.components
    distance = assessment.Distance(components, (), row.explained.distance.to_show)
    return [*verdicts.changes(distance, titles), *verdicts.to_show(distance, titles)]
