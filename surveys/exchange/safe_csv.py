"""CSV that no spreadsheet runs as formulas, written while it is read."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse

# What spreadsheets take for the beginning of a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def defused(value: Any) -> Any:
    """Text that would be run as a formula, with an apostrophe before it; numbers as they are."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def csv_lines(rows: Iterable[Iterable[Any]], *, is_safe: bool = False) -> Iterator[str]:
    """Lines of CSV, the first with a byte order mark so that spreadsheets read UTF-8.

    is_safe: the rows are defused already.
    """
    writer = csv.writer(_Echo())
    mark = "\ufeff"
    for row in rows:
        cells = row if is_safe else [defused(value) for value in row]
        yield mark + writer.writerow(cells)
        mark = ""


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """A download that is written as it goes."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
