"""Rows of a query as typed arrays, read from the server as they come, never as instances."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Cast

CHUNK: Final = 20_000
# What PostgreSQL's binary COPY puts around the rows: docs, "COPY", Binary Format.
HEADER, TRAILER = 19, 2
FIELDS: Final[dict[str, "models.Field[Any, Any]"]] = {
    "i8": models.BigIntegerField(),
    "i2": models.SmallIntegerField(),
}

type Table = npt.NDArray[np.void]


def read_table(rows: models.QuerySet[Any], columns: dict[str, str]) -> Table:
    """(n,) records of the rows, in their order.

    columns: name of a field or annotation, none of them ever null, and its kind: "i8" or
    "i2". On PostgreSQL a binary COPY, a tenth of the time that rows as tuples take.
    """
    typed = {f"as_{name}": Cast(F(name), FIELDS[kind]) for name, kind in columns.items()}
    chosen = rows.annotate(**typed).values_list(*typed)
    wanted = np.dtype(list(columns.items()))
    if connections[chosen.db].vendor != "postgresql":
        return np.fromiter(chosen.iterator(chunk_size=CHUNK), dtype=wanted)
    # Each row: how many fields, and before each field how many bytes it has.
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns.items():
        layout += [(f"{name} bytes", ">i4"), (name, f">{kind}")]
    found = np.frombuffer(_copied(chosen)[HEADER:-TRAILER], dtype=np.dtype(layout))
    table = np.empty(found.size, dtype=wanted)
    for name in columns:
        table[name] = found[name]
    return table


def _copied(chosen: models.QuerySet[Any]) -> memoryview:
    sql, params = chosen.query.sql_with_params()
    with (
        connections[chosen.db].cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", params) as copy,
    ):
        return memoryview(b"".join(copy))
