"""AI systems with evidence: loaded from files, leaving what people edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.actions.assessing import request_assessment
from deliberation.exchange import licences
from deliberation.exchange.loading import NOTHING, BadSystems, Loaded, check, read
from deliberation.exchange.systems_reading import (
    INDEX,
    INDEX_FORMAT,
    REVIEWED,
    REVIEWED_FORMAT,
    Entry,
    index,
    reviewed,
)
from deliberation.models import AISystem, Criterion, Evidence, Licence, SystemLicence

__all__ = ["BadSystems", "Loaded", "Report", "load"]

# Later ones take the place of earlier ones; what people recorded stays.
RANK: Final[Mapping[str, int]] = {
    Evidence.Origin.INDEX: 0,
    Evidence.Origin.REVIEWED: 1,
    Evidence.Origin.PERSON: 2,
}


@dataclass(frozen=True)
class Report:
    systems: Loaded
    licences: Loaded
    evidence: Loaded


@transaction.atomic
def load(path: Path | None = None) -> Report:
    """Bring AI systems and their evidence to what files say, but for what people edited.

    path: a file of reviewed systems; without it, all that ships: licences, what indexes of
    models say, and the reviewed systems. Raises BadSystems, with the database as it was.
    """
    terms = licences.load() if path is None else NOTHING
    criteria = {criterion.slug: criterion for criterion in Criterion.objects.all()}
    entries: list[Entry] = []
    if path is None:
        entries = index(read(INDEX, INDEX_FORMAT), INDEX, criteria)
    path = path or REVIEWED
    known = {each.slug for each in entries}
    entries += reviewed(read(path, REVIEWED_FORMAT), path, criteria, also=known)
    loading = _Loading(path, criteria)
    systems = loading.bring_systems(entries)
    evidence = NOTHING
    for origin in (Evidence.Origin.INDEX, Evidence.Origin.REVIEWED):
        some = [each for each in entries if each.origin == origin]
        loading.bring_licences(some)
        evidence = evidence.plus(loading.bring_evidence(some))
    AISystem.objects.filter(pk__in=loading.touched).touch()
    request_assessment()
    return Report(systems, terms, evidence)


class _Loading:
    """Brings entries into the database. touched: keys of the systems with other evidence."""

    def __init__(self, path: Path, criteria: dict[str, Criterion]) -> None:
        self._path = path
        self._criteria = criteria
        self._systems = {
            each.slug: each for each in AISystem.objects.select_for_update().order_by("pk")
        }
        self._licences = {each.key: each for each in Licence.objects.all()}
        self.touched: set[int] = set()

    def bring_systems(self, entries: Sequence[Entry]) -> Loaded:
        """Later entries of a system say more of it, or otherwise."""
        wanted: dict[str, dict[str, Any]] = {}
        for entry in entries:
            wanted[entry.slug] = wanted.get(entry.slug, {}) | (entry.fields or {})
        added = changed = left = 0
        edited = []
        for slug, fields in wanted.items():
            system = self._systems.get(slug)
            is_new = system is None
            if system is None:
                system = self._systems[slug] = AISystem(slug=slug)
            elif any(getattr(system, name) != was for name, was in system.loaded.items()):
                edited.append(slug)
                continue
            elif fields == {name: getattr(system, name) for name in fields}:
                left += 1
                continue
            for name, value in (fields | {"loaded": fields}).items():
                setattr(system, name, value)
            check(system, slug, self._path)
            system.save()
            added, changed = added + is_new, changed + (not is_new)
        return Loaded(added, changed, left, tuple(edited))

    def bring_licences(self, entries: Sequence[Entry]) -> None:
        """What people recorded stays, and what was reviewed stays over what an index says."""
        present = {(each.system_id, each.component): each for each in SystemLicence.objects.all()}
        for entry in entries:
            system = self._systems[entry.slug]
            for component, key in entry.licences.items():
                licence = self._licence(key)
                row = present.get((system.pk, component))
                if row is None:
                    row = SystemLicence(system=system, component=component)
                elif (
                    row.licence_id == licence.pk
                    or RANK[Evidence.Origin(row.origin)] > RANK[entry.origin]
                ):
                    continue
                row.licence, row.origin = licence, entry.origin
                row.save()
                self.touched.add(system.pk)

    def bring_evidence(self, entries: Sequence[Entry]) -> Loaded:
        """Append what is new or differs; what a person recorded stays the current record."""
        current: dict[tuple[int, int], Evidence] = {}
        last: dict[tuple[int, int, str], Evidence] = {}
        for each in Evidence.objects.order_by("pk"):
            last[each.system_id, each.criterion_id, each.origin] = each
            if each.is_current:
                current[each.system_id, each.criterion_id] = each
        fresh, replaced, edited = [], [], []
        left = 0
        for entry in entries:
            system = self._systems[entry.slug]
            for slug, given in entry.evidence.items():
                key = system.pk, self._criteria[slug].pk
                before, of_ours = current.get(key), last.get((*key, entry.origin))
                fields = given | {"licence": self._licences.get(given.get("licence") or "")}
                if before is not None and before.origin == Evidence.Origin.PERSON:
                    edited.append(f"{system.slug}: {slug}")
                elif of_ours is not None and _says(of_ours, fields):
                    left += 1
                else:
                    fresh.append(self._record(entry, system, slug, fields))
                    fresh[-1].is_current = before is None or (
                        RANK[before.origin] <= RANK[entry.origin]
                    )
                    if before is not None and fresh[-1].is_current:
                        replaced.append(before.pk)
        Evidence.objects.filter(pk__in=replaced).update(is_current=False)
        Evidence.objects.bulk_create(fresh, batch_size=500)
        self.touched.update(each.system_id for each in fresh if each.is_current)
        return Loaded(len(fresh) - len(replaced), len(replaced), left, tuple(edited))

    def _record(
        self, entry: Entry, system: AISystem, criterion: str, fields: dict[str, Any]
    ) -> Evidence:
        record = Evidence(
            system=system,
            criterion=self._criteria[criterion],
            origin=entry.origin,
            recorded_at=timezone.now(),
            **fields,
        )
        check(record, f"{system.slug}: {criterion}", self._path)
        return record

    def _licence(self, key: str) -> Licence:
        if key not in self._licences:
            raise BadSystems(file=self._path.name, problem=f"no licence is named “{key}”.")
        return self._licences[key]


def _says(record: Evidence, fields: dict[str, Any]) -> bool:
    return all(
        record.licence_id == (value.pk if value else None)
        if name == "licence"
        else getattr(record, name) == value
        for name, value in fields.items()
    )
