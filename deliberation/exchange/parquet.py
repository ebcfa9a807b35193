"""Columns as an Apache Parquet file, where pyarrow is installed."""

import io
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

from deliberation.refusals_evidence import ParquetUnavailable

LIBRARY: Final = "pyarrow"
ABOUT: Final = b"openmoot"


def is_available() -> bool:
    return find_spec(LIBRARY) is not None


def write(columns: Mapping[str, Sequence[Any]], about: bytes) -> bytes:
    """The file. about: JSON that stands in its metadata, under “openmoot”.

    Raises ParquetUnavailable.
    """
    if not is_available():
        raise ParquetUnavailable
    # An extra: its module cannot be named above.
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    table = pyarrow.table({name: list(values) for name, values in columns.items()})
    table = table.replace_schema_metadata({ABOUT: about})
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd", use_dictionary=True)
    return file.getvalue()
