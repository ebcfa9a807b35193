"""The page of an AI system: what a text says of it, clause by clause, with sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q

from deliberation import actions
from deliberation.actions.known import (
    AnyText,
)
from deliberation.assessment import Explained
from deliberation.models import (
    AISystem,
    Assessment,
    Draft,
    Proposal,
    VerdictChange,
)
from deliberation.web.access import Visit
from deliberation.web.pages import verdicts
from deliberation.web.pages.findings import Contested, Finding, LicenceShown, known_of_all
from deliberation.web.pages.system_files import Badge, badge_of, files_of
from deliberation.web.pages.verdicts import TextNamed, named

MOST_DRAFTS: Final = 12
MOST_CHANGES: Final = 8
FIRST: Final = {"fail": 0, "unknown": 1, "pass": 2}


@dataclass(frozen=True)
class Said:
    """A verdict under a text, for strips and lists. is_here: the text that the page is about."""

    under: TextNamed
    assessment: Assessment
    is_here: bool


@dataclass(frozen=True)
class SystemPage:
    """under: the text that is applied; None where the definition has none yet.

    files: the same to take along, by title and address. strip: its verdicts over the drafts,
    the latest first. others: under the definitions that others published. turning: undecided
    proposals that would change the verdict if adopted. changed: when the verdict under this
    text turned because of what is known, the latest first.
    """

    system: AISystem
    under: TextNamed | None
    explained: Explained | None
    deciding: list[Finding]
    scored: list[Finding]
    permitting: list[Finding]
    strip: list[Said]
    others: list[Said]
    contested: list[Contested]
    licences: list[LicenceShown]
    family: list[tuple[AISystem, Assessment | None]]
    turning: list[tuple[Proposal, str, str]]
    titles: Mapping[str, str]
    files: list[tuple[str, str]]
    badge: Badge | None
    changed: list[VerdictChange]

    @property
    def sentence(self) -> str:
        assert self.explained is not None
        return verdicts.told(self.explained.reason, self.titles)

    @property
    def changes(self) -> list[str]:
        return verdicts.changes(self.explained.distance, self.titles) if self.explained else []

    @property
    def to_show(self) -> list[str]:
        return verdicts.to_show(self.explained.distance, self.titles) if self.explained else []

    @property
    def failing(self) -> list[Finding]:
        return [each for each in self.deciding if each.result == "fail"]

    @property
    def unknown(self) -> list[Finding]:
        return [each for each in self.deciding if each.result == "unknown"]


def system_page(
    visit: Visit, system: AISystem, releases: Sequence[AISystem], text: AnyText | None
) -> SystemPage:
    """releases: the others of its family, the oldest first."""
    (told,) = known_of_all([system], visit)
    applied = told.apply(text) if text else None
    findings = applied.findings if applied else []
    stored = _stored(visit, system, releases, text)
    own = [each for each in stored if each.system_id == system.pk]
    return SystemPage(
        system=system,
        under=applied.under if applied else None,
        explained=applied.explained if applied else None,
        deciding=sorted(
            (each for each in findings if each.answer.clause.binds),
            key=lambda each: FIRST[each.result],
        ),
        scored=[each for each in findings if each.answer.clause.recommends],
        permitting=[each for each in findings if each.clause.level == "MAY"],
        strip=_said([each for each in own if each.draft], text)[:MOST_DRAFTS],
        others=_said([each for each in own if each.reference], text),
        contested=told.contested(visit, applied, [each.reference for each in own]),
        licences=told.licences_shown(),
        family=_family(releases, stored, text),
        turning=_turning(visit, system, text),
        titles={slug: each.title for slug, each in told.criteria.items()},
        files=files_of(visit, system, applied.under) if applied else [],
        badge=badge_of(visit, system, applied.under) if applied else None,
        changed=list(text.verdict_changes.filter(system=system)[:MOST_CHANGES]) if text else [],
    )


def _turning(
    visit: Visit, system: AISystem, text: AnyText | None
) -> list[tuple[Proposal, str, str]]:
    """Under the latest draft alone: earlier ones are not voted on any more."""
    definition: Any = visit.definition
    if not isinstance(text, Draft) or text.pk != definition.latest_draft:
        return []
    return actions.sensitive(definition, system, state=definition.systems_state)


def _stored(
    visit: Visit, system: AISystem, releases: Sequence[AISystem], text: AnyText | None
) -> list[Assessment]:
    """The stored assessments under the definition's drafts, the latest first, and under
    definitions that others published; and those of other releases under the text."""
    own = Q(draft__definition=visit.definition) | ~Q(reference=None)
    wanted = Q(system=system) & own
    if text is not None and releases:
        under = Q(draft=text) if isinstance(text, Draft) else Q(reference=text)
        wanted |= Q(system__in=releases) & under
    rows = Assessment.objects.filter(wanted).select_related("draft", "reference")
    return list(
        rows.defer("draft__canonical", "draft__report").order_by(
            F("draft__major").desc(nulls_last=True),
            "-draft__minor",
            "-draft__patch",
            "reference__position",
        )
    )


def _said(stored: Sequence[Assessment], text: AnyText | None) -> list[Said]:
    found = []
    for each in stored:
        of = each.draft or each.reference
        assert of is not None
        found.append(Said(named(of), each, of == text))
    return found


def _family(
    releases: Sequence[AISystem], stored: Sequence[Assessment], text: AnyText | None
) -> list[tuple[AISystem, Assessment | None]]:
    """The other releases of its family with their verdicts under the text."""
    told = {each.system_id: each for each in stored if text in (each.draft, each.reference)}
    return [(each, told.get(each.pk) if text else None) for each in releases]
