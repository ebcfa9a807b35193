"""How a survey goes, for its stewards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.models import Snapshot, Survey
from surveys.web.pages.results import Crossing, crossings_of

# Of the class that the response was sent as.
STILL_VERIFIED: Final = Q(
    participant__class_verified_at__isnull=False,
    participant__stakeholder_class=F("stakeholder_class"),
)


@dataclass(frozen=True)
class OfClass:
    """verified: of those sent, by participants whose class is verified; the others declare
    theirs. most: the quota, None for none."""

    title: str
    sent: int
    verified: int
    most: int | None


@dataclass(frozen=True)
class ProgressPage:
    """splits: what results can be published split by; once they were, what they were."""

    title: str
    begun: int
    sent: int
    changed: int
    classes: Sequence[OfClass]
    latest: Snapshot | None
    published: Snapshot | None
    links: int
    splits: Sequence[Crossing]


def progress_page(survey: Survey) -> ProgressPage:
    """Counts of responses, live; results come from snapshots."""
    rows = (
        survey.responses.order_by()
        .values("stakeholder_class")
        .annotate(
            sent=Count("pk", filter=~Q(sent_at=None)),
            verified=Count("pk", filter=~Q(sent_at=None) & STILL_VERIFIED),
            begun=Count("pk", filter=Q(sent_at=None)),
            changed=Count("pk", filter=~Q(sent_at=None) & Q(unsent__isnull=False)),
        )
    )
    numbers: Mapping[int | None, Any] = {row["stakeholder_class"]: row for row in rows}
    classes = [
        OfClass(
            each.title,
            _of(numbers, each.pk),
            _of(numbers, each.pk, "verified"),
            survey.quotas.get(each.slug),
        )
        for each in survey.definition.stakeholder_classes.filter(is_guest=False)
    ]
    if without := _of(numbers, None):
        classes.append(OfClass(_("none"), without, 0, None))
    # Those that were neither published nor used are dropped, so there are few.
    snapshots = list(survey.snapshots.defer("document").select_related("version"))
    latest = snapshots[0] if snapshots else None
    published = next((each for each in snapshots if each.published_at), None)
    asked = survey.current.questionnaire if survey.current else None
    return ProgressPage(
        title=asked.say(asked.title, get_language() or "en") if asked else survey.slug,
        begun=sum(row["begun"] for row in numbers.values()),
        sent=sum(row["sent"] for row in numbers.values()),
        changed=sum(row["changed"] for row in numbers.values()),
        classes=classes,
        latest=latest,
        published=published,
        splits=_splits(latest, published),
        links=survey.links.filter(revoked_at=None).count(),
    )


def _of(numbers: Mapping[int | None, Any], pk: int | None, which: str = "sent") -> int:
    return int(numbers[pk][which]) if pk in numbers else 0


def _splits(latest: Snapshot | None, published: Snapshot | None) -> list[Crossing]:
    """What the latest results can be published split by."""
    if latest is None:
        return []
    fixed = published is not None and published.version_id == latest.version_id
    every = crossings_of(latest.version, get_language() or "en")
    return [each for each in every if not fixed or (published and each.key == published.split)]
