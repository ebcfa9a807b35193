"""Comments become proposals; their moderation is followed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from deliberation.actions.proposals import moderated, revised
from deliberation.exchange.polis.format import COMMENTS, moment, number_of
from deliberation.exchange.polis.reading import Comment, Export
from deliberation.models import (
    Criterion,
    Definition,
    Event,
    Level,
    Participant,
    Proposal,
    Revision,
)

BATCH = 500
GENERAL = "general"
REASON = "Taken over from Polis, which gives no reason."


def open_statements(
    definition: Definition, export: Export, people: dict[int, int]
) -> tuple[dict[int, int], int]:
    """Open a proposal for each new comment.

    people: the participant's key for each author. Returns the key of the revision for
    each comment id, and how many proposals were added. A comment whose text is not the
    one imported before is another comment with the same id, and is left out.
    """
    wordings, clashing = _imported(definition, export)
    known = wordings.keys() | clashing
    new = [comment for comment in export.comments.values() if comment.id not in known]
    last = definition.proposals.aggregate(last=Max("number"))["last"] or 0
    authors = _authors(new, people)
    for batch in batched(enumerate(new, start=last + 1), BATCH, strict=False):
        wordings.update(_open(definition, batch, authors))
    return wordings, len(new)


def _imported(definition: Definition, export: Export) -> tuple[dict[int, int], set[int]]:
    """What earlier imports brought: first revisions by comment id, and the clashing ids."""
    wordings: dict[int, int] = {}
    clashing: set[int] = set()
    revisions = Revision.objects.filter(
        proposal__definition=definition, proposal__external_id__isnull=False, number=1
    ).values_list("proposal__external_id", "pk", "wording")
    for external_id, pk, wording in revisions.iterator():
        number = number_of(external_id)
        comment = export.comments.get(number) if number is not None else None
        if comment is None:
            continue
        if comment.body == wording:
            wordings[comment.id] = pk
        else:
            clashing.add(comment.id)
            reason = f"comment-id {number} was imported before with another text"
            export.left_out.add(COMMENTS, comment.line, reason)
    return wordings, clashing


def _authors(comments: Iterable[Comment], people: dict[int, int]) -> dict[int, Participant]:
    voters = {people[each.author]: each.author for each in comments if each.author is not None}
    return {
        voters[participant.pk]: participant
        for batch in batched(voters, BATCH, strict=False)
        for participant in Participant.objects.filter(pk__in=batch)
    }


def _open(
    definition: Definition,
    numbered: Sequence[tuple[int, Comment]],
    authors: dict[int, Participant],
) -> Iterator[tuple[int, int]]:
    """Store a batch of proposals, revisions and their events; yield comment ids and keys."""
    criterion = Criterion.objects.get(slug=GENERAL)
    comments = [comment for _, comment in numbered]
    proposals = Proposal.objects.bulk_create(
        Proposal(
            definition=definition,
            criterion=criterion,
            number=number,
            author=authors[comment.author] if comment.author is not None else None,
            origin=Proposal.Origin.IMPORTED,
            moderation=comment.moderation,
            external_id=str(comment.id),
            created_at=moment(comment.at),
        )
        for number, comment in numbered
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            proposal=proposal,
            number=1,
            # A statement asks for something, and is no condition for a verdict.
            level=Level.SHOULD,
            requires="open",
            wording=comment.body,
            author=proposal.author,
            created_at=proposal.created_at,
        )
        for proposal, comment in zip(proposals, comments, strict=True)
    )
    first = Revision.objects.filter(proposal=OuterRef("pk"), number=1).values("pk")
    Proposal.objects.filter(pk__in=[each.pk for each in proposals]).update(
        current=Subquery(first), voted=Subquery(first)
    )
    Event.objects.bulk_create(_opening_events(definition, revisions))
    return ((comment.id, each.pk) for comment, each in zip(comments, revisions, strict=True))


def _opening_events(definition: Definition, revisions: list[Revision]) -> Iterator[Event]:
    for revision in revisions:
        yield Event(**revised(revision, definition))
        proposal = revision.proposal
        if proposal.moderation != Proposal.Moderation.UNMODERATED:
            proposal.current = revision
            yield Event(**_moderated(proposal, at=proposal.created_at))


def follow_moderation(definition: Definition, export: Export, wordings: dict[int, int]) -> int:
    """Bring imported proposals to the state that the file has changed to; returns how many.

    wordings: what `open_statements` returned. What the file said last time stands in the
    log: where it says the same again, a decision made here since then stays.
    """
    said: dict[int, str] = {}
    taken_over = definition.events.filter(kind=Event.Kind.MODERATED, payload__source="polis")
    for event in taken_over.select_related("revision").order_by("pk"):
        if event.revision is not None and event.payload is not None:
            said[event.revision.proposal_id] = event.payload["moderation"]
    changes = 0
    now = timezone.now()
    # What was split, merged or erased here is not for the file to bring back.
    imported = definition.proposals.filter(external_id__isnull=False).exclude(
        moderation__in=[
            Proposal.Moderation.SPLIT,
            Proposal.Moderation.MERGED,
            Proposal.Moderation.REMOVED,
        ]
    )
    for proposal in imported.select_related("definition", "current"):
        number = number_of(proposal.external_id)
        if number not in wordings or number not in export.comments:
            continue
        comment = export.comments[number]
        if comment.moderation == said.get(proposal.pk, Proposal.Moderation.UNMODERATED):
            continue
        proposal.moderation = comment.moderation
        proposal.save(update_fields=["moderation"])
        Event.objects.create(**_moderated(proposal, at=now))
        changes += 1
    return changes


def _moderated(proposal: Proposal, *, at: datetime) -> dict[str, Any]:
    event: dict[str, Any] = moderated(proposal, reason=REASON, at=at)
    event["payload"] = {**event["payload"], "source": "polis"}
    return event
