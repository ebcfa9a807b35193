"""Lists of e-mail addresses, as spreadsheets write them."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from deliberation.refusals_integrity import UnreadableList

MOST_ROWS: Final = 5000
MOST_BYTES: Final = 1_000_000
SHOWN: Final = 80  # characters of a row that is no address
HEADS: Final = frozenset({"email", "e-mail", "e_mail", "mail", "address", "e-mail address"})


@dataclass(frozen=True)
class BadRow:
    """number: of the line in the file, from 1."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Rows:
    """good: addresses in lower case, each once, in the order of the file."""

    good: list[str] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def read_addresses(content: bytes, *, known: Collection[str] = ()) -> Rows:
    """The addresses of a CSV file: in the column headed “email”, else in the first one.

    Commas, semicolons or tabs part the columns. known: addresses that wait already; like
    those that come twice they are bad rows. Raises UnreadableList.
    """
    lines = list(_lines(content))
    if not lines:
        raise UnreadableList(why=_("it is empty."))
    if len(lines) > MOST_ROWS + 1:
        raise UnreadableList(
            why=_("it has more than {most} rows; split it.").format(most=MOST_ROWS)
        )
    head = [cell.strip().lower() for cell in lines[0][1]]
    column = next((index for index, name in enumerate(head) if name in HEADS), None)
    rows = Rows()
    seen: set[str] = set()
    for number, cells in lines if column is None else lines[1:]:
        text = _cell(cells, column or 0)
        address = text.lower()
        reason = _reason(address, seen, known)
        if reason:
            rows.bad.append(BadRow(number, text[:SHOWN], reason))
        else:
            rows.good.append(address)
            seen.add(address)
    return rows


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that holds something."""
    if len(content) > MOST_BYTES:
        raise UnreadableList(why=_("it is larger than a megabyte; split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableList(why=_("it is no text. Save the sheet as CSV first."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableList(
            why=_("line {number} cannot be read.").format(number=reader.line_num)
        ) from error


def _cell(cells: Sequence[str], column: int) -> str:
    text = cells[column].strip() if column < len(cells) else ""
    # As mail programs copy it: Ada <ada@example.org>
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1].strip()
    return text


def _reason(address: str, seen: Collection[str], known: Collection[str]) -> str:
    """Why an address is not invited, "" if it is."""
    if not address:
        return _("There is no address.")
    try:
        validate_email(address)
    except ValidationError:
        return _("This is no e-mail address.")
    if address in seen:
        return _("It stands in the list already.")
    if address in known:
        return _("It has an invitation that waits.")
    return ""
