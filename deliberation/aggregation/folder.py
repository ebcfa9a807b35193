"""A directory in Polis's export format, read into arrays: numpy and csv alone."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from deliberation.aggregation.votes import BoolArray, ByteArray, IntArray, Votes

EVENTS, MATRIX, COMMENTS = "votes.csv", "participants-votes.csv", "comments.csv"
EVENT_COLUMNS: Final = ("timestamp", "comment-id", "voter-id", "vote")
REJECTED: Final = -1
DIGITS: Final = 18  # whole numbers of more digits leave 64 bits
COMMA, NEWLINE, RETURN, QUOTE, MINUS, ZERO = b',\n\r"-0'


class UnreadableFolder(ValueError):
    """Not a Polis export; the message says why, in one line."""


@dataclass(frozen=True, eq=False)
class Folder:
    """What a directory holds: the standing votes on comments that moderation let stand.

    participants: (N,) int64 ids, ascending; comments: (P,) int64 ids, ascending, without
    the rejected ones. unknown: entries left out because comments.csv lacks their comment.
    """

    votes: Votes
    participants: IntArray
    comments: IntArray
    unknown: int


def read_folder(folder: Path) -> Folder:
    """Read votes.csv, or participants-votes.csv where there is none, and comments.csv.

    The last vote of a participant on a comment counts, by time and then by line. Without
    comments.csv every comment that was voted on takes part. Raises UnreadableFolder.
    """
    if not folder.is_dir():
        raise UnreadableFolder(f"there is no directory {folder}")
    moderation = _moderation(folder / COMMENTS)
    if (folder / EVENTS).is_file():
        who, what, value = _events(folder / EVENTS)
    elif (folder / MATRIX).is_file():
        who, what, value = _matrix(folder / MATRIX)
    else:
        raise UnreadableFolder(f"{folder} has neither {EVENTS} nor {MATRIX}")
    if moderation is None:
        ids = np.unique(what)
        stands = np.ones(ids.size, dtype=bool)
    else:
        ids = np.array(sorted(moderation), dtype=np.int64)
        stands = np.array([moderation[int(each)] != REJECTED for each in ids], dtype=bool)
    known = np.isin(what, ids)
    participants, rows = np.unique(who[known], return_inverse=True)
    votes = Votes.from_log(
        rows,
        np.searchsorted(ids, what[known]),
        value[known],
        participants=participants.size,
        proposals=ids.size,
    )
    return Folder(votes.only(stands), participants, ids[stands], int((~known).sum()))


def _moderation(path: Path) -> dict[int, int] | None:
    """The moderation state of each comment: 1 accepted, 0 not looked at, -1 rejected."""
    if not path.is_file():
        return None
    rows = _rows(path)
    header: list[str] = next(rows, [])
    try:
        which, state = header.index("comment-id"), header.index("moderated")
    except ValueError:
        raise UnreadableFolder(f"{path.name} needs columns comment-id and moderated") from None
    found = {}
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        try:
            found[int(row[which])] = int(row[state])
        except (ValueError, IndexError):
            raise UnreadableFolder(
                f"{path.name}, row {number}: comment-id and moderated must be whole numbers"
            ) from None
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return iter(list(csv.reader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFolder(f"{path.name} cannot be read: {error}") from None


def _events(path: Path) -> tuple[IntArray, IntArray, ByteArray]:
    """Voter, comment and vote of each line, in order of time, then of line."""
    sheet = _Sheet(path)
    at, what, who, value = (sheet.numbers(sheet.column(name)) for name in EVENT_COLUMNS)
    if value.size and not (value.min() >= -1 and value.max() <= 1):
        line = int(np.flatnonzero(np.abs(value) > 1)[0]) + 2
        raise UnreadableFolder(f"{path.name}, line {line}: a vote must be 1, 0 or -1")
    if np.any(at[1:] < at[:-1]):
        order = np.argsort(at, kind="stable")
        who, what, value = who[order], what[order], value[order]
    return who, what, value.astype(np.int8)


def _matrix(path: Path) -> tuple[IntArray, IntArray, ByteArray]:
    """Participant, comment and vote of each filled cell of the final matrix."""
    sheet = _Sheet(path)
    participants = sheet.numbers(sheet.column("participant"))
    who, what, values = [], [], []
    for index, name in enumerate(sheet.header):
        if not name.isdecimal():
            continue
        filled = sheet.filled(index)
        votes = sheet.numbers(index, filled)
        if votes.size and not (votes.min() >= -1 and votes.max() <= 1):
            raise UnreadableFolder(f"{path.name}, column {name}: a vote must be 1, 0 or -1")
        who.append(participants[filled])
        what.append(np.full(votes.size, int(name), dtype=np.int64))
        values.append(votes.astype(np.int8))
    if np.unique(participants).size != participants.size:
        raise UnreadableFolder(f"{path.name}: a participant stands in it twice")
    if not who:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8)
    return np.concatenate(who), np.concatenate(what), np.concatenate(values)


class _Sheet:
    """A CSV file of numbers, its cells found in the raw bytes: a million rows in well
    under a second. Quoted cells and blank lines go through the csv module first."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableFolder(f"{path.name} cannot be read: {error}") from None
        data = data.removeprefix(b"\xef\xbb\xbf")
        if QUOTE in data or b"\n\n" in data or b"\n\r" in data:
            data = _plain(path)
        if not data.endswith(b"\n"):
            data += b"\n"
        head, _, body = data.partition(b"\n")
        self.header: Sequence[str] = head.decode(errors="replace").strip("\r").split(",")
        self._bytes = np.frombuffer(body, dtype=np.uint8)
        self._find_cells()

    def _find_cells(self) -> None:
        width = len(self.header)
        newline = self._bytes == NEWLINE
        ends = np.flatnonzero(newline | (self._bytes == COMMA))
        lines = np.flatnonzero(newline[ends])
        if not np.array_equal(lines, np.arange(1, lines.size + 1) * width - 1):
            widths = np.diff(lines, prepend=-1)
            line = int(np.flatnonzero(widths != width)[0])
            raise UnreadableFolder(
                f"{self.name}, line {line + 2}: {widths[line]} cells; {width} are needed"
            )
        starts = np.concatenate([[0], ends + 1])[:-1]
        self._starts, self._ends = starts.reshape(-1, width), ends.reshape(-1, width)
        if self._ends.size and np.any(self._bytes[self._ends[:, -1] - 1] == RETURN):
            last = self._ends[:, -1]
            self._ends[:, -1] = last - (self._bytes[np.maximum(last - 1, 0)] == RETURN)

    def column(self, name: str) -> int:
        if name not in self.header:
            raise UnreadableFolder(f"{self.name} has no column {name}")
        return self.header.index(name)

    def filled(self, column: int) -> BoolArray:
        """(R,) which rows have something in a column."""
        return self._ends[:, column] > self._starts[:, column]

    def numbers(self, column: int, rows: BoolArray | None = None) -> IntArray:
        """The whole numbers of a column, of some rows or of all, digit by digit at once."""
        chosen = slice(None) if rows is None else rows
        start, end = self._starts[chosen, column], self._ends[chosen, column]
        if not start.size:
            return np.zeros(0, dtype=np.int64)
        negative = self._bytes[np.minimum(start, self._bytes.size - 1)] == MINUS
        start = start + negative
        length = end - start
        longest = int(length.max())
        good = (length > 0) & (length <= DIGITS)
        total = np.zeros(start.size, dtype=np.int64)
        for back in range(min(longest, DIGITS), 0, -1):
            inside = back <= length
            digit = self._bytes[np.maximum(end - back, 0)] - np.uint8(ZERO)
            good &= (digit <= 9) | ~inside
            total = np.where(inside, total * 10 + digit, total)
        if not good.all():
            line = int(np.flatnonzero(~good)[0]) + 2
            raise UnreadableFolder(
                f"{self.name}, row {line}: {self.header[column]} must be a whole number"
            )
        return np.where(negative, -total, total)


def _plain(path: Path) -> bytes:
    """The same table without quotes and blank lines; commas inside cells become spaces."""
    rows = [[cell.replace(",", " ").replace("\n", " ") for cell in row] for row in _rows(path)]
    return "".join(",".join(row) + "\n" for row in rows if row).encode()
