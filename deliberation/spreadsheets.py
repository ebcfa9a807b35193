"""Cells that no spreadsheet runs: what every CSV and workbook of ours is written through."""

from typing import Any, Final

# What spreadsheets take for the beginning of a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def defused(value: Any) -> Any:
    """Text that would be run as a formula, with an apostrophe before it; all else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_written(value: Any) -> Any:
    """What `defused` was given, from what it gave."""
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(FORMULA):
        return value[1:]
    return value
