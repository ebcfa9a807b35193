"""All drafts of a definition, and what changed between two."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from deliberation import drafting
from deliberation.models import Draft
from deliberation.web.access import Visit
from deliberation.web.anchors import clause_anchor
from deliberation.web.digest import digests
from deliberation.web.kept import kept
from deliberation.web.pages.definition import Listed
from deliberation.web.pages.would import Turning, turnings

type Entry = dict[str, Any]


@dataclass(frozen=True)
class DraftsPage:
    drafts: list[Listed]

    @property
    def versions(self) -> list[Draft]:
        return [each.draft for each in self.drafts]


def drafts_page(visit: Visit) -> DraftsPage:
    drafts = list(visit.definition.drafts.latest_first().without_text())
    known = digests(drafts)
    return DraftsPage([Listed(draft, known[draft.pk]) for draft in drafts])


# The sign and the word of each kind of change.
KINDS = {
    "added": ("+", _("added")),
    "removed": ("−", _("removed")),
    "reworded": ("≠", _("reworded")),
    "level-changed": ("↕", _("level changed")),
}

MOSTLY_KEPT: Final = 0.5


@dataclass(frozen=True)
class ChangeShown:
    change: Entry

    @property
    def anchor(self) -> str:
        return clause_anchor(self.change["number"])

    @property
    def old(self) -> str:
        return _joined(self.change["words"], "=-")

    @property
    def new(self) -> str:
        return _joined(self.change["words"], "=+")

    @property
    def is_rewritten(self) -> bool:
        """Whether so few words stayed that marking single ones would not be readable."""
        kept = len(_joined(self.change["words"], "="))
        both = bool(self.change["before"] and self.change["after"])
        return both and kept < MOSTLY_KEPT * max(len(self.old), len(self.new))

    @property
    def css(self) -> str:
        return "level" if self.kind == "level-changed" else self.kind

    @property
    def kind(self) -> str:
        return str(self.change["kind"])

    @property
    def sign(self) -> str:
        return KINDS[self.kind][0]

    @property
    def words(self) -> str:
        return str(KINDS[self.kind][1])

    @property
    def level(self) -> str:
        """The one level that both drafts have, "" if it changed."""
        levels = {side["level"] for side in self._sides}
        return levels.pop() if len(levels) == 1 else ""

    @property
    def evidence(self) -> tuple[str, str] | None:
        """Evidence needed before and after, where it changed."""
        needed = [str(side["requires"]) for side in self._sides]
        return (needed[0], needed[1]) if len(set(needed)) > 1 else None

    @property
    def _sides(self) -> list[Entry]:
        return [side for side in (self.change["before"], self.change["after"]) if side]


@dataclass(frozen=True)
class QuestionCompared:
    """state: "new", "settled" or "unchanged"."""

    question: Entry
    state: str


@dataclass(frozen=True)
class Difference:
    """All that the page tells of two texts, kept once made. text: the changes, as HTML."""

    text: SafeString
    counts: dict[str, int]
    unchanged: list[Entry]
    questions: list[QuestionCompared]
    votes_between: int
    altering: int

    @property
    def changes(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class DiffPage:
    """difference: None for a draft and itself."""

    before: Draft
    after: Draft
    difference: Difference | None
    turnings: list[Turning]
    versions: list[Draft]

    @property
    def runs_back(self) -> bool:
        """Whether the later draft comes first."""
        return _numbers(self.before) > _numbers(self.after)


def diff_page(visit: Visit, before: Draft, after: Draft) -> DiffPage:
    difference = None
    if before.pk != after.pk:
        name = f"difference-{before.bytes_hash}-{after.bytes_hash}"
        difference = kept(name, lambda: _difference(before, after))
    return DiffPage(
        before=before,
        after=after,
        difference=difference,
        turnings=turnings(before, after) if difference else [],
        versions=list(visit.definition.drafts.latest_first().without_text()),
    )


def _difference(before: Draft, after: Draft) -> Difference:
    compared = drafting.compare(before.content, after.content)
    changes = [ChangeShown(change) for change in compared["changes"]]
    context = {"changes": changes, "language": after.content["definition"]["language"]}
    return Difference(
        text=render_to_string("deliberation/components/changes.html", context),
        counts={key.replace("-", "_"): number for key, number in compared["counts"].items()},
        unchanged=compared["unchanged"],
        questions=list(_questions(compared)),
        votes_between=compared["votes_between"],
        altering=sum(change["alters_verdicts"] for change in compared["changes"]),
    )


def _questions(compared: Entry) -> Iterator[QuestionCompared]:
    for state in ("new", "settled", "unchanged"):
        for question in compared["open_questions"][state]:
            yield QuestionCompared(question, state)


def _joined(runs: list[list[str]], signs: str) -> str:
    return "".join(text for sign, text in runs if sign in signs)


def _numbers(draft: Draft) -> tuple[int, int, int]:
    return draft.major, draft.minor, draft.patch
