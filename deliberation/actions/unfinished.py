"""Keeping what is being written. None of it enters the log: it alters no draft."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from deliberation.models import Criterion, Participant, Proposal, Revision, UnfinishedProposal
from deliberation.models.unfinished import KEPT_LIMIT
from deliberation.refusals import TooLongToKeep


@transaction.atomic
def keep_unfinished(
    *,
    participant: Participant,
    kind: str,
    criterion: Criterion,
    proposal: Proposal | None = None,
    idempotency_key: UUID,
    **fields: Any,
) -> UnfinishedProposal | None:
    """Keep what a form holds, instead of what was kept of it before.

    Gives None where there is nothing to keep: no text, or what this form held is published
    already and this came late. The participant's row is the lock. Raises TooLongToKeep.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    form: dict[str, Any] = {
        "participant": participant,
        "kind": kind,
        "criterion": criterion,
        "proposal": proposal,
    }
    if any(len(fields.get(name) or "") > KEPT_LIMIT for name in ("wording", "rationale")):
        raise TooLongToKeep(limit=KEPT_LIMIT)
    sent = Revision.objects.filter(author=participant, idempotency_key=idempotency_key)
    if sent.exists():
        return None
    if not (fields.get("wording") or fields.get("rationale")):
        UnfinishedProposal.objects.of_form(**form).delete()
        return None
    kept, _ = UnfinishedProposal.objects.update_or_create(
        **form,
        defaults=fields | {"idempotency_key": idempotency_key, "updated_at": timezone.now()},
    )
    return kept


def discard_unfinished(*, participant: Participant, pk: int) -> bool:
    """Forget one of the participant's unfinished texts; whether there was one."""
    number, _ = participant.unfinished.filter(pk=pk).delete()
    return number > 0
