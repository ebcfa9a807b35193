"""Definitions that others published, as clauses: read from the shipped file and loaded."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from deliberation.actions.assessing import request_assessment
from deliberation.exchange.loading import BadSystems, Loaded, check, entries_of, read
from deliberation.models import Criterion, ReferenceClause, ReferenceDefinition

SHIPPED: Final = (
    Path(__file__).resolve().parent.parent / "catalogue" / "definitions" / "definitions.json"
)
FORMAT: Final = "openmoot-definitions/1"
FIELDS: Final = ("title", "status", "summary", "source", "further_sources", "limits")
CLAUSE_FIELDS: Final = ("number", "level", "requires", "wording", "section", "basis")
NEEDED: Final = ("slug", "title", "status", "summary", "source", "clauses")


@transaction.atomic
def load(path: Path | None = None) -> Loaded:
    """Bring the reference definitions to what the file says; those it does not name stay.

    Assessments under one whose clauses changed are forgotten, and made anew. Raises
    BadSystems, with the database as it was.
    """
    path = path or SHIPPED
    criteria = {criterion.slug: criterion for criterion in Criterion.objects.all()}
    present = {each.slug: each for each in ReferenceDefinition.objects.select_for_update()}
    added = changed = left = 0
    entries = entries_of(read(path, FORMAT), "definitions", path, needed=NEEDED)
    for position, entry in enumerate(entries, start=1):
        reference = present.get(entry["slug"]) or ReferenceDefinition(slug=entry["slug"])
        is_new = reference._state.adding
        fingerprint = _fingerprint(entry, position)
        if reference.fingerprint == fingerprint:
            left += 1
            continue
        for name in FIELDS:
            setattr(reference, name, entry.get(name, [] if name != "status" else ""))
        reference.position, reference.fingerprint = position, fingerprint
        check(reference, reference.slug, path)
        reference.save()
        _bring_clauses(reference, entry["clauses"], criteria, path)
        added, changed = added + is_new, changed + (not is_new)
    request_assessment()
    return Loaded(added, changed, left, ())


def attribution() -> list[dict[str, str]]:
    """Whose texts the shipped definitions restate; pages and exports name them."""
    named: list[dict[str, str]] = json.loads(SHIPPED.read_text(encoding="utf-8"))["attribution"]
    return named


def _fingerprint(entry: dict[str, Any], position: int) -> str:
    told = json.dumps([entry, position], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _bring_clauses(
    reference: ReferenceDefinition,
    given: list[dict[str, Any]],
    criteria: dict[str, Criterion],
    path: Path,
) -> None:
    reference.clauses.all().delete()
    reference.assessments.all().delete()
    clauses = []
    for each in given:
        name = f"{reference.slug}, clause {each.get('number')}"
        criterion = criteria.get(each.get("criterion", ""))
        if criterion is None:
            problem = f"“{name}” is about no criterion that we have; load the catalogue first."
            raise BadSystems(file=path.name, problem=problem)
        if each.get("requires") not in criterion.levels:
            problem = f"“{name}” needs a level that “{criterion.slug}” does not have."
            raise BadSystems(file=path.name, problem=problem)
        try:
            fields = {field: each[field] for field in CLAUSE_FIELDS}
        except KeyError as error:
            raise BadSystems(file=path.name, problem=f"“{name}” lacks {error}.") from error
        clauses.append(ReferenceClause(reference=reference, criterion=criterion, **fields))
        check(clauses[-1], name, path)
    ReferenceClause.objects.bulk_create(clauses)
