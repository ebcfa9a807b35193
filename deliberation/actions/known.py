"""What is known of AI systems, and the texts that are applied to them, as pure data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Prefetch, QuerySet

from deliberation import assessment
from deliberation.assessment import Known, Levels, Restricted, Terms
from deliberation.assessment.texts import UNKNOWN
from deliberation.models import (
    AISystem,
    Clause,
    Criterion,
    Dispute,
    Draft,
    Evidence,
    Licence,
    Proposal,
    ReferenceClause,
    ReferenceDefinition,
    Restriction,
    SystemLicence,
)

type AnyText = Draft | ReferenceDefinition
type Text = tuple[assessment.Clause, ...]

NAMED: Final = ("pk", "slug", "name", "version", "developer", "family", "kind")
# The state is part of the key: what is kept is never out of date, only no longer asked for.
KEPT_SECONDS: Final = 7 * 24 * 3600


def scales() -> dict[str, list[str]]:
    """Evidence levels of every criterion, the least open first. One query."""
    return {each.slug: each.levels for each in Criterion.objects.only("slug", "scale")}


def known_of(systems: Collection[int]) -> dict[int, dict[str, Known]]:
    """What is known of systems, by their keys: what is recorded, and for the rest what follows
    from their licences. Four queries, whatever the number of systems."""
    derived, contested = derived_of(systems), _contested(systems)
    known = {pk: known_by_licences(derived.get(pk, {})) for pk in systems}
    for row in _recorded(systems):
        told = Known(
            row["level"],
            record=row["pk"],
            section=row["source_section"],
            note=row["note"],
            is_contested=row["pk"] in contested,
        )
        note_record(known[row["system_id"]], row["criterion__slug"], told)
    return known


def known_by_licences(derived: Mapping[str, assessment.Derived]) -> dict[str, Known]:
    """What is known of a system where nothing is recorded, by criterion."""
    return {
        criterion: Known(each.level, licence=each.terms.name, section=each.section, note=each.note)
        for criterion, each in derived.items()
    }


def note_record(known: dict[str, Known], criterion: str, told: Known) -> None:
    """Put a record in the place of what follows from licences; “unknown” takes nothing away."""
    if told.level != UNKNOWN or criterion not in known:
        known[criterion] = told


@dataclass(frozen=True, eq=False)
class Standing:
    """What is known of every system at one time: systems in the order of the columns."""

    systems: Sequence[AISystem]
    levels: Levels


def standing(state: str | None = None) -> Standing:
    """What is known of every system now, kept until something of it changes.

    state: of all systems (`AISystemQuerySet.state`), where it has been read. No query where it
    has and what is known is kept; else up to seven.
    """
    if state is None:
        state = next((row["state"] for row in AISystem.objects.state()), "")
    key = f"assessment-standing-{state}"
    kept = cache.get(key)
    if kept is None:
        rows = list(AISystem.objects.values(*NAMED))
        known = known_of([row["pk"] for row in rows])
        kept = rows, Levels.of(scales(), list(known.values()))
        cache.set(key, kept, timeout=KEPT_SECONDS)
    rows, levels = kept
    return Standing([AISystem(**row) for row in rows], levels)


def derived_of(systems: Collection[int]) -> dict[int, dict[str, assessment.Derived]]:
    """What follows from the licences of systems alone. Two queries."""
    return derived_from(licences_of(systems))


def licences_of(systems: Collection[int]) -> QuerySet[SystemLicence]:
    """The licences of components of systems, with what they restrict. Two queries."""
    return (
        SystemLicence.objects.filter(system__in=systems)
        .select_related("licence")
        .prefetch_related(Prefetch("licence__restrictions", Restriction.objects.order_by("kind")))
        .order_by("system", "component")
    )


def derived_from(rows: Iterable[SystemLicence]) -> dict[int, dict[str, assessment.Derived]]:
    """What follows from these licences of components (`licences_of`), by system."""
    components: dict[int, list[tuple[str, Terms]]] = {}
    terms: dict[int, Terms] = {}
    for row in rows:
        if row.licence_id not in terms:
            terms[row.licence_id] = terms_of(row.licence)
        components.setdefault(row.system_id, []).append((row.component, terms[row.licence_id]))
    return {pk: assessment.derive(licences) for pk, licences in components.items()}


def terms_of(licence: Licence) -> Terms:
    """A licence as pure data. Its restrictions are read unless they are prefetched."""
    restricts = {
        each.kind: Restricted(each.level, each.section, each.note)
        for each in licence.restrictions.all()
    }
    return Terms(licence.key, licence.name, licence.openness, licence.is_read, restricts)


def _recorded(systems: Collection[int]) -> Iterable[Mapping[str, Any]]:
    return (
        Evidence.objects.current()
        .filter(system__in=systems)
        .order_by()
        .values("pk", "system_id", "criterion__slug", "level", "source_section", "note")
    )


def _contested(systems: Collection[int]) -> set[int]:
    """Keys of the records that another one contradicts."""
    disputes = Dispute.objects.contesting().filter(evidence__system__in=systems)
    return set(disputes.values_list("evidence", flat=True))


# --- Texts ------------------------------------------------------------------------------


def text_of(text: AnyText) -> Text:
    """The clauses of a draft or of a reference definition, in its order. One query."""
    rows: QuerySet[Any] = (
        Clause.objects.filter(draft=text).order_by("pk")
        if isinstance(text, Draft)
        else ReferenceClause.objects.filter(reference=text).order_by("number")
    )
    return tuple(clause_as_data(each) for each in rows.select_related("criterion__category"))


def clause_as_data(row: Clause | ReferenceClause) -> assessment.Clause:
    """A stored clause as pure data. Give it with its criterion and category."""
    return assessment.Clause(
        number=str(row.number),
        criterion=row.criterion.slug,
        level=row.level,
        requires=row.requires,
        about_terms=_about_terms(row.criterion),
    )


def clause_of(proposal: Proposal) -> assessment.Clause:
    """A proposal's current wording as the clause that it would be. Give the proposal with its
    text (`with_text`)."""
    assert proposal.current is not None
    return assessment.Clause(
        number=f"proposal {proposal.number}",
        criterion=proposal.criterion.slug,
        level=proposal.current.level,
        requires=proposal.current.requires,
        about_terms=_about_terms(proposal.criterion),
    )


def _about_terms(criterion: Criterion) -> bool:
    return assessment.is_about_terms(criterion.slug, criterion.category.slug)


def explain(system: AISystem, text: AnyText) -> assessment.Explained:
    """A text applied to a system, clause by clause, with reasons. Five queries."""
    return assessment.explain(text_of(text), known_of([system.pk])[system.pk], scales())


def explain_under(
    system: AISystem, texts: Iterable[AnyText]
) -> list[tuple[AnyText, assessment.Explained]]:
    """The same under several texts: four queries, and one for each text."""
    known, levels = known_of([system.pk])[system.pk], scales()
    return [(text, assessment.explain(text_of(text), known, levels)) for text in texts]
