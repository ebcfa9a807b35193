"""The shipped licences: read from their file, checked, and loaded."""

import json
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from deliberation.exchange.loading import BadSystems, Loaded, check, entries_of, read
from deliberation.models import AISystem, Licence, Restriction

SHIPPED: Final = Path(__file__).resolve().parent.parent / "catalogue" / "systems" / "licences.json"
FORMAT: Final = "openmoot-licences/1"
FIELDS: Final = ("name", "spdx", "openness", "is_read", "url", "note")
RESTRICTION_FIELDS: Final = ("kind", "level", "section", "note")


@transaction.atomic
def load(path: Path | None = None) -> Loaded:
    """Bring licences to what the file says, but for those that people edited.

    Systems under a licence that changed are noted as such. Raises BadSystems, with the
    database as it was.
    """
    path = path or SHIPPED
    present = {
        each.key: each
        for each in Licence.objects.select_for_update().prefetch_related("restrictions")
    }
    added = changed = left = 0
    edited = []
    for entry in entries_of(read(path, FORMAT), "licences", path, needed=("key", *FIELDS)):
        wanted = _wanted(entry, path)
        licence = present.get(entry["key"])
        if licence is None:
            _store(Licence(key=entry["key"]), wanted, path)
            added += 1
        elif licence.loaded != (now := as_data(licence)):
            edited.append(licence.key)
        elif now == wanted:
            left += 1
        else:
            _store(licence, wanted, path)
            changed += 1
    return Loaded(added, changed, left, tuple(edited))


def as_data(licence: Licence) -> dict[str, Any]:
    """A licence as files have it, without its key."""
    restrictions = [
        {name: getattr(each, name) for name in RESTRICTION_FIELDS}
        for each in licence.restrictions.all()
    ]
    restrictions.sort(key=lambda each: str(each["kind"]))
    return {name: getattr(licence, name) for name in FIELDS} | {"restrictions": restrictions}


def _wanted(entry: dict[str, Any], path: Path) -> dict[str, Any]:
    given = entry.get("restrictions") or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise BadSystems(file=path.name, problem=f"restrictions of “{entry['key']}” are no list.")
    try:
        restrictions = [{name: each[name] for name in RESTRICTION_FIELDS} for each in given]
    except KeyError as error:
        problem = f"a restriction of “{entry['key']}” lacks {error}."
        raise BadSystems(file=path.name, problem=problem) from error
    restrictions.sort(key=lambda each: str(each["kind"]))
    return {name: entry[name] for name in FIELDS} | {"restrictions": restrictions}


def _store(licence: Licence, wanted: dict[str, Any], path: Path) -> None:
    for name in FIELDS:
        setattr(licence, name, wanted[name])
    licence.loaded = wanted
    check(licence, licence.key, path)
    licence.save()
    licence.restrictions.all().delete()
    rows = [Restriction(licence=licence, **each) for each in wanted["restrictions"]]
    for row in rows:
        check(row, f"{licence.key}: {row.kind}", path)
    Restriction.objects.bulk_create(rows)
    AISystem.objects.filter(component_licences__licence=licence).touch()


def attribution() -> list[dict[str, str]]:
    """Whose work stands in the file; pages and exports name them."""
    named: list[dict[str, str]] = json.loads(SHIPPED.read_text(encoding="utf-8"))["attribution"]
    return named
