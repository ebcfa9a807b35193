"""Reading CSV files that may be anything.

A file that cannot be what it should be raises NotAPolisExport; a row that cannot
is left out and listed, and the rest goes on.
"""

import csv
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deliberation.refusals import Refusal

# A damaged file of millions of rows must not fill the memory with complaints.
MOST_LISTED = 1000


class NotAPolisExport(Refusal):
    code = "not-a-polis-export"
    status = 400
    sentence = "{problem}"


class BadRow(ValueError):
    """Why one row is left out."""


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    file: str
    line: int
    reason: str


@dataclass
class LeftOut:
    """The rows that were left out: all counted, the first MOST_LISTED kept."""

    count: int = 0
    rows: list[LeftOutRow] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        self.count += 1
        if len(self.rows) < MOST_LISTED:
            self.rows.append(LeftOutRow(file, line, reason))


class _NotText(ValueError):
    """A NUL was found: PostgreSQL stores none, and no text has one."""


class _Lines:
    """The lines of a text, some of which can be given back to be read again."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        if "\0" in line:
            raise _NotText
        self.number += 1
        self._taken.append(line)
        return line

    def begin(self) -> None:
        """A record begins with the next line."""
        self._taken.clear()

    def give_back(self) -> None:
        """Give back all lines of the record but its first."""
        self._again.extendleft(reversed(self._taken[1:]))
        self.number -= len(self._taken) - 1


def _records(lines: _Lines, *, spans_lines: bool) -> Iterator[tuple[int, list[str] | None]]:
    """Each record with the line it begins on; None where that line cannot be read.

    Every record has a reader of its own, and a stray quotation mark costs the one line
    that it stands on, however much text it seemed to enclose.
    """
    while True:
        lines.begin()
        begins = lines.number + 1
        try:
            source = lines if spans_lines else (next(lines),)
            yield begins, next(csv.reader(source, strict=True))
        except StopIteration:
            return
        except csv.Error:
            lines.give_back()
            yield begins, None


class Sheet:
    """An open CSV file with a header row. Made by `open_sheet`."""

    def __init__(self, name: str, lines: _Lines, left_out: LeftOut, *, spans_lines: bool) -> None:
        self.name = name
        self.left_out = left_out
        self._records = _records(lines, spans_lines=spans_lines)

    def header(self, wanted: Sequence[str]) -> list[str]:
        """The header row, which must hold all wanted columns and none twice."""
        _, cells = next(self._records, (1, None))
        header = [cell.strip() for cell in cells or []]
        missing = [name for name in wanted if name not in header]
        if missing:
            raise NotAPolisExport(
                problem=f"{self.name} is not a Polis file: its header lacks {', '.join(missing)}. "
                f"It should begin with {','.join(wanted)}."
            )
        if len(set(header)) < len(header):
            raise NotAPolisExport(
                problem=f"{self.name} is not a Polis file: its header names a column twice. "
                "Export it again."
            )
        return header

    def rows(self, *, width: int | None) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of each row that has as many cells as the header."""
        for line, cells in self._records:
            if cells is None:
                self.leave_out(line, "a quotation mark is out of place in it")
            elif width is not None and cells and len(cells) != width:
                self.leave_out(line, f"it has {len(cells)} cells where the header has {width}")
            elif cells:
                yield line, cells

    def leave_out(self, line: int, reason: object) -> None:
        self.left_out.add(self.name, line, str(reason))


@contextmanager
def open_sheet(path: Path, left_out: LeftOut, *, spans_lines: bool = False) -> Iterator[Sheet]:
    """Open a CSV file, with or without a byte order mark; refuse what is not UTF-8 text."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield Sheet(path.name, _Lines(file), left_out, spans_lines=spans_lines)
    except (UnicodeDecodeError, _NotText) as error:
        raise NotAPolisExport(
            problem=f"{path.name} is not text in UTF-8. Export it again, or save it as UTF-8 CSV."
        ) from error
    except OSError as error:
        raise NotAPolisExport(
            problem=f"{path.name} cannot be read: {error.strerror}. Check the file."
        ) from error
    finally:
        csv.field_size_limit(limit)
