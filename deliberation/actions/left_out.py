"""Votes that stewards excluded: how many, and what a run would find with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from django.db.models import Min

from deliberation import aggregation, drafting
from deliberation.actions.log import Log
from deliberation.actions.material import People, cells_of, material_of
from deliberation.actions.shards import Part
from deliberation.aggregation import Sums
from deliberation.models import Definition, Draft, Event, Exclusion


@dataclass(frozen=True)
class Readmitted:
    """Shards as if nobody's votes were excluded, made anew whenever they are gone through."""

    parts: Iterable[Part]
    guests: int

    def __iter__(self) -> Iterator[aggregation.Shard]:
        return (part.readmitted(self.guests) for part in self.parts)


@dataclass(frozen=True, eq=False)
class Counted:
    """What a run counted without them, and what a composing looks at.

    parts: gone through several times. sums: their statistics. previous: what grouping takes
    from the run before. last_draft, standing: see `material_of`.
    """

    log: Log
    parts: Iterable[Part]
    sums: Sums
    previous: aggregation.Previous | None
    last_draft: Draft | None
    standing: frozenset[tuple[int, int]]


def left_out(counted: Counted, without: Mapping[str, Any]) -> dict[str, Any]:
    """What the draft says of excluded votes; empty where nobody's are.

    without: the content composed without them. It is composed a second time, with them, and
    compared.
    """
    decisions = _decisions(counted.log)
    if not decisions:
        return {}
    participants = votes = 0
    for part in counted.parts:
        theirs = part.shard.votes.of(part.left_out).only(counted.log.in_space)
        participants += int(np.count_nonzero(theirs.per_participant()))
        votes += int(theirs.values.size)
    differing = drafting.differing(dict(without), _with_them(counted))
    return {
        "participants": participants,
        "votes": votes,
        "decisions": decisions,
        "with_them": [
            {
                "kind": each["kind"],
                "criterion": each["criterion"],
                "title": each["title"],
                "without": each["one"],
                "with": each["other"],
            }
            for each in differing
        ],
    }


def changed_since(log: Log, position: int) -> bool:
    """Whether votes were excluded or readmitted after a position of the log."""
    kinds = [Event.Kind.EXCLUDED, Event.Kind.READMITTED]
    return log.events.filter(kind__in=kinds, position__gt=position).exists()


def last_untouched_draft(definition: Definition, watermark: int) -> Draft | None:
    """The latest draft that counted no vote that is excluded at the watermark.

    A clause is harder to replace than to propose. One that excluded votes brought in must
    not gain by it, so what stands is read from this draft and not from the last one.
    """
    drafts = definition.drafts.latest_first()
    spans = _spans(definition, watermark)
    for draft in drafts.only("watermark", "definition"):
        if not any(first <= draft.watermark < excluded for first, excluded in spans):
            return drafts.get(pk=draft.pk)
    return None


def _spans(definition: Definition, watermark: int) -> list[tuple[int, int]]:
    """From the first vote of each participant who is excluded now to their exclusion."""
    log = Event.objects.filter(definition=definition, position__lte=watermark)
    told = log.filter(kind__in=[Event.Kind.EXCLUDED, Event.Kind.READMITTED])
    since: dict[int, int] = {}
    for participant, kind, position in told.order_by("position").values_list(
        "participant_id", "kind", "position"
    ):
        if kind == Event.Kind.EXCLUDED:
            assert position is not None
            since.setdefault(participant, position)
        else:
            since.pop(participant, None)
    if not since:
        return []
    votes = log.votes().filter(participant__in=told.order_by().values("participant"))
    first = votes.order_by().values_list("participant").annotate(first=Min("position"))
    return [(position, since[who]) for who, position in first if who in since]


def _decisions(log: Log) -> list[dict[str, Any]]:
    """The decisions in force at the watermark, with their reasons; the oldest first."""
    numbers: dict[int, int] = {}
    told = log.events.filter(kind__in=[Event.Kind.EXCLUDED, Event.Kind.READMITTED])
    for participant, kind, payload in told.order_by("position").values_list(
        "participant_id", "kind", "payload"
    ):
        if kind == Event.Kind.EXCLUDED:
            assert payload is not None
            numbers[participant] = payload["exclusion"]
        else:
            numbers.pop(participant, None)
    in_force = sorted(set(numbers.values()))
    made = Exclusion.objects.filter(definition=log.definition, number__in=in_force)
    by_number = {each.number: each for each in made}
    return [
        {
            "number": number,
            "participants": sum(each == number for each in numbers.values()),
            "reason": by_number[number].reason,
        }
        for number in in_force
    ]


def _with_them(run: Counted) -> dict[str, Any]:
    """The content that would follow if nobody's votes were excluded."""
    log, guests = run.log, run.log.guests
    shards = Readmitted(run.parts, guests)
    theirs = (_again(part, guests) for part in run.parts if part.left_out.any())
    total = reduce(Sums.plus, theirs, run.sums)
    space = aggregation.space_of(total.only(log.in_space), log.in_space)
    classes = len(log.classes)
    placed = [
        aggregation.place(shard, space, in_space=log.in_space, classes=classes) for shard in shards
    ]
    counted = aggregation.conclude(
        shards, placed, space, in_space=log.in_space, previous=run.previous
    )
    people = People.in_shards((part.participants, part.readmitted(guests)) for part in run.parts)
    cells = cells_of(log, counted)
    material = material_of(log, people, counted, cells, run.last_draft, standing=run.standing)
    content, _ = drafting.compose(material)
    return content


def _again(part: Part, guests: int) -> Sums:
    """What the votes of the excluded would add to the statistics."""
    shard = part.readmitted(guests)
    return Sums.of(shard.votes.of(shard.counted & part.left_out))
