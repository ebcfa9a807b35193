"""What stewards do with drafts."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation import drafting
from deliberation.actions import news
from deliberation.actions.assessing import request_assessment
from deliberation.models import Clause, Draft, Event, News
from deliberation.refusals import AlreadyPublished

RATIFIED_AS: Final = (1, 0, 0)


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


def freeze(draft: Draft) -> Draft:
    """Publish the draft, unless it is: what is voted on as a whole must not change."""
    return publish_draft(draft=draft) if draft.status == Draft.Status.WORKING else draft


def stand_as_ratified(draft: Draft) -> Draft:
    """Make 1.0.0 of a draft: the same text under a new number and hash.

    So it is even where moderation has since brought later working drafts. Call it under the
    aggregation lock, so that no run stores a draft meanwhile, and in a transaction.
    """
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
    request_assessment()
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
