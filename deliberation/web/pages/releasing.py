"""What a steward reads before publishing a draft."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.exchange import drafts as exports
from deliberation.models import Draft, Event
from deliberation.refusals import AlreadyPublished, Refusal
from deliberation.web.access import Visit
from deliberation.web.digest import Digest, digest, digest_since
from deliberation.web.pages.draft import Statute, statute
from deliberation.web.pages.runs import runs_of
from deliberation.web.pages.told import STABLE


@dataclass(frozen=True)
class Check:
    """Something to know before the deed. It warns and does not forbid."""

    is_fine: bool
    sentence: str


@dataclass(frozen=True)
class ReleasePage:
    """since: the published draft before, None for the first. refused: why it cannot be done."""

    draft: Draft
    statute: Statute
    since: Draft | None
    digest: Digest
    checks: list[Check]
    refused: str

    @property
    def address(self) -> str:
        return exports.address(self.draft)


def publication_page(visit: Visit, draft: Draft) -> ReleasePage:
    refusal: Refusal | None = None
    if draft.status != Draft.Status.WORKING:
        refusal = AlreadyPublished(version=draft.version)
    versions = list(visit.definition.drafts.latest_first().without_text())
    since = next((each for each in versions if each.published_at and each.pk != draft.pk), None)
    if since is not None and since.pk == draft.previous_id:
        since = draft.previous  # whose text is read already
    return ReleasePage(
        draft=draft,
        statute=statute(draft),
        since=since,
        digest=digest_since(draft, since) if since else digest(draft),
        checks=_checks(visit, draft, versions[0]),
        refused=refusal.for_people() if refusal else "",
    )


def _checks(visit: Visit, draft: Draft, newest: Draft) -> list[Check]:
    facts = statute(draft).facts
    found = [_newest(draft, newest), _log(visit), _groups(facts["groups"], facts["stability"])]
    counted = {each["slug"]: each["participants"] for each in facts["classes"]}
    return found + _classes(visit, counted, facts["ruleset"]["quorum_cell_votes"])


def _newest(draft: Draft, newest: Draft) -> Check:
    if newest.pk == draft.pk:
        return Check(True, _("This is the newest draft."))
    said = _("A later draft is there: {version}.")
    return Check(False, said.format(version=newest.version))


def _log(visit: Visit) -> Check:
    """Whether all that happened is counted."""
    present = runs_of(visit.definition).present
    waiting = Event.objects.waiting().filter(definition=visit.definition).count()
    if present is not None:
        return Check(False, _("Votes are being counted right now, which may bring another draft."))
    if waiting:
        said = ngettext(
            "{number} event of the log is not counted yet and may bring another draft.",
            "{number} events of the log are not counted yet and may bring another draft.",
            waiting,
        )
        return Check(False, said.format(number=waiting))
    return Check(True, _("Every event of the log is counted."))


def _groups(groups: list[dict[str, object]], stability: float) -> Check:
    if len(groups) < 2:
        return Check(True, _("There are no opinion groups to compare."))
    facts = {"number": len(groups), "stability": f"{stability:.2f}"}
    if stability >= STABLE:
        return Check(True, _("The {number} opinion groups are stable.").format(**facts))
    said = _(
        "The {number} opinion groups are not stable: resamples find rather different ones"
        " (agreement {stability} of 1)."
    )
    return Check(False, said.format(**facts))


def _classes(visit: Visit, counted: dict[str, int], needed: int) -> list[Check]:
    """Classes with fewer participants than quorum asks votes of, or far below their target."""
    total, found = sum(counted.values()), []
    for each in visit.definition.stakeholder_classes.filter(is_guest=False):
        here = counted.get(each.slug, 0)
        if here < needed:
            said = _("{title}: {here} took part, fewer than the {needed} that quorum asks for.")
            facts = {"title": each.title, "here": here, "needed": needed}
            found.append(Check(False, said.format(**facts)))
        elif each.target_share is not None and total and here / total < float(each.target_share):
            said = _("{title}: {share:.0%} of the participants; the target is {target:.0%}.")
            facts = {"title": each.title, "share": here / total, "target": each.target_share}
            found.append(Check(False, said.format(**facts)))
    return found or [Check(True, _("Every stakeholder class is there as its target asks."))]
