"""AI systems with reviewed evidence: read from a file, checked, and loaded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from deliberation.models import AISystem, Criterion, Evidence
from deliberation.models.systems import UNKNOWN
from deliberation.refusals import Refusal

REVIEWED: Final = (
    Path(__file__).resolve().parent.parent / "catalogue" / "systems" / "reviewed-systems.json"
)
FORMAT: Final = "openmoot-reviewed-systems/1"
SYSTEM_FIELDS: Final = ("name", "version", "developer", "family", "kind", "released", "links")
NEEDED: Final = {"slug": str, "name": str, "developer": str, "evidence": dict}
EVIDENCE_NEEDED: Final = ("level", "note", "confidence", "from")
SOURCE_FIELDS: Final = ("title", "section", "version", "url")


class BadSystems(Refusal):
    code = "bad-systems"
    status = 400
    sentence = "{file} cannot be loaded: {problem} Nothing was loaded."


@dataclass(frozen=True)
class Loaded:
    """How many were added, brought up to date, and left as they are. edited: slugs of the
    systems, and “system: criterion” of evidence, that people changed and we left."""

    added: int
    changed: int
    left: int
    edited: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    systems: Loaded
    evidence: Loaded


@transaction.atomic
def load(path: Path | None = None) -> Report:
    """Bring AI systems and their evidence to what the file says, but for what people edited.

    Raises BadSystems, with the database as it was.
    """
    path = path or REVIEWED
    entries = _read(path)
    criteria = {criterion.slug: criterion for criterion in Criterion.objects.all()}
    problem = next(_problems(entries, criteria), None)
    if problem:
        raise BadSystems(file=path.name, problem=problem)
    systems, report = _load_systems(path, entries)
    return Report(report, _load_evidence(path, entries, systems, criteria))


def _load_systems(path: Path, entries: list[dict[str, Any]]) -> tuple[dict[str, AISystem], Loaded]:
    present = {
        system.slug: system for system in AISystem.objects.select_for_update().order_by("pk")
    }
    added = changed = left = 0
    edited = []
    for entry in entries:
        wanted = {name: entry.get(name, [] if name == "links" else "") for name in SYSTEM_FIELDS}
        system = present.get(entry["slug"])
        is_new = system is None
        if system is None:
            system = present[entry["slug"]] = AISystem(slug=entry["slug"])
        elif system.loaded != (now := {name: getattr(system, name) for name in SYSTEM_FIELDS}):
            edited.append(system.slug)
            continue
        elif now == wanted:
            left += 1
            continue
        for name, value in (wanted | {"loaded": wanted}).items():
            setattr(system, name, value)
        _check(path, system, entry["slug"])
        system.save()
        added, changed = added + is_new, changed + (not is_new)
    return present, Loaded(added, changed, left, tuple(edited))


def _load_evidence(
    path: Path,
    entries: list[dict[str, Any]],
    systems: dict[str, AISystem],
    criteria: dict[str, Criterion],
) -> Loaded:
    """Append what is new or differs; what a person recorded stays the current record."""
    current = {(each.system_id, each.criterion_id): each for each in Evidence.objects.current()}
    fresh, replaced, edited = [], [], []
    left = 0
    for entry in entries:
        for slug, given in entry["evidence"].items():
            system, criterion = systems[entry["slug"]], criteria[slug]
            before = current.get((system.pk, criterion.pk))
            fields = _fields(given)
            if before is not None and before.origin != Evidence.Origin.REVIEWED:
                edited.append(f"{system.slug}: {slug}")
            elif before is not None and all(getattr(before, k) == v for k, v in fields.items()):
                left += 1
            else:
                after = Evidence(
                    system=system,
                    criterion=criterion,
                    origin=Evidence.Origin.REVIEWED,
                    recorded_at=timezone.now(),
                    **fields,
                )
                _check(path, after, f"{system.slug}: {slug}")
                fresh.append(after)
                if before is not None:
                    replaced.append(before.pk)
    Evidence.objects.filter(pk__in=replaced).update(is_current=False)
    Evidence.objects.bulk_create(fresh, batch_size=500)
    return Loaded(len(fresh) - len(replaced), len(replaced), left, tuple(edited))


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    source = given.get("source") or {}
    return {
        "level": given["level"],
        "note": given["note"],
        "confidence": given["confidence"],
        "basis": given["from"],
        "seen": given.get("seen") or "",
    } | {f"source_{name}": source.get(name) or "" for name in SOURCE_FIELDS}


def _check(path: Path, row: AISystem | Evidence, name: str) -> None:
    try:
        row.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadSystems(file=path.name, problem=f"{field} of “{name}”: {messages[0]}") from error


# --- Reading and checking --------------------------------------------------------------


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSystems(file=path, problem=f"{error.strerror}. Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise BadSystems(file=path.name, problem=f"it is not JSON ({error}).") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadSystems(file=path.name, problem=f"its “format” is not “{FORMAT}”.")
    if not isinstance(data.get("systems"), list):
        raise BadSystems(file=path.name, problem="it has no list “systems”.")
    entries: list[dict[str, Any]] = data["systems"]
    return entries


def _problems(entries: list[Any], criteria: dict[str, Criterion]) -> Iterator[str]:
    seen = set()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            yield f"system {number} is not an object."
            return
        for key, kind in NEEDED.items():
            if not isinstance(entry.get(key), kind):
                yield f"system {number} has no usable “{key}”."
                return
        if entry["slug"] in seen:
            yield f"“{entry['slug']}” stands there twice."
        seen.add(entry["slug"])
        for slug, given in entry["evidence"].items():
            yield from _evidence_problems(f"{entry['slug']}: {slug}", given, criteria.get(slug))


def _evidence_problems(name: str, given: Any, criterion: Criterion | None) -> Iterator[str]:
    if criterion is None:
        yield f"“{name}” speaks of no criterion that we have; load the catalogue first."
        return
    if not isinstance(given, dict):
        yield f"“{name}” is not an object."
        return
    for key in EVIDENCE_NEEDED:
        if not isinstance(given.get(key), str):
            yield f"“{name}” has no text “{key}”."
            return
    levels = [*criterion.levels, UNKNOWN]
    if given["level"] not in levels:
        yield f"the level “{given['level']}” of “{name}” is none of {', '.join(levels)}."
    if not isinstance(given.get("source") or {}, dict):
        yield f"the source of “{name}” is not an object."
