"""What one text says of all systems, clause by clause: the rows of the matrix.

Pages, API and exports filter and order it alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import Prefetch, Q, QuerySet

from deliberation.actions.known import AnyText
from deliberation.assessment.texts import BINDING
from deliberation.models import (
    AISystem,
    Assessment,
    Clause,
    Draft,
    Licence,
    ReferenceClause,
    ReferenceDefinition,
    SystemLicence,
)
from deliberation.models.assessments import Verdict

type AnyClause = Clause | ReferenceClause
type Letter = Literal["p", "f", "u"]

VERDICTS: Final = (Verdict.MEETS, Verdict.CANNOT_BE_TOLD, Verdict.DOES_NOT_MEET)
LEAST_FIRST: Final = "fup"
RESULTS: Final = {"pass": "p", "fail": "f", "unknown": "u"}
# Orders by what they sort on; with a minus before them the other way round.
ORDERS: Final = ("name", "developer", "released", "verdict", "changes", "should")


@dataclass(frozen=True)
class Wanted:
    """Which systems, in which order; empty means any.

    words: part of the name or of the developer's. licence: that of the weights, by its key or
    by its openness. result: pass, fail or unknown on the criterion. order: one of ORDERS or
    the slug of a criterion, with a minus for the other way round; others count as "name".
    """

    words: str = ""
    developer: str = ""
    kind: str = ""
    verdict: str = ""
    licence: str = ""
    criterion: str = ""
    result: str = ""
    order: str = "name"


@dataclass(frozen=True)
class Row:
    """One system under the text. told: what the text says of it. licence: of its weights,
    where it is known."""

    system: AISystem
    told: Assessment
    licence: Licence | None

    @property
    def results(self) -> str:
        """A letter a clause, in the text's order: p, f or u."""
        return self.told.results

    def binding(self, clauses: Sequence[AnyClause], letter: Letter) -> list[AnyClause]:
        """The binding clauses with this result."""
        return [
            clause
            for clause, found in zip(clauses, self.results, strict=True)
            if found == letter and clause.level in BINDING
        ]


@dataclass(frozen=True)
class Matrix:
    """clauses: in the order of the results of each row. rows: those wanted. places: of the
    clauses on each criterion."""

    text: AnyText
    clauses: Sequence[AnyClause]
    rows: Sequence[Row]
    places: Mapping[str, Sequence[int]]

    @property
    def systems(self) -> int:
        """How many systems the text is applied to, wanted or not. One query."""
        return self.text.assessments.count()


def matrix(
    text: AnyText, wanted: Wanted = Wanted(), *, clauses: Sequence[AnyClause] | None = None
) -> Matrix:
    """The stored assessments of all systems under a text, filtered and ordered.

    clauses: `clauses_of` the text, where they have been read. Three queries, else two. What is
    out of date stands as it was; `progress` tells how far the rest is.
    """
    if clauses is None:
        clauses = clauses_of(text)
    places: dict[str, list[int]] = {}
    for place, clause in enumerate(clauses):
        places.setdefault(clause.criterion.slug, []).append(place)
    rows = [
        Row(each.system, each, _licence(each.system))
        for each in _assessments(text, wanted)
        # A text that changed a moment ago is assessed anew; until then nothing stands for it.
        if len(each.results) == len(clauses)
    ]
    if wanted.criterion and wanted.result in RESULTS:
        letter, at = RESULTS[wanted.result], places.get(wanted.criterion, [])
        rows = [row for row in rows if _least(row, at) == letter]
    return Matrix(text, clauses, _ordered(rows, wanted.order, places), places)


def clauses_of(text: AnyText) -> list[AnyClause]:
    """The clauses of a text with their criteria, in its order. One query."""
    return list(_clauses(text).select_related("criterion__category"))


def bare_clauses_of(text: AnyText) -> list[AnyClause]:
    """The same without the criteria, for who has read them."""
    return list(_clauses(text))


def _clauses(text: AnyText) -> QuerySet[Clause] | QuerySet[ReferenceClause]:
    if isinstance(text, Draft):
        return Clause.objects.filter(draft=text).order_by("pk")
    return ReferenceClause.objects.filter(reference=text).order_by("number")


def text_named(definition_id: int, name: str) -> AnyText | None:
    """The draft of a definition with this version, or the reference definition of this slug."""
    draft = Draft.objects.filter(definition=definition_id, version=name).without_text().first()
    return draft or ReferenceDefinition.objects.filter(slug=name).first()


def _assessments(text: AnyText, wanted: Wanted) -> QuerySet[Assessment]:
    weights = SystemLicence.objects.filter(component=SystemLicence.Component.WEIGHTS)
    rows = text.assessments.select_related("system").prefetch_related(
        Prefetch(
            "system__component_licences", weights.select_related("licence"), to_attr="of_weights"
        )
    )
    rows = rows.defer("system__notes", "system__links", "system__loaded")
    for name, value in {
        "system__developer": wanted.developer,
        "system__kind": wanted.kind,
        "verdict": wanted.verdict,
    }.items():
        rows = rows.filter(**{name: value}) if value else rows
    for word in wanted.words.split():
        rows = rows.filter(
            Q(system__name__icontains=word)
            | Q(system__version__icontains=word)
            | Q(system__developer__icontains=word)
        )
    return rows.filter(_under(wanted.licence)) if wanted.licence else rows


def _licence(system: Any) -> Licence | None:
    return next((each.licence for each in system.of_weights), None)


def _under(licence: str) -> Q:
    name = "openness" if licence in Licence.Openness.values else "key"
    under = SystemLicence.objects.filter(
        component=SystemLicence.Component.WEIGHTS, **{f"licence__{name}": licence}
    )
    return Q(system__in=under.values("system"))


def _least(row: Row, places: Sequence[int]) -> str:
    """The result on several clauses of one criterion: the least of them."""
    found = [row.results[place] for place in places]
    return min(found, key=LEAST_FIRST.index, default="u")


def _ordered(rows: list[Row], order: str, places: dict[str, list[int]]) -> list[Row]:
    by_name = sorted(rows, key=lambda row: (row.system.name.casefold(), row.system.version))
    wanted = order.removeprefix("-")
    key = _keys().get(wanted)
    if key is None and wanted in places:
        at = places[wanted]
        return sorted(
            by_name,
            key=lambda row: LEAST_FIRST.index(_least(row, at)),
            reverse=order.startswith("-"),
        )
    if key is None:
        return by_name
    return sorted(by_name, key=key, reverse=order.startswith("-"))


def _keys() -> dict[str, Callable[[Row], Any]]:
    return {
        "name": lambda row: (row.system.name.casefold(), row.system.version),
        "developer": lambda row: row.system.developer.casefold(),
        "released": lambda row: row.system.released,
        "verdict": lambda row: (VERDICTS.index(Verdict(row.told.verdict)), row.told.changes),
        "changes": lambda row: row.told.changes,
        "should": lambda row: row.told.should_passed,
    }
