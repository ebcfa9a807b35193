"""The catalogue of criteria: read from its file, checked, and loaded into the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from deliberation.actions.assessing import scales_changed
from deliberation.actions.proposals import check_clause
from deliberation.models import Category, Criterion
from deliberation.refusals import Refusal

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "catalogue.json"
FORMAT = "openmoot-catalogue/1"
ENTRY_KEYS = {
    "categories": ("slug", "title", "description"),
    "criteria": (
        "slug", "category", "title", "question", "description", "scale", "freedoms", "references",
    ),
    "proposals": ("slug", "criterion", "level", "requires", "wording", "rationale", "stance"),
}  # fmt: skip
# The rest of an entry is text.
LISTS = ("scale", "freedoms", "references")
CATEGORY_FIELDS = ("title", "description")
CRITERION_FIELDS = ("title", "question", "description", "scale", "freedoms", "references")


class BadCatalogue(Refusal):
    code = "bad-catalogue"
    status = 400
    sentence = "{file} is not a usable catalogue: {problem}"


@dataclass(frozen=True)
class Changes:
    """Slugs, in the order of the file."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class CatalogueReport:
    categories: Changes
    criteria: Changes


@dataclass(frozen=True)
class SeedProposal:
    """A proposal that the catalogue offers; `stance` names the position that argues so."""

    slug: str
    criterion: str
    level: str
    requires: str
    wording: str
    rationale: str
    stance: str


@transaction.atomic
def load(path: Path | None = None) -> CatalogueReport:
    """Bring the database's categories and criteria to what the file says.

    Those that are only in the database stay. Raises BadCatalogue, with the database as
    it was.
    """
    path = path or CATALOGUE
    data = _read(path)
    categories = _load_categories(path, data["categories"])
    by_slug = {category.slug: category for category in Category.objects.all()}
    criteria = _Loading(path)
    present = {criterion.slug: criterion for criterion in Criterion.objects.all()}
    for position, entry in enumerate(data["criteria"], start=1):
        criterion = present.get(entry["slug"]) or Criterion(slug=entry["slug"])
        fields = {name: entry[name] for name in CRITERION_FIELDS}
        criteria.bring(
            criterion,
            {**fields, "category_id": by_slug[entry["category"]].pk, "position": position},
        )
    if criteria.changes().changed:
        scales_changed()
    return CatalogueReport(categories=categories, criteria=criteria.changes())


def seed_proposals(path: Path | None = None) -> list[SeedProposal]:
    """The proposals that the catalogue offers, in its order. Raises BadCatalogue."""
    names = SeedProposal.__dataclass_fields__
    return [
        SeedProposal(**{name: entry[name] for name in names})
        for entry in _read(path or CATALOGUE)["proposals"]
    ]


class _Loading:
    """Adds and changes rows, and remembers which."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._added: list[str] = []
        self._changed: list[str] = []
        self._left: list[str] = []

    def bring(self, row: Category | Criterion, fields: dict[str, Any]) -> None:
        is_new = row._state.adding
        before = {name: getattr(row, name) for name in fields}
        if not is_new and before == fields:
            self._left.append(row.slug)
            return
        for name, value in fields.items():
            setattr(row, name, value)
        try:
            row.clean_fields()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise BadCatalogue(
                file=self._path.name, problem=f"{field} of “{row.slug}”: {messages[0]}"
            ) from error
        row.save()
        (self._added if is_new else self._changed).append(row.slug)

    def changes(self) -> Changes:
        return Changes(tuple(self._added), tuple(self._changed), tuple(self._left))


def _load_categories(path: Path, entries: list[dict[str, Any]]) -> Changes:
    present = {category.slug: category for category in Category.objects.all()}
    wanted = {entry["slug"]: position for position, entry in enumerate(entries, start=1)}
    _make_room(present, wanted)
    loading = _Loading(path)
    for slug, entry in zip(wanted, entries, strict=True):
        category = present.get(slug) or Category(slug=slug)
        loading.bring(
            category, {name: entry[name] for name in CATEGORY_FIELDS} | {"position": wanted[slug]}
        )
    return loading.changes()


def _make_room(present: dict[str, Category], wanted: dict[str, int]) -> None:
    """Move categories that hold a position meant for another one behind all others.

    Positions are unique at every moment, so two categories cannot simply change places.
    """
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    following = max(last, len(wanted))
    for slug, category in present.items():
        if category.position in wanted.values() and wanted.get(slug) != category.position:
            following += 1
            Category.objects.filter(pk=category.pk).update(position=following)


# --- Reading and checking --------------------------------------------------------------


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The file's entries. Raises BadCatalogue for the first thing that is wrong with it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCatalogue(file=path, problem=f"{error.strerror}. Check the path.") from error
    except ValueError as error:
        raise BadCatalogue(file=path, problem=f"it is not JSON ({error}).") from error
    problem = next(_problems(data), None)
    if problem:
        raise BadCatalogue(file=path, problem=problem)
    return {kind: data[kind] for kind in ENTRY_KEYS}


def _problems(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        yield f"its “format” is not “{FORMAT}”."
        return
    for kind in ENTRY_KEYS:
        if not isinstance(data.get(kind), list):
            yield f"it has no list “{kind}”."
            return
        for number, entry in enumerate(data[kind], start=1):
            yield from _entry_problems(kind, number, entry)
        slugs = [entry["slug"] for entry in data[kind]]
        for slug in {slug for slug in slugs if slugs.count(slug) > 1}:
            yield f"“{slug}” stands in “{kind}” twice."
    categories = {entry["slug"] for entry in data["categories"]}
    for entry in data["criteria"]:
        if entry["category"] not in categories:
            yield f"criterion “{entry['slug']}” has the unknown category “{entry['category']}”."
        yield from _scale_problems(entry)
    criteria = {entry["slug"]: Criterion(scale=entry["scale"]) for entry in data["criteria"]}
    for entry in data["proposals"]:
        yield from _proposal_problems(entry, criteria)


def _entry_problems(kind: str, number: int, entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"entry {number} of “{kind}” is not an object."
        return
    name = entry.get("slug", f"number {number}")
    for key in ENTRY_KEYS[kind]:
        if key not in entry:
            yield f"“{name}” of “{kind}” lacks “{key}”."
        elif not isinstance(entry[key], list if key in LISTS else str):
            yield f"“{key}” of “{name}” is not {'a list' if key in LISTS else 'text'}."


def _scale_problems(entry: dict[str, Any]) -> Iterator[str]:
    """A scale has at least two levels, each once and with its meaning."""
    steps = entry["scale"]
    if len(steps) < 2:
        yield f"criterion “{entry['slug']}” needs a scale of at least two levels."
    for step in steps:
        keys = ("level", "title", "meaning")
        if not isinstance(step, dict) or not all(isinstance(step.get(key), str) for key in keys):
            yield f"the scale of “{entry['slug']}” has a step without {', '.join(keys)}."
            return
    if len({step["level"] for step in steps}) < len(steps):
        yield f"the scale of “{entry['slug']}” has a level twice."


def _proposal_problems(entry: dict[str, Any], criteria: dict[str, Criterion]) -> Iterator[str]:
    criterion = criteria.get(entry["criterion"])
    if criterion is None:
        yield f"proposal “{entry['slug']}” has the unknown criterion “{entry['criterion']}”."
        return
    try:
        check_clause(
            criterion=criterion,
            level=entry["level"],
            requires=entry["requires"],
            wording=entry["wording"],
        )
    except Refusal as refusal:
        yield f"proposal “{entry['slug']}”: {refusal.for_people()}"
