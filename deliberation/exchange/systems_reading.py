"""The two formats of files with AI systems, read into one shape."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from deliberation.exchange.loading import BadSystems
from deliberation.models import Criterion, Evidence
from deliberation.models.systems import UNKNOWN

HERE: Final = Path(__file__).resolve().parent.parent / "catalogue" / "systems"
REVIEWED: Final = HERE / "reviewed-systems.json"
INDEX: Final = HERE / "systems.json"
REVIEWED_FORMAT: Final = "openmoot-reviewed-systems/1"
INDEX_FORMAT: Final = "openmoot-systems/1"

NEEDED: Final = {"slug": str, "name": str, "developer": str, "evidence": dict}
EVIDENCE_NEEDED: Final = ("level", "note", "confidence", "from")
SOURCE_FIELDS: Final = ("title", "section", "version", "url")
PLAIN_FIELDS: Final = ("name", "version", "developer", "family", "kind", "released")
COMPONENTS: Final = ("weights", "code", "data", "documentation")
ABSENT: Final = "The record lists no such component."
RECORDS: Final = {
    "mof": (
        "Model Openness Tool, model records",
        "https://github.com/lfai/model_openness_tool/blob/main/",
    ),
    "osai-index": (
        "European Open Source AI Index, project records",
        "https://github.com/opening-up-chatgpt/opening-up-chatgpt.github.io/blob/main/",
    ),
}
is_page = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Entry:
    """A system as a file has it. fields: None where the file only adds evidence to a system
    that another entry describes. licences: keys by component."""

    slug: str
    origin: Evidence.Origin
    fields: dict[str, Any] | None
    licences: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, dict[str, Any]] = field(default_factory=dict)


def reviewed(
    data: dict[str, Any], path: Path, criteria: dict[str, Criterion], *, also: set[str]
) -> list[Entry]:
    """Entries of a file of reviewed systems. also: systems known by other names, to which the
    evidence of the entries that say they are the same is given too. Raises BadSystems."""
    systems = data.get("systems")
    if not isinstance(systems, list):
        raise BadSystems(file=path.name, problem="it has no list “systems”.")
    problem = next(_problems(systems, criteria), None)
    if problem:
        raise BadSystems(file=path.name, problem=problem)
    entries = []
    for given in systems:
        evidence = {slug: _fields(each) for slug, each in given["evidence"].items()}
        licences = _licences(given)
        origin = Evidence.Origin.REVIEWED
        entries.append(Entry(given["slug"], origin, _system(given), licences, evidence))
        for slug in given.get("same_as") or []:
            if slug in also and slug != given["slug"]:
                told = _said(given) if given.get("claimed_open_source") else None
                entries.append(Entry(slug, origin, told, licences, evidence))
    return entries


def index(data: dict[str, Any], path: Path, criteria: dict[str, Criterion]) -> list[Entry]:
    """Entries of a file compiled from indexes of models. Raises BadSystems."""
    systems = data.get("systems")
    if not isinstance(systems, dict):
        raise BadSystems(file=path.name, problem="it has no object “systems”.")
    entries = []
    for slug, given in systems.items():
        unknown = next((each for each in given["evidence"] if each not in criteria), None)
        if unknown is not None:
            problem = f"“{slug}: {unknown}” speaks of no criterion that we have."
            raise BadSystems(file=path.name, problem=problem)
        fields = {
            "name": given["name"],
            "developer": given["developer"],
            "kind": given["kind"],
            "family": given["family"],
            "links": [{"title": given["name"], "url": given["url"]}] if given["url"] else [],
        }
        evidence = {each: _index_fields(given, told) for each, told in given["evidence"].items()}
        entries.append(Entry(slug, Evidence.Origin.INDEX, fields, given["licences"], evidence))
    return entries


def attribution() -> list[dict[str, str]]:
    """Whose work the shipped systems are; pages and exports name them."""
    files = [json.loads(each.read_text(encoding="utf-8")) for each in (REVIEWED, INDEX)]
    return [named for each in files for named in each["attribution"]]


def _system(given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: given.get(name, "") for name in PLAIN_FIELDS}
    return (
        fields | _said(given) | {"links": given.get("links", []), "notes": given.get("notes", [])}
    )


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """What its makers call it, and what was published of its review."""
    claim = given.get("claimed_open_source") or {}
    source = claim.get("source") or {}
    review = given.get("osi_review") or {}
    reviewed_in = review.get("source") or {}
    return {
        "claim": claim.get("value") or "",
        "claim_wording": claim.get("wording") or "",
        "claim_source": source.get("title") or "",
        "claim_url": source.get("url") or "",
        "claim_seen": claim.get("seen") or "",
        "review": review.get("outcome") or "",
        "review_source": reviewed_in.get("title") or "",
        "review_url": reviewed_in.get("url") or "",
    }


def _licences(given: dict[str, Any]) -> dict[str, str]:
    return {
        each["component"]: each.get("key") or each.get("spdx")
        for each in given.get("licences") or []
        if each["component"] in COMPONENTS and (each.get("key") or each.get("spdx"))
    }


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    source = given.get("source") or {}
    return {
        "level": given["level"],
        "note": given["note"],
        "confidence": given["confidence"],
        "basis": given["from"],
        "seen": given.get("seen") or "",
    } | {f"source_{name}": source.get(name) or "" for name in SOURCE_FIELDS}


def _index_fields(given: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What an index says. That it lists no component is weak evidence of absence."""
    title, folder = RECORDS[given["source"]]
    absent = told["level"] == "closed" and "licence" not in told and given["source"] == "mof"
    return {
        "level": told["level"],
        "note": ABSENT if absent else "",
        "confidence": "low" if absent else "medium",
        "basis": "secondary",
        "seen": "",
        "source_title": title,
        "source_section": given["source_ref"],
        "source_version": "",
        "source_url": _page(told.get("url")) or folder + quote(given["source_ref"]),
        "licence": told.get("licence"),
    }


def _page(address: str | None) -> str:
    """The address if it is one of a page, else nothing."""
    try:
        is_page(address)
    except ValidationError:
        return ""
    return address if address and len(address) <= 500 else ""


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
