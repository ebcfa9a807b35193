"""Verdicts and their reasons in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.actions.known import AnyText
from deliberation.assessment import Change, Distance, Reason
from deliberation.assessment.sentences import SENTENCES
from deliberation.models import Draft
from deliberation.models.assessments import Verdict

# Shape, as the icons are named, and words.
SHAPES: Final[Mapping[str, str]] = {
    Verdict.MEETS: "pass",
    Verdict.DOES_NOT_MEET: "fail",
    Verdict.CANNOT_BE_TOLD: "unknown",
}
WORDS: Final[Mapping[str, Any]] = {
    Verdict.MEETS: gettext_lazy("meets it"),
    Verdict.DOES_NOT_MEET: gettext_lazy("does not meet it"),
    Verdict.CANNOT_BE_TOLD: gettext_lazy("cannot be told"),
}
RESULTS: Final[Mapping[str, Any]] = {
    "pass": pgettext_lazy("result of an assessment", "pass"),
    "fail": pgettext_lazy("result of an assessment", "fail"),
    "unknown": pgettext_lazy("result of an assessment", "unknown"),
}
OF_LETTER: Final = {"p": "pass", "f": "fail", "u": "unknown"}

type Titles = Mapping[str, str]


@dataclass(frozen=True)
class TextNamed:
    """A text as pages name it. name: how addresses do, its version or slug."""

    text: AnyText
    name: str
    title: str

    @property
    def is_draft(self) -> bool:
        return isinstance(self.text, Draft)


def named(text: AnyText) -> TextNamed:
    """“draft 0.7.0”, with its status unless it is published, or the definition's title."""
    if not isinstance(text, Draft):
        return TextNamed(text, text.slug, text.title)
    title = {
        Draft.Status.WORKING: _("working draft {version}"),
        Draft.Status.RATIFIED: _("the ratified text {version}"),
    }.get(Draft.Status(text.status), _("draft {version}"))
    return TextNamed(text, text.version, title.format(version=text.version))


def told(reason: Reason, titles: Titles) -> str:
    """A reason in words. titles: of criteria, by their slugs, which reasons name."""
    facts: dict[str, Any] = dict(reason.facts)
    if "criterion" in facts:
        facts["criterion"] = titles.get(facts["criterion"], facts["criterion"])
    return _(SENTENCES[reason.code]).format(**facts)


def changes(distance: Distance, titles: Titles) -> list[str]:
    """What would have to be otherwise for a system to meet a text; terms together."""
    told_ = [
        _("{criterion}: “{needed}” instead of “{level}”").format(
            criterion=_title(each, titles), needed=each.needed, level=each.level
        )
        for each in distance.components
    ]
    if distance.terms:
        names = listed(_title(each, titles) for each in distance.terms)
        told_.append(_("Other terms, on: {criteria}").format(criteria=names))
    return told_


def to_show(distance: Distance, titles: Titles) -> list[str]:
    """What is not known and would have to be shown."""
    return [
        _("{criterion}: “{needed}”").format(criterion=_title(each, titles), needed=each.needed)
        for each in distance.to_show
    ]


def listed(names: Iterable[str]) -> str:
    return str(get_text_list(list(names), _("and")))


def _title(change: Change, titles: Titles) -> str:
    return titles.get(change.criterion, change.criterion)
