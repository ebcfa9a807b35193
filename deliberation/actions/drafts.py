"""What stewards do with drafts."""

from django.db import transaction
from django.utils import timezone

from deliberation.models import Draft
from deliberation.refusals import AlreadyPublished


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
    return draft
