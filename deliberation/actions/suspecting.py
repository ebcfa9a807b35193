"""Looking for votes that are not one person's each. Nothing is decided here."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.actions.exclusions import excluded_now
from deliberation.aggregation import Votes
from deliberation.aggregation.votes import WITHDRAWN
from deliberation.integrity import Group, Records, suspicious_groups
from deliberation.models import Definition, Event, Participant, Suspicion, VoteOrigin

# From which share of members in common on a group is one that was found before.
SAME: Final = 0.5
# What was dismissed is told again once it has grown by this factor.
GROWN: Final = 1.25


def examine(*, definition: Definition, at: datetime | None = None) -> list[Suspicion]:
    """Look at the votes of the last settings.ORIGIN_DAYS and note what is suspicious.

    Participants whose votes are excluded already are left out, and so are imported ones, who
    voted elsewhere. An open suspicion of much the same participants is brought up to date,
    and one that was dismissed is only told again once it has grown. Returns those that are
    new or changed.
    """
    at = at or timezone.now()
    read = _read(definition, since=at - timedelta(days=settings.ORIGIN_DAYS))
    if read is None:
        return []
    records, people, watermark = read
    found = suspicious_groups(records)
    return [
        noted
        for group in found
        if (noted := _note(definition, group, people, watermark, at)) is not None
    ]


def examine_what_is_new() -> int:
    """Examine every definition that got votes since it was examined; returns how many."""
    examined = 0
    last_event = Event.objects.votes().order_by().values("definition")
    for row in last_event.annotate(last=Max("pk")):
        key = f"examined-{row['definition']}"
        if cache.get(key) == row["last"]:
            continue
        examine(definition=Definition.objects.get(pk=row["definition"]))
        cache.set(key, row["last"], timeout=None)
        examined += 1
    return examined


def note_origin(event: Event, block: str) -> None:
    """Keep from which network block a vote came, apart from the log. block: of networks."""
    if block:
        VoteOrigin.objects.create(event=event, block=block, at=event.at)


def forget_origins(*, at: datetime | None = None) -> int:
    """Drop origins that are older than they may be; returns how many."""
    before = (at or timezone.now()) - timedelta(days=settings.ORIGIN_DAYS)
    number, _ = VoteOrigin.objects.filter(at__lt=before).delete()
    return number


def _read(definition: Definition, *, since: datetime) -> tuple[Records, list[int], int] | None:
    """The records, the primary keys of their participants, and the last event; None if empty."""
    own = definition.participants.filter(external_id=None).exclude(pk__in=excluded_now(definition))
    events = (
        Event.objects.votes()
        .filter(definition=definition, at__gte=since, participant__in=own)
        .order_by("at", "pk")
        .values_list("participant_id", "revision_id", "value", "at", "origin__block", "pk")
    )
    rows = list(events.iterator(chunk_size=20_000))
    if not rows:
        return None
    who, what, value, when, blocks, keys = zip(*rows, strict=True)
    people, rows_of = np.unique(np.array(who, dtype=np.int64), return_inverse=True)
    revisions, columns_of = np.unique(np.array(what, dtype=np.int64), return_inverse=True)
    values = np.array([WITHDRAWN if each is None else each for each in value], dtype=np.int8)
    votes = Votes.from_log(
        rows_of, columns_of, values, participants=people.size, proposals=revisions.size
    )
    number = {block: index for index, block in enumerate(sorted({b for b in blocks if b}))}
    records = Records(
        votes=votes,
        who=rows_of.astype(np.int64),
        at=np.array([int(each.timestamp() * 1000) for each in when], dtype=np.int64),
        block=np.array([number.get(each, -1) for each in blocks], dtype=np.int64),
    )
    return records, people.tolist(), max(keys)


@transaction.atomic
def _note(
    definition: Definition, group: Group, people: Sequence[int], watermark: int, at: datetime
) -> Suspicion | None:
    """Note a group, under the definition's row as the lock; None if nothing is new in it."""
    Definition.objects.select_for_update().get(pk=definition.pk)
    members = {people[index] for index in group.members.tolist()}
    known = _known(definition, members)
    if known is not None and known.state != Suspicion.State.OPEN:
        if len(members) < GROWN * known.size:
            return None
        known = None
    suspicion = known or Suspicion(definition=definition, found_at=at)
    evidence = _told(group)
    if known is not None and (known.size, known.evidence) == (len(members), evidence):
        return None
    suspicion.size, suspicion.strength = len(members), group.strength
    suspicion.evidence, suspicion.watermark = evidence, watermark
    suspicion.updated_at = at
    suspicion.save()
    suspicion.participants.set(Participant.objects.filter(pk__in=members))
    return suspicion


def _known(definition: Definition, members: set[int]) -> Suspicion | None:
    """The latest suspicion of much the same participants."""
    for each in definition.suspicions.order_by("-pk").prefetch_related("participants"):
        theirs = {participant.pk for participant in each.participants.all()}
        if len(theirs & members) >= SAME * max(min(len(theirs), len(members)), 1):
            return each
    return None


def _told(group: Group) -> list[dict[str, Any]]:
    """Evidence as it is stored; the picture of time is the last one."""
    timeline = {"kind": "timeline", "facts": group.timeline}
    return [*(asdict(each) for each in group.evidence), timeline]
