"""Rows of a query as typed arrays, read from the server as they come, never as instances."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Cast

CHUNK: Final = 20_000
FIELDS: Final[dict[str, "models.Field[Any, Any]"]] = {
    "i8": models.BigIntegerField(),
    "i2": models.SmallIntegerField(),
}
SENDS: Final = {"i8": "int8send", "i2": "int2send"}

type Table = npt.NDArray[np.void]


def read_table(rows: models.QuerySet[Any], columns: dict[str, str]) -> Table:
    """(n,) records of the rows, in their order.

    columns: name of a field or annotation, none of them ever null, and its kind: "i8" or
    "i2". PostgreSQL packs them into one value, a quarter of the time that a binary COPY of
    rows takes and a thirtieth of that of tuples. A value holds 1 GB there, some forty million
    rows of 26 bytes; a shard is far smaller.
    """
    typed = {f"as_{name}": Cast(F(name), FIELDS[kind]) for name, kind in columns.items()}
    chosen = rows.annotate(**typed).values_list(*typed)
    wanted = np.dtype(list(columns.items()))
    if connections[chosen.db].vendor != "postgresql":
        return np.fromiter(chosen.iterator(chunk_size=CHUNK), dtype=wanted)
    record = " || ".join(f"{SENDS[kind]}(as_{name})" for name, kind in columns.items())
    return np.frombuffer(_packed(chosen, record), dtype=wanted.newbyteorder(">")).astype(wanted)


def _packed(chosen: models.QuerySet[Any], record: str) -> bytes:
    """What the SQL expression `record` makes of each row, one after the other."""
    sql, params = chosen.query.sql_with_params()
    query = f"COPY (SELECT string_agg({record}, ''::bytea) FROM ({sql}) AS chosen)"
    with (
        connections[chosen.db].cursor() as cursor,
        cursor.copy(f"{query} TO STDOUT (FORMAT BINARY)", params) as copy,
    ):
        copy.set_types(["bytea"])
        ((packed,),) = copy.rows()
    return packed or b""
