"""Evidence in tables: CSV, and JSON with the same names."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _

from deliberation.actions.bringing import MOST_ROWS, Given
from deliberation.exchange.evidence.rows import About, Rows, check_number
from deliberation.refusals_evidence import UnreadableEvidence
from deliberation.spreadsheets import as_written

FORMAT: Final = "openmoot-evidence/1"
NEEDED: Final = ("criterion", "level")
FIELDS: Final = (
    "level", "note", "source_title", "source_section", "source_version", "source_url", "seen",
    "confidence", "basis", "licence",
)  # fmt: skip
KNOWN: Final = ("system", "criterion", *FIELDS)
LONGEST: Final = 2000  # characters of a cell


def read_csv(text: str, about: About) -> Rows:
    """Commas, semicolons or tabs part the columns. Raises UnreadableEvidence."""
    lines = list(_lines(text))
    if not lines:
        raise UnreadableEvidence(why=_("the file holds no rows."))
    head = [cell.strip().lower() for cell in lines[0][1]]
    _check_names(head)
    rows = Rows(about, "", "")
    for number, cells in lines[1:]:
        place = _("line {number}").format(number=number)
        if len(cells) > len(head):
            why = _("{place} has more cells than the head.").format(place=place)
            raise UnreadableEvidence(why=why)
        given = {name: as_written(cell.strip()) for name, cell in zip(head, cells, strict=False)}
        rows.given.append(_given(place, given, about))
    check_number(rows.given)
    return rows


def read_json(content: bytes, about: About) -> Rows:
    """A list of objects, or an object of our format with a list “evidence”. Raises
    UnreadableEvidence."""
    found = parsed(content)
    if isinstance(found, dict):
        if found.get("format") != FORMAT:
            why = _("its “format” is not “{format}”.").format(format=FORMAT)
            raise UnreadableEvidence(why=why)
        found = found.get("evidence")
    if not isinstance(found, list):
        raise UnreadableEvidence(why=_("it holds no list of evidence."))
    check_number(found)
    rows = Rows(about, "", "")
    for number, entry in enumerate(found, start=1):
        place = _("entry {number}").format(number=number)
        rows.given.append(_given(place, _entry(entry, place), about))
    return rows


def parsed(content: bytes) -> Any:
    """JSON. Raises UnreadableEvidence."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        why = _("line {line} is no JSON.").format(line=error.lineno)
        raise UnreadableEvidence(why=why) from error


def _entry(entry: Any, place: str) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise UnreadableEvidence(why=_("{place} is no object.").format(place=place))
    _check_names(entry)
    for name, value in entry.items():
        if not isinstance(value, str | None):
            why = _("“{name}” of {place} is no text.").format(name=name, place=place)
            raise UnreadableEvidence(why=why)
    return {name: (value or "").strip() for name, value in entry.items()}


def _check_names(names: Any) -> None:
    names = list(names)
    unknown = next((name for name in names if name not in KNOWN), None)
    if unknown is not None:
        why = _("“{name}” is no field of evidence; there are {known}.").format(
            name=str(unknown)[:60], known=", ".join(KNOWN)
        )
        raise UnreadableEvidence(why=why)
    missing = next((name for name in NEEDED if name not in names), None)
    if missing is not None:
        raise UnreadableEvidence(why=_("“{name}” is missing.").format(name=missing))
    if len(set(names)) < len(names):
        raise UnreadableEvidence(why=_("a column stands there twice."))


def _given(place: str, given: Mapping[str, str], about: About) -> Given:
    """What a row leaves out comes from what was said of the file."""
    fields = {name: given[name] for name in FIELDS if given.get(name)}
    fields = {"level": "", "source_url": about.source_url, "seen": about.seen} | fields
    return Given(place, given.get("system") or about.system, given.get("criterion", ""), fields)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that holds something."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        for found, cells in enumerate(row for row in reader if any(map(str.strip, row))):
            if found > MOST_ROWS + 1 or any(len(cell) > LONGEST for cell in cells):
                why = _(
                    "line {number} is too much: at most {most} rows, {longest} characters each."
                )
                raise UnreadableEvidence(
                    why=why.format(number=reader.line_num, most=MOST_ROWS, longest=LONGEST)
                )
            yield reader.line_num, cells
    except csv.Error as error:
        why = _("line {number} cannot be read.").format(number=reader.line_num)
        raise UnreadableEvidence(why=why) from error
