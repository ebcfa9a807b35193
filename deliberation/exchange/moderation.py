"""The public moderation log as rows, for CSV."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from deliberation.models import Decision
from deliberation.site import absolute
from deliberation.spreadsheets import defused

COLUMNS: Final = (
    "number", "at", "decision", "proposal", "argument", "into", "role", "handle", "reason",
    "note", "reversible", "undoes", "undone_by", "appeal", "address",
)  # fmt: skip


def rows(decisions: QuerySet[Decision]) -> Iterator[tuple[Any, ...]]:
    """One row a decision, in the order given, in words that do not depend on the reader."""
    for each in decisions.iterator(chunk_size=500):
        yield (
            each.number,
            each.at.isoformat(),
            each.kind,
            each.proposal.number,
            each.argument.number if each.argument else "",
            each.into.number if each.into else "",
            each.role,
            defused(each.handle),
            each.reason,
            defused(each.note),
            "yes" if each.is_reversible else "no",
            each.undoes.number if each.undoes else "",
            each.undone_by.number if each.is_undone else "",
            _appeal(each),
            absolute(each.get_absolute_url()),
        )


def _appeal(decision: Decision) -> str:
    appeal = getattr(decision, "appeal", None)
    if appeal is None:
        return ""
    if appeal.outcome_id is None:
        return "waiting"
    return "upheld" if appeal.is_upheld else "dismissed"
