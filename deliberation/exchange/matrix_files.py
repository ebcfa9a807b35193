"""What a text says of all systems, as files: JSON, CSV and Parquet."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from deliberation.actions.matrix import Matrix, Row
from deliberation.exchange import parquet
from deliberation.exchange.assessments import system_told, text_told
from deliberation.exchange.attribution import attribution
from deliberation.spreadsheets import defused

FORMAT: Final = "openmoot-matrix/1"
RESULT_OF: Final = {"p": "pass", "f": "fail", "u": "unknown"}
ABOUT: Final = (
    "slug", "name", "version", "developer", "family", "kind", "released", "licence", "verdict",
    "on_other_terms", "changes", "should_passed", "should_clauses",
)  # fmt: skip


@dataclass(frozen=True)
class Format:
    """A file that a matrix comes as."""

    name: str
    media_type: str
    write: Callable[[Matrix], bytes]


def as_json(matrix: Matrix) -> bytes:
    """The same names as in an assessment; `results` are in the order of `clauses`."""
    return orjson.dumps(
        {
            "format": FORMAT,
            "text": text_told(matrix.text),
            "clauses": [
                {
                    "number": str(each.number),
                    "criterion": each.criterion.slug,
                    "title": each.criterion.title,
                    "level": each.level,
                    "requires": each.requires,
                }
                for each in matrix.clauses
            ],
            "systems": [
                {
                    **system_told(row.system),
                    **_told(row),
                    "results": [RESULT_OF[letter] for letter in row.results],
                }
                for row in matrix.rows
            ],
            "attribution": attribution(),
        }
    )


def as_csv(matrix: Matrix) -> bytes:
    """One row a system, one column a clause; no cell that a spreadsheet would run."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([defused(each) for each in (*ABOUT, *_columns(matrix))])
    for cells in _rows(matrix):
        writer.writerow([defused(each) for each in cells])
    return file.getvalue().encode()


def as_parquet(matrix: Matrix) -> bytes:
    """The columns of the CSV, typed. Raises ParquetUnavailable."""
    names = [*ABOUT, *_columns(matrix)]
    columns: Sequence[Sequence[Any]] = list(zip(*_rows(matrix), strict=True)) or [()] * len(names)
    about = {"format": FORMAT, "text": text_told(matrix.text), "attribution": attribution()}
    return parquet.write(dict(zip(names, columns, strict=True)), orjson.dumps(about))


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("json", "application/json", as_json),
        Format("csv", "text/csv", as_csv),
        Format("parquet", "application/vnd.apache.parquet", as_parquet),
    )
}


def file_name(matrix: Matrix, name: str) -> str:
    told = text_told(matrix.text)
    parts = (told["definition"], told["version"], "systems")
    return f"{'-'.join(each for each in parts if each)}.{name}"


def _columns(matrix: Matrix) -> Iterator[str]:
    """A name for each clause, which its number makes unique."""
    for each in matrix.clauses:
        yield f"{each.number} {each.criterion.slug} {each.level} {each.requires}"


def _rows(matrix: Matrix) -> Iterator[tuple[Any, ...]]:
    for row in matrix.rows:
        told = {**system_told(row.system), **_told(row)}
        yield (
            *(told[name] for name in ABOUT),
            *(RESULT_OF[letter] for letter in row.results),
        )


def _told(row: Row) -> dict[str, Any]:
    return {
        "released": row.system.released,
        "licence": row.licence.key if row.licence is not None else "",
        "verdict": row.told.verdict,
        "on_other_terms": row.told.on_other_terms,
        "changes": row.told.changes,
        "should_passed": row.told.should_passed,
        "should_clauses": row.told.should_clauses,
    }
