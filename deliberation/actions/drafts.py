"""What stewards do with drafts."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation import drafting
from deliberation.actions import news
from deliberation.locks import aggregation_lock
from deliberation.models import Clause, Draft, Event, News
from deliberation.refusals import (
    AggregationRunning,
    AlreadyPublished,
    AlreadyRatified,
    LaterDraft,
    NotPublished,
    Refusal,
)

RATIFIED_AS: Final = (1, 0, 0)
LOCK_WAIT_SECONDS: Final = 5


@transaction.atomic
def publish_draft(*, draft: Draft) -> Draft:
    """Publish a working draft: frozen for ever, at an address that does not move.

    The conditional update decides between two stewards who press at once; the
    second one gets AlreadyPublished.
    """
    now = timezone.now()
    published = Draft.objects.filter(pk=draft.pk, status=Draft.Status.WORKING).update(
        status=Draft.Status.PUBLISHED, published_at=now
    )
    if not published:
        raise AlreadyPublished(version=draft.version)
    draft.refresh_from_db()
    news.tell(News.Kind.PUBLISHED, draft.definition, draft=draft)
    return draft


def ratify_draft(*, draft: Draft) -> Draft:
    """Make 1.0.0 of a published draft: the same text under a new number and hash.

    Holds the definition's aggregation lock, so that no run stores a draft meanwhile;
    raises AggregationRunning where one takes long, or what `ratification_refused` gives.
    """
    with aggregation_lock(draft.definition_id, wait=LOCK_WAIT_SECONDS) as held:
        if not held:
            raise AggregationRunning(definition=draft.definition.title)
        with transaction.atomic():
            draft.refresh_from_db()
            refusal = ratification_refused(draft)
            if refusal is not None:
                raise refusal
            return _ratified(draft)


def ratification_refused(draft: Draft) -> Refusal | None:
    """Why this draft cannot be ratified now, None if it can. All conditions stand here."""
    siblings = draft.definition.drafts.latest_first().only("version", "status")
    ratified = siblings.filter(status=Draft.Status.RATIFIED).first()
    if ratified is not None:
        return AlreadyRatified(definition=draft.definition.title, version=ratified.version)
    if draft.status == Draft.Status.WORKING:
        return NotPublished(version=draft.version)
    newest = siblings[0]
    if newest.pk != draft.pk:
        return LaterDraft(later=newest.version, version=draft.version)
    return None


def _ratified(draft: Draft) -> Draft:
    now = timezone.now()
    major, minor, patch = RATIFIED_AS
    version = f"{major}.{minor}.{patch}"
    written = drafting.canonical(_as_ratified(draft, version))
    ratified = draft.definition.drafts.create(
        major=major,
        minor=minor,
        patch=patch,
        version=version,
        status=Draft.Status.RATIFIED,
        canonical=written.decode(),
        content_hash=drafting.content_hash(written),
        watermark=draft.watermark,
        ruleset_id=draft.ruleset_id,
        previous=draft,
        report=draft.report,
        created_at=now,
        published_at=now,
    )
    clauses = list(draft.clauses.all())
    for clause in clauses:
        clause.pk, clause.draft = None, ratified
    Clause.objects.bulk_create(clauses)
    # The next drafts go on from this one, so the log must know of it.
    Event.objects.create(
        definition_id=draft.definition_id,
        kind=Event.Kind.RATIFIED,
        payload={
            "from": draft.version,
            "version": version,
            "content_hash": ratified.content_hash,
        },
        at=now,
    )
    news.tell(News.Kind.PUBLISHED, draft.definition, draft=ratified)
    return ratified


def _as_ratified(draft: Draft, version: str) -> dict[str, Any]:
    """The content of the ratified draft: all of the published one's but its number."""
    previous = {"version": draft.version, "content_hash": draft.content_hash}
    return draft.content | {"version": version, "previous": previous}
