"""How a survey goes, for its stewards."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.models import Snapshot, Survey
from surveys.web.pages.results import Crossing, crossings_of


@dataclass(frozen=True)
class OfClass:
    """most: the quota, None for none."""

    title: str
    sent: int
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
    responses = survey.responses.order_by()
    sent = responses.sent().values("stakeholder_class").annotate(number=Count("pk"))
    numbers: dict[int | None, int] = {row["stakeholder_class"]: row["number"] for row in sent}
    classes = [
        OfClass(each.title, numbers.get(each.pk, 0), survey.quotas.get(each.slug))
        for each in survey.definition.stakeholder_classes.filter(is_guest=False)
    ]
    if None in numbers:
        classes.append(OfClass(_("none"), numbers[None], None))
    snapshots = survey.snapshots.defer("document").select_related("version")
    latest, published = snapshots.first(), snapshots.exclude(published_at=None).first()
    asked = survey.current.questionnaire if survey.current else None
    return ProgressPage(
        title=asked.say(asked.title, get_language() or "en") if asked else survey.slug,
        begun=responses.filter(sent_at=None).count(),
        sent=sum(numbers.values()),
        changed=responses.sent().filter(unsent__isnull=False).count(),
        classes=classes,
        latest=latest,
        published=published,
        splits=_splits(latest, published),
        links=survey.links.filter(revoked_at=None).count(),
    )


def _splits(latest: Snapshot | None, published: Snapshot | None) -> list[Crossing]:
    """What the latest results can be published split by."""
    if latest is None:
        return []
    fixed = published is not None and published.version_id == latest.version_id
    every = crossings_of(latest.version, get_language() or "en")
    return [each for each in every if not fixed or (published and each.key == published.split)]
