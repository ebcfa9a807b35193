"""The page of an AI system: what a text says of it, clause by clause, with sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch

from deliberation import actions, assessment
from deliberation.actions.bylines import bylines
from deliberation.actions.known import AnyText, clause_as_data, known_of, scales
from deliberation.actions.matrix import AnyClause, clauses_of
from deliberation.assessment import Answer, Explained
from deliberation.assessment.licences import RESTRICTS
from deliberation.models import (
    AISystem,
    Assessment,
    Criterion,
    Dispute,
    Draft,
    Evidence,
    Proposal,
    ReferenceClause,
    ReferenceDefinition,
    Restriction,
    SystemLicence,
    VerdictChange,
)
from deliberation.web.access import Visit
from deliberation.web.pages import verdicts
from deliberation.web.pages.system_files import Badge, badge_of, files_of
from deliberation.web.pages.verdicts import TextNamed, named

MOST_DRAFTS: Final = 12
MOST_CHANGES: Final = 8
# What the quarrel over open models is about most: a cap on users, undisclosed data,
# forbidden uses.
CONTESTED: Final = (
    "no-scale-cap", "training-data", "data-information", "data-provenance", "no-acceptable-use",
)  # fmt: skip
UNDER: Final = "osaid-1-0"
FIRST: Final = {"fail": 0, "unknown": 1, "pass": 2}


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
class Said:
    """A verdict under a text, for strips and lists. is_here: the text that the page is about."""

    under: TextNamed
    assessment: Assessment
    is_here: bool


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


@dataclass(frozen=True)
class SystemPage:
    """under: the text that is applied; None where the definition has none yet.

    files: the same to take along, by title and address. strip: its verdicts over the drafts,
    the latest first. others: under the definitions that others published. turning: undecided
    proposals that would change the verdict if adopted. changed: when the verdict under this
    text turned because of what is known, the latest first.
    """

    system: AISystem
    under: TextNamed | None
    explained: Explained | None
    deciding: list[Finding]
    scored: list[Finding]
    permitting: list[Finding]
    strip: list[Said]
    others: list[Said]
    contested: list[Contested]
    licences: list[LicenceShown]
    family: list[tuple[AISystem, Assessment | None]]
    turning: list[tuple[Proposal, str, str]]
    titles: Mapping[str, str]
    files: list[tuple[str, str]]
    badge: Badge | None
    changed: list[VerdictChange]

    @property
    def sentence(self) -> str:
        assert self.explained is not None
        return verdicts.told(self.explained.reason, self.titles)

    @property
    def changes(self) -> list[str]:
        return verdicts.changes(self.explained.distance, self.titles) if self.explained else []

    @property
    def to_show(self) -> list[str]:
        return verdicts.to_show(self.explained.distance, self.titles) if self.explained else []

    @property
    def failing(self) -> list[Finding]:
        return [each for each in self.deciding if each.result == "fail"]

    @property
    def unknown(self) -> list[Finding]:
        return [each for each in self.deciding if each.result == "unknown"]


def seen_in(record: Any) -> date | None:
    """The month in which a source was looked at, as its first day."""
    return date.fromisoformat(f"{record.seen}-01") if record and record.seen else None


def system_page(visit: Visit, system: AISystem, text: AnyText | None) -> SystemPage:
    told = _Told.of(system)
    applied = told.apply(text) if text else None
    findings = applied.findings if applied else []
    stored = _stored(visit, system)
    return SystemPage(
        system=system,
        under=applied.under if applied else None,
        explained=applied.explained if applied else None,
        deciding=sorted(
            (each for each in findings if each.answer.clause.binds),
            key=lambda each: FIRST[each.result],
        ),
        scored=[each for each in findings if each.answer.clause.recommends],
        permitting=[each for each in findings if each.clause.level == "MAY"],
        strip=_said([each for each in stored if each.draft], text)[:MOST_DRAFTS],
        others=_said([each for each in stored if each.reference], text),
        contested=told.contested(visit, applied),
        licences=told.licences_shown(),
        family=_family(system, text),
        turning=actions.sensitive(visit.definition, system) if isinstance(text, Draft) else [],
        titles={slug: each.title for slug, each in told.criteria.items()},
        files=files_of(visit, system, applied.under) if applied else [],
        badge=badge_of(visit, system, applied.under) if applied else None,
        changed=list(text.verdict_changes.filter(system=system)[:MOST_CHANGES]) if text else [],
    )


def apply(system: AISystem, text: AnyText) -> "Applied":
    """A text applied to a system, clause by clause with sources."""
    return _Told.of(system).apply(text)


@dataclass(frozen=True)
class _Told:
    """What is known of the system, read once for every text."""

    known: Mapping[str, assessment.Known]
    levels: Mapping[str, Sequence[str]]
    records: Mapping[int, Any]
    disputes: Mapping[int, Dispute]
    licences: Sequence[SystemLicence]
    criteria: Mapping[str, Criterion]

    @classmethod
    def of(cls, system: AISystem) -> "_Told":
        records = evidence_of(system)
        disputes = Dispute.objects.open().filter(evidence__system=system)
        restrictions = Prefetch("licence__restrictions", Restriction.objects.order_by("kind"))
        return cls(
            known=known_of([system.pk])[system.pk],
            levels=scales(),
            records={each.pk: each for each in records},
            disputes={each.evidence_id: each for each in disputes.select_related("rival")},
            licences=list(
                system.component_licences.select_related("licence").prefetch_related(restrictions)
            ),
            criteria={each.slug: each for each in Criterion.objects.select_related("category")},
        )

    def apply(self, text: AnyText) -> "Applied":
        clauses = clauses_of(text)
        data = tuple(clause_as_data(each) for each in clauses)
        explained = assessment.explain(data, self.known, self.levels)
        findings = [self._finding(*both) for both in zip(clauses, explained.answers, strict=True)]
        return Applied(named(text), explained, findings)

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
            dispute=self.disputes.get(record.pk) if record else None,
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

    def contested(self, visit: Visit, applied: "Applied | None") -> list[Contested]:
        """The points argued about most, under the text and under the published definition;
        where that is the text, under the latest draft."""
        other: AnyText | None = ReferenceDefinition.objects.filter(slug=UNDER).first()
        sides = [applied] if applied else []
        if applied is not None and applied.under.text == other:
            other = visit.definition.drafts.latest_first().without_text().first()
        if other is not None:
            sides.append(self.apply(other))
        proposals = visit.definition.proposals.filter(criterion__slug__in=CONTESTED)
        asked = set(proposals.standing().values_list("criterion__slug", flat=True).distinct())
        points = []
        for slug in CONTESTED:
            record, licence = self.source(slug)
            found = [(each.under, each.about(slug)) for each in sides]
            if (record or licence) and any(finding for _, finding in found):
                of = self.criteria[slug]
                points.append(Contested(of, record, licence, found, slug in asked))
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


def evidence_of(system: AISystem) -> Sequence[Any]:
    """The current records of a system; each with `byline`, the name under which the public
    knows whoever recorded it. Three queries."""
    records = list(Evidence.objects.current().filter(system=system).select_related("licence"))
    names = bylines((each.recorded_by_id, each.criterion_id) for each in records)
    for each in records:
        each.byline = names.get((each.recorded_by_id or 0, each.criterion_id), "")  # type: ignore[attr-defined]
    return records


def _stored(visit: Visit, system: AISystem) -> list[Assessment]:
    """The stored assessments under the definition's drafts, the latest first, and under
    definitions that others published."""
    rows = system.assessments.select_related("draft", "reference").defer(
        "draft__canonical", "draft__report"
    )
    drafts = rows.filter(draft__definition=visit.definition).order_by(
        "-draft__major", "-draft__minor", "-draft__patch"
    )
    return [*drafts, *rows.exclude(reference=None).order_by("reference__position")]


def _said(stored: Sequence[Assessment], text: AnyText | None) -> list[Said]:
    found = []
    for each in stored:
        of = each.draft or each.reference
        assert of is not None
        found.append(Said(named(of), each, of == text))
    return found


def _family(system: AISystem, text: AnyText | None) -> list[tuple[AISystem, Assessment | None]]:
    """The other releases of its family with their verdicts, the oldest first."""
    if not system.family:
        return []
    releases = AISystem.objects.of_family(system.family).exclude(pk=system.pk)
    told = (
        {each.system_id: each for each in text.assessments.filter(system__in=releases)}
        if text
        else {}
    )
    return [(each, told.get(each.pk)) for each in releases]
