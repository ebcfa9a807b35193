"""From the log to the next draft. docs/engine.md tells the way in words.

A run of one shard goes in one breath. A larger one is cut up, and its stages
(`count_shard`, `find_space`, `place_shard`, `conclude_run`) hand on what they find through the
database: tasks do them on any number of workers, or `aggregate` does one after the other. Both
ways call the same functions on the same shards, so the result is the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deliberation import aggregation
from deliberation.actions import shards
from deliberation.actions.concluding import Found, compose_and_store
from deliberation.actions.material import People
from deliberation.actions.open_run import OpenRun, Stopwatch
from deliberation.aggregation import Clock
from deliberation.locks import aggregation_lock
from deliberation.models import Aggregate, Definition, Event, Shard
from deliberation.refusals import AggregationRunning


def aggregate(*, definition_id: int, wait: float = 0) -> Aggregate | None:
    """Bring a definition's draft up to date with its log; a clean one returns at once.

    Runs under the definition's lock, so that two calls never compute at once; raises
    AggregationRunning if it is not free within `wait` seconds, or if tasks are at a sharded
    run. The draft and the tallies are stored in one transaction: a crash leaves the old ones
    or the new ones. Returns the last finished run, None where the log is empty.
    """
    definition = Definition.objects.get(pk=definition_id)
    with _locked(definition, wait):
        run = _begin(definition)
        if run is None:
            return definition.last_run()
        record, numbers = run.record, range(run.record.shard_count)
        with _failing(record):
            if len(numbers) == 1:
                _at_once(run)
            else:
                for number in numbers:
                    count_shard(record.pk, number)
                find_space(record.pk)
                for number in numbers:
                    place_shard(record.pk, number)
                _conclude_stored(record)
    return Aggregate.objects.without_packed().get(pk=record.pk)


def begin_sharded(*, definition_id: int) -> Aggregate | None:
    """Begin a run for tasks to go on with, if there is work and it takes several shards.

    None where `aggregate` does it at once. Until the run ends, or until its lease runs out
    because nobody is at it any more, no other begins. Raises AggregationRunning.
    """
    definition = Definition.objects.get(pk=definition_id)
    with _locked(definition, 0):
        if Event.objects.length(definition, most=settings.SHARD_VOTES) <= settings.SHARD_VOTES:
            return None
        run = _begin(definition)
        if run is None:
            return None
        _extend_lease(run.record)
        return run.record


@contextmanager
def _locked(definition: Definition, wait: float) -> Iterator[None]:
    with aggregation_lock(definition.pk, wait=wait) as held:
        running = definition.present_run() if held else None
        if not held or (running and running.lease and running.lease > timezone.now()):
            raise AggregationRunning(definition=definition.title)
        yield


def _begin(definition: Definition) -> OpenRun | None:
    """A new run with its shards; None where the last one has counted the whole log.

    Whatever run is still open has lost its worker: we hold the lock, and no lease is left.
    """
    definition.aggregates.filter(state=Aggregate.State.RUNNING).update(
        state=Aggregate.State.FAILED, finished_at=timezone.now(), error="The worker was lost."
    )
    failed = definition.aggregates.filter(state=Aggregate.State.FAILED)
    Shard.objects.filter(aggregate__in=failed).delete()
    if not Definition.objects.dirty().filter(pk=definition.pk).exists():
        return None
    with transaction.atomic():
        watermark = Event.objects.sequence(definition)
    with transaction.atomic():
        record = definition.aggregates.create(
            watermark=watermark, engine=aggregation.ENGINE, started_at=timezone.now()
        )
        run = OpenRun.of(record)
        record.shard_count = len(shards.cut(record, run.before))
        record.goes_on = shards.can_go_on(run.log, record, run.before)
        record.save(update_fields=["shard_count", "goes_on"])
    return run


@contextmanager
def _failing(run: Aggregate) -> Iterator[None]:
    """Mark the run as failed where what is done for it fails."""
    try:
        yield
    except Exception as error:
        Aggregate.objects.filter(pk=run.pk, state=Aggregate.State.RUNNING).update(
            state=Aggregate.State.FAILED,
            finished_at=timezone.now(),
            error=f"{type(error).__name__}: {error}"[:300],
        )
        raise


def _at_once(run: OpenRun) -> None:
    """A run of one shard, nothing of it stored before the end."""
    record, stopwatch = run.record, Stopwatch(run.record)
    shard = record.shards.get()
    part, added = run.read(shard)
    stopwatch.next(Aggregate.Stage.COUNTING)
    clock = Clock()
    sums = run.total([added])
    clock.lap("statistics")
    space = aggregation.space_of(sums.only(run.log.in_space), run.log.in_space)
    placed = run.placed(part, space)
    clock.lap("space")
    people = People.of([part])
    previous = run.previous(people)
    counted = aggregation.conclude(
        [part.shard],
        [placed],
        space,
        in_space=run.log.in_space,
        previous=previous,
        clock=clock,
    )
    record.sums = shards.pack_sums(sums, run.log)
    shard.votes = shards.pack(part)
    found = Found([part], people, counted, sums, previous)
    compose_and_store(run, found, stopwatch, votes_of=shard)


# --- The stages of a sharded run, each safe to do twice and to die in -------------------


def count_shard(run_id: int, number: int) -> None:
    """Read the votes of a shard and sum them up; nothing to do once the run is over."""
    with _stage(run_id) as run:
        shard = run.record.shards.get(number=number) if run else None
        if run is None or shard is None or shard.votes is not None:
            return
        part, added = run.read(shard)
        shard.votes, shard.sums = shards.pack(part), shards.pack_sums(added, run.log)
        shard.save(update_fields=["votes", "sums"])


def find_space(run_id: int) -> bool:
    """Add up the shards and find the opinion space. Returns whether the run goes on."""
    with _stage(run_id) as run:
        if run is None:
            return False
        if run.record.space is None:
            record, added = run.record, run.record.shards.values_list("sums", flat=True)
            unpacked = (shards.unpack_sums(each, run.log.revisions) for each in added)
            sums = run.total(unpacked)
            space = aggregation.space_of(sums.only(run.log.in_space), run.log.in_space)
            record.sums, record.space = shards.pack_sums(sums, run.log), shards.pack_space(space)
            record.stage = Aggregate.Stage.COUNTING
            record.seconds = {"reading": _since(record)}
            record.save(update_fields=["sums", "space", "stage", "seconds"])
        return True


def place_shard(run_id: int, number: int) -> None:
    """Place the participants of a shard, and count their votes."""
    with _stage(run_id) as run:
        shard = run.record.shards.get(number=number) if run else None
        if run is None or shard is None or shard.placed is not None:
            return
        space = shards.unpack_space(run.record.space)
        placed = run.placed(shards.unpack(shard.votes), space)
        shard.placed = shards.pack_placed(placed)
        shard.save(update_fields=["placed"])


def conclude_run(run_id: int) -> None:
    """Group, count by group, compose and store. Raises AggregationRunning if another is at it."""
    with _stage(run_id) as run:
        if run is None:
            return
        with aggregation_lock(run.record.definition_id) as held:
            if not held:
                raise AggregationRunning(definition=run.record.definition.title)
            _conclude_stored(run.record)


@contextmanager
def _stage(run_id: int) -> Iterator[OpenRun | None]:
    """The run if it is still under way; its lease is renewed before and after."""
    running = Aggregate.objects.filter(pk=run_id, state=Aggregate.State.RUNNING)
    record = running.select_related("definition").first()
    if record is None:
        yield None
        return
    _extend_lease(record)
    with _failing(record):
        yield OpenRun.of(record)
    _extend_lease(record)


def _extend_lease(record: Aggregate) -> None:
    """Only a run that tasks are at has one: `aggregate` holds the lock instead."""
    lease = timezone.now() + timedelta(seconds=settings.SHARD_LEASE_SECONDS)
    Aggregate.objects.filter(pk=record.pk, state=Aggregate.State.RUNNING).update(lease=lease)


def _conclude_stored(record: Aggregate) -> None:
    """The end of a run of several shards, which are held in memory one at a time."""
    record = Aggregate.objects.select_related("definition").get(pk=record.pk)
    run, stopwatch = OpenRun.of(record), Stopwatch(record)
    clock = Clock()
    placed = [
        shards.unpack_placed(each)
        for each in record.shards.values_list("placed", flat=True).iterator(chunk_size=1)
    ]
    parts = _Packed(list(record.shards.values_list("votes", flat=True)))
    people = People.of(parts)
    previous = run.previous(people)
    counted = aggregation.conclude(
        _Shards(parts),
        placed,
        shards.unpack_space(record.space),
        in_space=run.log.in_space,
        previous=previous,
        clock=clock,
    )
    sums = shards.unpack_sums(record.sums, run.log.revisions)
    compose_and_store(run, Found(parts, people, counted, sums, previous), stopwatch)


@dataclass(frozen=True)
class _Packed:
    """Shards as bytes, unpacked one at a time whenever they are gone through."""

    packed: Sequence[shards.Packed]

    def __iter__(self) -> Iterator[shards.Part]:
        return map(shards.unpack, self.packed)


@dataclass(frozen=True)
class _Shards:
    """The votes of parts, without what else is known of their participants."""

    parts: Iterable[shards.Part]

    def __iter__(self) -> Iterator[aggregation.Shard]:
        return (part.shard for part in self.parts)


def _since(record: Aggregate) -> float:
    return round((timezone.now() - record.started_at).total_seconds(), 6)
