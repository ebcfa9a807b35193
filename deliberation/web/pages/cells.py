"""Picking from the support of a proposal, as `drafting.support` writes it."""

from collections.abc import Iterable
from typing import Any

from deliberation.web.charts import is_withheld

type Cell = dict[str, Any]


def groups(cells: Iterable[Cell]) -> list[Cell]:
    """The opinion groups, without those too small to show."""
    return [cell for cell in cells if cell["kind"] == "group" and not is_withheld(cell)]


def parts(cells: Iterable[Cell]) -> list[Cell]:
    """Opinion groups and stakeholder classes, without those too small to show."""
    return [cell for cell in cells if cell["kind"] != "all" and not is_withheld(cell)]


def named(cells: Iterable[Cell], keys: Iterable[str], kind: str) -> list[Cell]:
    """The cells of one kind that have these keys."""
    wanted = set(keys)
    return [cell for cell in cells if cell["kind"] == kind and cell["key"] in wanted]
