"""How a survey goes, for its stewards."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.models import Snapshot, Survey


@dataclass(frozen=True)
class OfClass:
    """most: the quota, None for none."""

    title: str
    sent: int
    most: int | None


@dataclass(frozen=True)
class ProgressPage:
    title: str
    begun: int
    sent: int
    changed: int
    classes: Sequence[OfClass]
    latest: Snapshot | None
    published: Snapshot | None
    links: int


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
    snapshots = survey.snapshots.defer("document")
    asked = survey.current.questionnaire if survey.current else None
    return ProgressPage(
        title=asked.say(asked.title, get_language() or "en") if asked else survey.slug,
        begun=responses.filter(sent_at=None).count(),
        sent=sum(numbers.values()),
        changed=responses.sent().filter(unsent__isnull=False).count(),
        classes=classes,
        latest=snapshots.first(),
        published=snapshots.exclude(published_at=None).first(),
        links=survey.links.filter(revoked_at=None).count(),
    )
