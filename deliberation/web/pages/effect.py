"""What one's own vote changed, as pages show it."""

from dataclasses import dataclass

from deliberation.drafting import Cell
from deliberation.drafting.effect import Effect
from deliberation.models.votes import OwnVote
from deliberation.web.charts import SMALLEST_CELL, title_of


@dataclass(frozen=True)
class Side:
    """A cell before or after the vote. share: of those who agree, in per cent."""

    agrees: int
    votes: int
    share: float


@dataclass(frozen=True)
class Row:
    """before, after: None where fewer than five votes are withheld."""

    title: str
    letter: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True)
class EffectShown:
    """is_counted: the last run holds the vote. rows: empty for guests, whose votes decide
    nothing. met, unmet: rules that the vote turned."""

    is_counted: bool
    rows: list[Row]
    before: str
    after: str
    met: list[str]
    unmet: list[str]


def effect_shown(effect: Effect | None, own: OwnVote | None) -> EffectShown | None:
    if effect is None or own is None:
        return None
    return EffectShown(
        is_counted=own.value == own.counted,
        rows=[_row(each.before, each.after) for each in effect.moved],
        before=effect.before.status,
        after=effect.after.status,
        met=[rule for rule, is_met in effect.turned if is_met],
        unmet=[rule for rule, is_met in effect.turned if not is_met],
    )


def _row(before: Cell, after: Cell) -> Row:
    head = {"kind": after.kind, "key": after.key, "title": after.title}
    return Row(
        title=title_of(head),
        letter=after.key if after.kind == "group" else "",
        before=_side(before),
        after=_side(after),
    )


def _side(cell: Cell) -> Side | None:
    if cell.kind != "all" and cell.votes < SMALLEST_CELL:
        return None
    return Side(cell.agrees, cell.votes, cell.share * 100)
