"""The public moderation log as rows, for CSV."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from deliberation.actions.moderation import Logged
from deliberation.models import Decision
from deliberation.site import absolute
from deliberation.spreadsheets import defused

COLUMNS: Final = (
    "number", "at", "decision", "proposal", "argument", "into", "role", "handle", "reason",
    "note", "reversible", "undoes", "undone_by", "appeal", "address",
)  # fmt: skip
ABOUT_TEXTS: Final = ("proposal", "argument", "into", "reason", "undoes", "undone_by", "appeal")


def rows(entries: Iterable[Logged]) -> Iterator[tuple[Any, ...]]:
    """One row an entry, in the order given, in words that do not depend on the reader."""
    for each in entries:
        about = _about(each.decision) if each.decision else dict.fromkeys(ABOUT_TEXTS, "")
        yield (
            "" if each.number is None else each.number,
            each.at.isoformat(),
            each.kind,
            about["proposal"],
            about["argument"],
            about["into"],
            each.role,
            defused(each.handle),
            about["reason"],
            defused(each.note),
            "yes" if each.is_reversible else "no",
            about["undoes"],
            about["undone_by"],
            about["appeal"],
            absolute(each.address),
        )


def _about(decision: Decision) -> dict[str, Any]:
    """What only decisions on texts have."""
    return {
        "proposal": decision.proposal.number,
        "argument": decision.argument.number if decision.argument else "",
        "into": decision.into.number if decision.into else "",
        "reason": decision.reason,
        "undoes": decision.undoes.number if decision.undoes else "",
        "undone_by": decision.undone_by.number if decision.is_undone else "",
        "appeal": _appeal(decision),
    }


def _appeal(decision: Decision) -> str:
    appeal = getattr(decision, "appeal", None)
    if appeal is None:
        return ""
    if appeal.outcome_id is None:
        return "waiting"
    return "upheld" if appeal.is_upheld else "dismissed"
