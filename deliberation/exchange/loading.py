"""What loading systems, licences and reference definitions from files has in common."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from deliberation.refusals import Refusal


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

    def plus(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.added + other.added,
            self.changed + other.changed,
            self.left + other.left,
            (*self.edited, *other.edited),
        )


NOTHING = Loaded(0, 0, 0, ())


def read(path: Path, *formats: str) -> dict[str, Any]:
    """The file as an object of one of these formats. Raises BadSystems."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSystems(file=path, problem=f"{error.strerror}. Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise BadSystems(file=path.name, problem=f"it is not JSON ({error}).") from error
    if not isinstance(data, dict) or data.get("format") not in formats:
        names = " or ".join(f"“{each}”" for each in formats)
        raise BadSystems(file=path.name, problem=f"its “format” is not {names}.")
    return data


def entries_of(
    data: dict[str, Any], name: str, path: Path, *, needed: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The objects of a list, each with what is needed. Raises BadSystems."""
    entries = data.get(name)
    if not isinstance(entries, list):
        raise BadSystems(file=path.name, problem=f"it has no list “{name}”.")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise BadSystems(file=path.name, problem=f"entry {number} is not an object.")
        for key in needed:
            if key not in entry:
                raise BadSystems(file=path.name, problem=f"entry {number} lacks “{key}”.")
    return entries


def check(row: Model, name: str, path: Path) -> None:
    """Raise BadSystems where a field of the row is not as it must be."""
    try:
        row.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadSystems(file=path.name, problem=f"{field} of “{name}”: {messages[0]}") from error
