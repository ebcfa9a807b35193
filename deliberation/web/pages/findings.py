"""What texts say of AI systems, clause by clause, with what is known and from where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from deliberation import assessment
from deliberation.actions.bylines import byline
from deliberation.actions.known import (
    AnyText,
    clause_as_data,
    derived_from,
    known_by_licences,
    licences_of,
    note_record,
)
from deliberation.actions.matrix import AnyClause, bare_clauses_of
from deliberation.assessment import Answer, Explained
from deliberation.assessment.licences import RESTRICTS
from deliberation.models import (
    AISystem,
    Criterion,
    Dispute,
    Draft,
    Evidence,
    ReferenceClause,
    ReferenceDefinition,
    Restriction,
    SystemLicence,
)
from deliberation.web.access import Visit
from deliberation.web.kept import kept
from deliberation.web.pages import verdicts
from deliberation.web.pages.verdicts import TextNamed, named

# What the quarrel over open models is about most: a cap on users, undisclosed data,
# forbidden uses.
CONTESTED: Final = (
    "no-scale-cap", "training-data", "data-information", "data-provenance", "no-acceptable-use",
)  # fmt: skip
UNDER: Final = "osaid-1-0"


@dataclass(frozen=True)
class Step:
    """A level of a criterion's scale, and whether it is the recorded or the needed one."""

    level: str
    is_at: bool
    is_needed: bool


@dataclass(frozen=True)
class Finding:
    """What a clause says of the system. record: the evidence used; licence: what it follows
    from instead. dispute: the open one about the record."""

    clause: AnyClause
    answer: Answer
    reason: str
    steps: list[Step]
    record: Any
    licence: SystemLicence | None
    dispute: Dispute | None

    @property
    def anchor(self) -> str:
        return "e-" + str(self.clause.number).replace(".", "-")

    @property
    def criterion(self) -> Criterion:
        return self.clause.criterion

    @property
    def result(self) -> str:
        return self.answer.result

    @property
    def section(self) -> str:
        """Of the text that a clause of a reference definition restates."""
        return self.clause.section if isinstance(self.clause, ReferenceClause) else ""

    @property
    def wording(self) -> str:
        return self.clause.wording if isinstance(self.clause, ReferenceClause) else ""

    @property
    def meaning(self) -> str:
        """What the needed level means for this criterion."""
        steps = {step["level"]: step for step in self.criterion.scale}
        return str(steps.get(self.clause.requires, {}).get("meaning", ""))

    @property
    def seen(self) -> date | None:
        return seen_in(self.record)


@dataclass(frozen=True)
class Restricts:
    """What a licence restricts, and the criterion that it is about."""

    restriction: Restriction
    criterion: Criterion | None


@dataclass(frozen=True)
class LicenceShown:
    of: SystemLicence
    restricts: list[Restricts]


@dataclass(frozen=True)
class Contested:
    """One point that people argue about: what is known, and what each text says of it.

    sides: a text with its finding, None where it has no clause about it. is_asked: whether
    the definition has proposals on it.
    """

    criterion: Criterion
    record: Any
    licence: SystemLicence | None
    sides: list[tuple[TextNamed, Finding | None]]
    is_asked: bool

    @property
    def seen(self) -> date | None:
        return seen_in(self.record)


def seen_in(record: Any) -> date | None:
    """The month in which a source was looked at, as its first day."""
    return date.fromisoformat(f"{record.seen}-01") if record and record.seen else None


def known_of_all(systems: Sequence[AISystem], visit: Visit | None = None) -> list["Told"]:
    """What is known of each system. visit: where criteria tell as `is_asked` whether the
    definition has proposals on them. Two queries, and two for systems of which it was not
    asked since their evidence changed."""
    criteria = Criterion.objects.select_related("category")
    if visit is not None:
        on_it = visit.definition.proposals.standing().filter(criterion=OuterRef("pk"))
        criteria = criteria.annotate(is_asked=Exists(on_it))
    by_slug = {each.slug: each for each in criteria}
    records, licences = evidence_of(systems), _licences(systems)
    return [
        Told.of(
            by_slug,
            [each for each in records if each.system_id == system.pk],
            [each for each in licences if each.system_id == system.pk],
        )
        for system in systems
    ]


def _licences(systems: Sequence[AISystem]) -> list[SystemLicence]:
    """Kept until what is known of a system changes."""
    states = "-".join(f"{each.pk}.{each.evidence_state}" for each in systems)
    return kept(f"licences-{states}", lambda: list(licences_of([each.pk for each in systems])))


@dataclass(frozen=True)
class Told:
    """What is known of a system, read once for every text."""

    known: Mapping[str, assessment.Known]
    records: Mapping[int, Any]
    licences: Sequence[SystemLicence]
    criteria: Mapping[str, Criterion]

    @classmethod
    def of(
        cls,
        criteria: Mapping[str, Criterion],
        records: Sequence[Any],
        licences: Sequence[SystemLicence],
    ) -> "Told":
        slugs = {each.pk: each.slug for each in criteria.values()}
        (derived,) = derived_from(licences).values() or ({},)
        known = known_by_licences(derived)
        for each in records:
            note_record(
                known,
                slugs[each.criterion_id],
                assessment.Known(
                    each.level,
                    record=each.pk,
                    section=each.source_section,
                    note=each.note,
                    is_contested=each.dispute is not None and each.dispute.rival_id is not None,
                ),
            )
        return cls(known, {each.pk: each for each in records}, licences, criteria)

    def apply(self, text: AnyText) -> "Applied":
        clauses = self._clauses(text)
        data = tuple(clause_as_data(each) for each in clauses)
        levels = {slug: each.levels for slug, each in self.criteria.items()}
        explained = assessment.explain(data, self.known, levels)
        findings = [self._finding(*both) for both in zip(clauses, explained.answers, strict=True)]
        return Applied(named(text), explained, findings)

    def _clauses(self, text: AnyText) -> list[AnyClause]:
        """A draft's clauses never change, and those of another text do with its fingerprint."""
        mark = "draft" if isinstance(text, Draft) else f"reference-{text.fingerprint}"
        rows = kept(f"clauses-{mark}-{text.pk}", lambda: bare_clauses_of(text))
        by_pk = {each.pk: each for each in self.criteria.values()}
        for each in rows:
            each.criterion = by_pk[each.criterion_id]
        return rows

    def _finding(self, clause: AnyClause, answer: Answer) -> Finding:
        record, licence = self.source(clause.criterion.slug)
        level = answer.known.counts_as if answer.known else ""
        titles = {slug: each.title for slug, each in self.criteria.items()}
        return Finding(
            clause=clause,
            answer=answer,
            reason=verdicts.told(answer.reason, titles),
            steps=[
                Step(each, each == level, each == clause.requires)
                for each in clause.criterion.levels
            ],
            record=record,
            licence=licence,
            dispute=record.dispute if record else None,
        )

    def source(self, criterion: str) -> tuple[Any, SystemLicence | None]:
        """The record that counts, or the component under the licence it follows from."""
        known = self.known.get(criterion)
        if known is None:
            return None, None
        if known.record is not None:
            return self.records.get(known.record), None
        return None, next(
            (each for each in self.licences if each.licence.name == known.licence), None
        )

    def contested(
        self,
        visit: Visit,
        applied: "Applied | None",
        references: Iterable[ReferenceDefinition | None],
    ) -> list[Contested]:
        """The points argued about most, under the text and under the published definition;
        where that is the text, under the latest draft.

        references: texts that the system was looked at under, among which it mostly is.
        """
        read = {each.slug: each for each in references if each}
        other: AnyText | None = read.get(UNDER)
        other = other or ReferenceDefinition.objects.filter(slug=UNDER).first()
        sides = [applied] if applied else []
        if applied is not None and applied.under.text == other:
            other = visit.definition.drafts.latest_first().without_text().first()
        if other is not None:
            sides.append(self.apply(other))
        points = []
        for slug in CONTESTED:
            record, licence = self.source(slug)
            found = [(each.under, each.about(slug)) for each in sides]
            if (record or licence) and any(finding for _, finding in found):
                of: Any = self.criteria[slug]
                points.append(Contested(of, record, licence, found, of.is_asked))
        return points

    def licences_shown(self) -> list[LicenceShown]:
        return [
            LicenceShown(
                each,
                [
                    Restricts(one, self.criteria.get(RESTRICTS[one.kind]))
                    for one in each.licence.restrictions.all()
                ],
            )
            for each in self.licences
        ]


@dataclass(frozen=True)
class Applied:
    """A text applied to the system."""

    under: TextNamed
    explained: Explained
    findings: list[Finding]

    def about(self, criterion: str) -> Finding | None:
        """Of the first clause on a criterion."""
        return next((each for each in self.findings if each.criterion.slug == criterion), None)


def evidence_of(systems: Sequence[AISystem]) -> Sequence[Any]:
    """The current records of systems; each with `byline`, the name under which the public
    knows whoever recorded it, and `dispute`, the open one about it. One query."""
    is_open = FilteredRelation("disputes", condition=Q(disputes__state=Dispute.State.OPEN))
    records = Evidence.objects.current().filter(system__in=systems)
    records = records.annotate(is_open=is_open, byline=byline("recorded_by", "criterion"))
    found: list[Any] = list(records.select_related("licence", "is_open__rival"))  # type: ignore[misc]
    for each in found:
        # Django sets what it joined only where there was something.
        each.dispute = getattr(each, "is_open", None)
    return found
