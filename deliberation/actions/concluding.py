"""The end of a run: composing the draft from what was counted, and storing both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from deliberation import aggregation, drafting
from deliberation.actions import carried, left_out, news, places, results, routing, shards
from deliberation.actions.material import People, cells_of, material_of
from deliberation.actions.open_run import OpenRun, Stopwatch
from deliberation.aggregation import Sums
from deliberation.aggregation.map import opinion_map
from deliberation.models import Aggregate, Shard


@dataclass(frozen=True, eq=False)
class Found:
    """What a run counted. parts: gone through as often as needed. previous: of `OpenRun`."""

    parts: Iterable[shards.Part]
    people: People
    counted: aggregation.Aggregate
    sums: Sums
    previous: aggregation.Previous | None


def _compose(
    run: OpenRun, found: Found, cells: Sequence[tuple[drafting.Cell, ...]]
) -> tuple[drafting.Material, dict[str, Any], list[drafting.Standing]]:
    """The material, and what is composed from it; a second time with excluded votes, if any."""
    log = run.log
    material = material_of(
        log, found.people, found.counted, cells, run.last_draft, standing=run.standing
    )
    content, standings = drafting.compose(material)
    without = left_out.Counted(
        log, found.parts, found.sums, found.previous, run.last_draft, run.standing
    )
    said = left_out.left_out(without, content)
    if said:
        material = replace(material, left_out=said)
        content, standings = drafting.compose(material)
    return material, content, standings


def compose_and_store(
    run: OpenRun,
    found: Found,
    stopwatch: Stopwatch,
    *,
    votes_of: Shard | None = None,
) -> None:
    """Compose the draft and store everything in one transaction.

    votes_of: a shard whose votes are stored only now.
    """
    record, log = run.record, run.log
    people, counted = found.people, found.counted
    stopwatch.next(Aggregate.Stage.DRAFTING)
    cells = cells_of(log, counted)
    material, content, standings = _compose(run, found, cells)
    record.report = drafting.report(material, standings)
    record.map = opinion_map(counted.places, counted.labels).as_data()
    stopwatch.next(Aggregate.Stage.STORING)
    with transaction.atomic():
        if not Aggregate.objects.filter(pk=record.pk, state=Aggregate.State.RUNNING).exists():
            return
        draft = None
        if not drafting.same_text(material.previous, content):
            draft = results.store_draft(record, log, content, run.last_draft)
        results.store_tallies(
            record, log, counted, cells=cells, rules=material.rules, standings=standings
        )
        news.of_run(record, draft)
        results.forget_older(record)
        if votes_of is not None:
            votes_of.save(update_fields=["votes"])
        else:
            record.shards.update(sums=None, placed=None)
        record.participants = material.participants
        record.votes = material.votes
        record.groups = list(material.groups)
        record.weights = dict(material.weights)
        record.stability = counted.stability
        record.left_out = dict(material.left_out)
        record.carried = carried.pack(people.keys, counted)
        record.routing = routing.pack(log, people.keys, counted, standings, material.rules)
        record.space = places.pack(log, counted)
        record.lease = None
        record.seconds = stopwatch.seconds(counted.seconds)
        record.state, record.finished_at = Aggregate.State.DONE, timezone.now()
        record.save()
