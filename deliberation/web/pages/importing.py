"""What a file would bring in, before it does."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.exchange.whole import Looked

# Kinds of lines that say something to people, in their words.
COUNTED: Final[dict[str, str | Promise]] = {
    "criterion": _("Criteria"),
    "participant": _("Participants, under their pseudonyms"),
    "proposal": _("Proposals"),
    "revision": _("Revisions of these"),
    "argument": _("Arguments"),
    "decision": _("Decisions of moderation"),
    "event": _("Events of the log: votes and all that alters the text"),
    "draft": _("Drafts"),
}


@dataclass(frozen=True)
class ImportShown:
    looked: Looked
    counts: list[tuple[str, int]]

    @classmethod
    def of(cls, looked: Looked) -> "ImportShown":
        counts = [(str(words), looked.counts.get(name, 0)) for name, words in COUNTED.items()]
        return cls(looked, counts)
