"""Who takes part: by stakeholder class against its target, guests apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deliberation.models import Definition


@dataclass(frozen=True)
class ClassShown:
    """share, target: per cent of those who joined a class that is not of guests; target None
    where the definition wishes for none. voted: None where it is not known."""

    title: str
    joined: int
    verified: int
    voted: int | None
    share: int
    target: int | None

    @property
    def short(self) -> int:
        """Percentage points below the target; 0 where it is reached."""
        return max((self.target or 0) - self.share, 0)


@dataclass(frozen=True)
class Participation:
    """guests: those with nothing but a browser, counted apart; None without such a class."""

    classes: list[ClassShown]
    guests: ClassShown | None
    joined: int

    @property
    def has_targets(self) -> bool:
        return any(each.target is not None for each in self.classes)

    @property
    def has_votes(self) -> bool:
        return any(each.voted is not None for each in self.classes)


def participation(definition: Definition) -> Participation:
    """As it is now. One query."""
    classes = definition.stakeholder_classes.with_numbers().values(
        "title", "joined", "verified", "target_share", "is_guest"
    )
    return shown(classes)


def shown(classes: Iterable[dict[str, Any]]) -> Participation:
    """classes: rows as `actions.reports` keeps them with a draft."""
    rows = list(classes)
    joined = sum(row["joined"] for row in rows if not row["is_guest"])
    listed = [_class(row, joined) for row in rows]
    guests = [each for each, row in zip(listed, rows, strict=True) if row["is_guest"]]
    others = [each for each, row in zip(listed, rows, strict=True) if not row["is_guest"]]
    return Participation(others, guests[0] if guests else None, joined)


def _class(row: dict[str, Any], joined: int) -> ClassShown:
    target = row["target_share"]
    return ClassShown(
        title=row["title"],
        joined=row["joined"],
        verified=row["verified"],
        voted=row.get("voted"),
        share=round(100 * row["joined"] / joined) if joined and not row["is_guest"] else 0,
        target=None if target is None else round(float(target) * 100),
    )
