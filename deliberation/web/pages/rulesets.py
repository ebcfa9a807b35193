"""The numbers by which adoption is decided: every version, and what another would do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.actions.rulesets import Changed, Preview, changed_between
from deliberation.actions.telling import STANDINGS
from deliberation.models import Definition, Draft, Ruleset, Tally
from deliberation.permissions import Deed
from deliberation.web.access import Visit
from deliberation.web.pages.drafts import ChangeShown

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAMES: Final[dict[str, "StrPromise"]] = {
    "quorum_votes": gettext_lazy("Quorum: votes on a proposal"),
    "quorum_cell_votes": gettext_lazy("Quorum: votes of each group and required class"),
    "broad_support": gettext_lazy("Broad support: lower bound of agreement overall"),
    "bridging": gettext_lazy("Bridging: agreement in every group and class"),
    "broad_disagreement": gettext_lazy("Declined from: lower bound of disagreement"),
    "margin": gettext_lazy("Margin that keeps a standing clause"),
    "z": gettext_lazy("z of the Wilson interval"),
    "verified_quorum": gettext_lazy("Quorum counts verified participants only"),
    "ratify_quorum": gettext_lazy("Ratification: votes in all"),
    "ratify_class_quorum": gettext_lazy("Ratification: votes of each required class"),
    "ratify_support": gettext_lazy("Ratification: share of yes overall"),
    "ratify_class_support": gettext_lazy("Ratification: share of yes in every class"),
    "required_classes": gettext_lazy("Stakeholder classes that quorum needs"),
    "target_shares": gettext_lazy("Target shares that broad support is weighted to"),
}


@dataclass(frozen=True)
class NumberShown:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """A ruleset. changed: what differs from the one before; drafts: cut under it."""

    ruleset: Ruleset
    changed: list[NumberShown]
    drafts: list[str]


@dataclass(frozen=True)
class RulesetsPage:
    """versions: the newest first. numbers: all of the one in force."""

    versions: list[Version]
    numbers: list[NumberShown]
    may_change: bool


@dataclass(frozen=True)
class PreviewShown:
    """text: the changes of the text, as HTML. moved: sentences of proposals."""

    changed: list[NumberShown]
    text: SafeString | str
    settled: list[str]
    opened: list[str]
    moved: list[str]
    since: str
    watermark: int


def rulesets_page(visit: Visit) -> RulesetsPage:
    definition = visit.definition
    rulesets = list(definition.rulesets.order_by("number"))
    titles = _titles(definition)
    drafts: dict[int | None, list[str]] = {}
    for ruleset, version in (
        definition.drafts.order_by("major", "minor", "patch").values_list("ruleset", "version")
    ):  # fmt: skip
        drafts.setdefault(ruleset, []).append(version)
    versions = [
        Version(
            ruleset,
            _shown(changed_between(before, ruleset), titles) if before else [],
            drafts.get(ruleset.pk, []),
        )
        for before, ruleset in zip([None, *rulesets], rulesets, strict=False)
    ]
    return RulesetsPage(
        versions=versions[::-1],
        numbers=_shown(changed_between(None, rulesets[-1]), titles) if rulesets else [],
        may_change=visit.may(Deed.RULE),
    )


def preview_shown(visit: Visit, preview: Preview, last_draft: Draft | None) -> PreviewShown:
    """What a preview says, for a page."""
    compared = preview.comparison
    context = {
        "changes": [ChangeShown(change) for change in compared["changes"]],
        "language": visit.definition.language,
    }
    text = render_to_string("deliberation/components/changes.html", context)
    said = _("Proposal {number}: {after}; it is {before} now.")
    return PreviewShown(
        changed=_shown(preview.changed, _titles(visit.definition)),
        text=text if compared["changes"] else "",
        settled=[each["title"] for each in compared["open_questions"]["settled"]],
        opened=[each["title"] for each in compared["open_questions"]["new"]],
        moved=[
            said.format(
                number=number,
                before=STANDINGS[Tally.Status(before)],
                after=STANDINGS[Tally.Status(after)],
            )
            for number, before, after in preview.moved
        ],
        since=last_draft.version if last_draft else "",
        watermark=preview.watermark,
    )


def _shown(changed: list[Changed], titles: dict[str, str]) -> list[NumberShown]:
    return [
        NumberShown(
            str(NAMES[each.field]), _written(each.before, titles), _written(each.after, titles)
        )
        for each in changed
    ]


def _written(value: Any, titles: dict[str, str]) -> str:
    match value:
        case None | [] | {}:
            return _("none")
        case bool():
            return _("yes") if value else _("no")
        case list():
            slugs: list[str] = value
            return ", ".join(titles.get(slug, slug) for slug in slugs)
        case dict():
            return ", ".join(
                f"{titles.get(slug, slug)} {number_format(share)}" for slug, share in value.items()
            )
        case str():
            return number_format(float(value))
    return number_format(value)


def _titles(definition: Definition) -> dict[str, str]:
    return dict(definition.stakeholder_classes.values_list("slug", "title"))
