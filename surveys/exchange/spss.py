"""Responses for SPSS: numbers with value labels, written by pyreadstat at constant memory.

Its writer takes a whole table at once. In an uncompressed file, cases follow the dictionary and
each takes the same number of bytes, so files of a few responses each, with the same dictionary,
are put together: the first one whole, of the others the cases, and at last how many they are.
"""

import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import IO, Any, Final

import pandas
import pyreadstat

from surveys.exchange.responses import ABOUT, CHUNK, Sent, sent_responses
from surveys.exchange.variables import (
    CODED,
    DAY,
    NUMBER,
    TEXT,
    Flat,
    Variable,
    flatten,
    variables_of,
)
from surveys.models import Version

NAME, LABEL, VALUE_LABEL = 64, 250, 120  # characters that SPSS takes
LONGEST_TEXT: Final = 2000
MISSING: Final = float("nan")
# Where a file says how many cases it has: in its header, and in an extension record.
CASES: Final = 80
MANY_CASES: Final = struct.pack("<4i", 7, 16, 8, 2)


def write_spss(version: Version, language: str, *, personal: bool = False) -> Path:
    """A .sav file in a temporary place; whoever asked for it deletes it."""
    sheet = _Sheet.of(version, language, personal=personal)
    widths = [1] * len(sheet.names)
    for row in sheet.rows(version):
        for place in sheet.texts:
            widths[place] = max(widths[place], len(row[place].encode()))
    # SPSS gives texts the room of the longest, which must be the same in all parts.
    widest = [("x" * widths[n] if n in sheet.texts else MISSING) for n in range(len(widths))]
    with tempfile.NamedTemporaryFile(suffix=".sav", delete=False) as file:
        _write_parts(sheet, version, widest, file)
    return Path(file.name)


@dataclass(frozen=True)
class _Sheet:
    """The columns: names and what they mean. texts: the places of those that are no numbers."""

    flats: list[Flat]
    variables: list[Variable]
    codes: list[dict[str, int]]
    about: tuple[str, ...]
    personal: bool

    @classmethod
    def of(cls, version: Version, language: str, *, personal: bool) -> "_Sheet":
        flats = flatten(version.questionnaire, language, personal=personal)
        variables = list(variables_of(flats))
        about = (*ABOUT, "pseudonym") if personal else ABOUT
        return cls(flats, variables, [_codes(each) for each in variables], about, personal)

    @property
    def names(self) -> list[str]:
        return [*self.about, *_names(self.variables)]

    @property
    def texts(self) -> frozenset[int]:
        kinds = [NUMBER if each == "version" else TEXT for each in self.about]
        kinds += [each.kind for each in self.variables]
        return frozenset(place for place, kind in enumerate(kinds) if kind in (TEXT, DAY))

    def rows(self, version: Version) -> Iterator[list[Any]]:
        for sent in sent_responses(version, personal=self.personal):
            yield self.row(sent)

    def row(self, sent: Sent) -> list[Any]:
        cells: list[Any] = []
        for flat in self.flats:
            answer = sent.answers.get(flat.key)
            cells += flat.blank if answer is None else flat.cells(answer)
        known = zip(self.variables, self.codes, cells, strict=True)
        return [*sent.about(personal=self.personal), *(_cell(*each) for each in known)]

    def write(self, rows: list[list[Any]], path: Path) -> bytes:
        """A whole file of some rows."""
        labelled = zip(_names(self.variables), self.variables, self.codes, strict=True)
        labels: dict[str, str | None] = {}
        values: dict[str, dict[int | float, str]] = {}
        for name, each, known in labelled:
            labels[name] = each.label[:LABEL]
            values[name] = {n: each.codes[value][:VALUE_LABEL] for value, n in known.items()}
        pyreadstat.write_sav(
            pandas.DataFrame(rows, columns=self.names),
            path,
            column_labels=labels,
            variable_value_labels={name: each for name, each in values.items() if each},
        )
        return path.read_bytes()


def _write_parts(sheet: _Sheet, version: Version, widest: list[Any], file: IO[bytes]) -> None:
    """The dictionary, the cases of each part, and how many they are."""
    cases = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.sav"
        one, two = (sheet.write([widest] * number, path) for number in (1, 2))
        size = len(two) - len(one)
        dictionary = len(one) - size
        file.write(one[:dictionary])
        for rows in batched(sheet.rows(version), CHUNK, strict=False):
            part = sheet.write([widest, *rows], path)
            assert len(part) == dictionary + size * (1 + len(rows))
            file.write(part[dictionary + size :])
            cases += len(rows)
    file.seek(CASES)
    file.write(struct.pack("<i", cases))
    file.seek(one.index(MANY_CASES) + len(MANY_CASES) + 8)
    file.write(struct.pack("<q", cases))


def _codes(variable: Variable) -> dict[str, int]:
    """The number that stands for each value: from 1 on, or 0 and 1 for no and yes."""
    if variable.kind == CODED:
        return {value: number for number, value in enumerate(variable.codes, start=1)}
    return {value: int(value) for value in variable.codes}


def _cell(variable: Variable, codes: dict[str, int], value: Any) -> Any:
    if variable.kind in (TEXT, DAY):
        return "" if value is None else str(value)[:LONGEST_TEXT]
    if value is None:
        return MISSING
    return float(codes[value]) if variable.kind == CODED else float(value)


def _names(variables: list[Variable]) -> list[str]:
    """Names that SPSS takes, each one different."""
    taken = set(ABOUT) | {"pseudonym"}
    names = []
    for each in variables:
        name, number = each.name[:NAME], 1
        while name in taken:
            number += 1
            name = f"{each.name[: NAME - 4]}_{number}"
        taken.add(name)
        names.append(name)
    return names
