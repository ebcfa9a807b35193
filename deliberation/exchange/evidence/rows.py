"""What readers of files give: rows, and what they did not take from the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from deliberation.actions.bringing import MOST_ROWS, Given
from deliberation.refusals_evidence import UnreadableEvidence

NOTE_LIMIT: Final = 500


@dataclass(frozen=True)
class About:
    """What a file does not say of itself: which system it is about, where it can be seen and
    the month in which somebody saw it. Rows of tables go before it."""

    system: str = ""
    source_url: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Unread:
    """Something in the file that no row was made of, and why."""

    place: str
    reason: str


@dataclass
class Rows:
    """As they stand in the file."""

    about: About
    title: str
    basis: str
    given: list[Given] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, place: str, criterion: str, level: str, note: str = "", **more: Any) -> None:
        """A record about the one system that the file is about."""
        fields = {
            "level": level,
            "note": shortened(note),
            "source_title": self.title[:200],
            "source_url": self.about.source_url,
            "seen": self.about.seen,
            "basis": self.basis,
        } | more
        self.given.append(Given(place, self.about.system, criterion, fields))

    def leave(self, place: str, reason: str) -> None:
        self.unread.append(Unread(place, reason))


def shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= NOTE_LIMIT else f"{words[: NOTE_LIMIT - 1]}…"


def listed(names: Sequence[Any], most: int = 8) -> str:
    """The first names of a list, and how many more there are."""
    shown = ", ".join(str(name)[:60] for name in names[:most])
    return shown if len(names) <= most else f"{shown} (+{len(names) - most})"


def check_number(rows: Sequence[Any]) -> None:
    """Raises UnreadableEvidence where there are none or too many."""
    if not rows:
        raise UnreadableEvidence(why=_("it has no rows."))
    if len(rows) > MOST_ROWS:
        why = _("it has more than {most} rows; split it.").format(most=MOST_ROWS)
        raise UnreadableEvidence(why=why)
