"""From the log to the next draft. docs/engine.md tells the way in words."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from deliberation import aggregation, drafting
from deliberation.actions import carried, places, routing
from deliberation.actions.log import Log, read_log
from deliberation.actions.material import cells_of, material_of
from deliberation.actions.reports import report_of
from deliberation.aggregation.map import opinion_map
from deliberation.locks import aggregation_lock
from deliberation.models import Aggregate, Clause, Definition, Draft, Event, Tally
from deliberation.refusals import AggregationRunning

BATCH = 500


def request_aggregation(definition_id: int) -> None:
    """Ask, once this transaction is committed, for an aggregation soon.

    At most one task per debounce window: whoever sets the flag sends it, delayed until
    the window is over, so that it sees every vote that found the flag set. A broker
    that is away is logged and loses nothing: the sweep finds events without a position.
    """
    transaction.on_commit(lambda: _send(definition_id), robust=True)


def _send(definition_id: int) -> None:
    window = settings.AGGREGATE_DEBOUNCE_SECONDS
    if cache.add(f"aggregation-requested-{definition_id}", 1, timeout=window):
        # By name: tasks import actions, not the other way round.
        current_app.send_task(
            "deliberation.tasks.aggregate",
            (definition_id,),
            countdown=window,
            queue=queue_for(definition_id),
        )


def queue_for(definition_id: int) -> str:
    """The queue on which a definition is aggregated: large ones have one of their own.

    Its size is that of the last run, and before the first one, how much is waiting.
    """
    counted = (
        Aggregate.objects.finished()
        .filter(definition=definition_id)
        .values_list("votes", flat=True)
        .first()
    )
    if counted is None:
        waiting = Event.objects.waiting().filter(definition=definition_id)
        counted = waiting[: settings.LARGE_VOTES + 1].count()
    is_large = counted > settings.LARGE_VOTES
    queue: str = settings.LARGE_QUEUE if is_large else current_app.conf.task_default_queue
    return queue


def aggregate(*, definition_id: int, wait: float = 0) -> Aggregate | None:
    """Bring a definition's draft up to date with its log; a clean one returns at once.

    Runs under the definition's lock, so that two calls never compute at once; raises
    AggregationRunning if it is not free within `wait` seconds. The draft and the tallies
    are stored in one transaction: a crash leaves the old ones or the new ones. Returns
    the last finished run, None where the log is empty.
    """
    definition = Definition.objects.get(pk=definition_id)
    with aggregation_lock(definition_id, wait=wait) as held:
        if not held:
            raise AggregationRunning(definition=definition.title)
        _bury_lost_runs(definition)
        if not Definition.objects.dirty().filter(pk=definition_id).exists():
            return definition.last_run()
        with transaction.atomic():
            watermark = Event.objects.sequence(definition)
        run = definition.aggregates.create(
            watermark=watermark, engine=aggregation.ENGINE, started_at=timezone.now()
        )
        try:
            _compute(run, definition)
        except Exception as error:
            run.state, run.finished_at = Aggregate.State.FAILED, timezone.now()
            run.error = f"{type(error).__name__}: {error}"[:300]
            run.save(update_fields=["state", "finished_at", "error"])
            raise
        return run


def _bury_lost_runs(definition: Definition) -> None:
    """Runs of workers that died: we hold the lock, so nobody is at them."""
    definition.aggregates.filter(state=Aggregate.State.RUNNING).update(
        state=Aggregate.State.FAILED, finished_at=timezone.now(), error="The worker was lost."
    )


def _compute(run: Aggregate, definition: Definition) -> None:
    """Read, count, compose, store; the run's stage tells pages how far it is."""
    stopwatch = _Stopwatch(run)
    last_draft = definition.drafts.latest_first().first()
    before = last_draft.content if last_draft else None
    last_run = definition.aggregates.finished().first()
    log = read_log(
        definition, run.watermark, drafting.incumbents(before), carried.votes_of(last_run)
    )
    stopwatch.next(Aggregate.Stage.COUNTING)
    counted = aggregation.aggregate(
        log.votes,
        in_space=log.in_space,
        class_of=log.class_of,
        classes=len(log.classes),
        previous=carried.unpack(last_run, log.participants),
    )
    stopwatch.next(Aggregate.Stage.DRAFTING)
    cells = cells_of(log, counted)
    material = material_of(definition, log, counted, cells, last_draft)
    content, standings = drafting.compose(material)
    run.report = drafting.report(material, standings)
    run.map = opinion_map(counted.places, counted.labels).as_data()
    stopwatch.next(Aggregate.Stage.STORING)
    with transaction.atomic():
        if not drafting.same_text(before, content):
            _store_draft(run, log, content, last_draft)
        _store_tallies(run, log, counted, cells=cells, rules=material.rules, standings=standings)
        _forget_older(run)
        run.participants = material.participants
        run.votes = material.votes
        run.groups = list(material.groups)
        run.stability = counted.stability
        run.carried = carried.pack(log, counted)
        run.routing = routing.pack(log, counted, standings, material.rules)
        run.space = places.pack(log, counted)
        run.seconds = stopwatch.seconds(counted.seconds)
        run.state, run.finished_at = Aggregate.State.DONE, timezone.now()
        run.save()


class _Stopwatch:
    """Moves a run from stage to stage and keeps the seconds of each."""

    def __init__(self, run: Aggregate) -> None:
        self._run = run
        self._laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def next(self, stage: str) -> None:
        self._lap()
        self._run.stage = stage
        self._run.save(update_fields=["stage"])

    def seconds(self, inside_counting: dict[str, float]) -> dict[str, float]:
        self._lap()
        return self._laps | {f"counting.{name}": lap for name, lap in inside_counting.items()}

    def _lap(self) -> None:
        now = time.perf_counter()
        self._laps[str(self._run.stage)] = round(now - self._since, 6)
        self._since = now


def _store_draft(run: Aggregate, log: Log, content: dict[str, Any], previous: Draft | None) -> None:
    written = drafting.canonical(content)
    major, minor, patch = (int(number) for number in content["version"].split("."))
    draft = run.definition.drafts.create(
        major=major,
        minor=minor,
        patch=patch,
        version=content["version"],
        canonical=written.decode(),
        content_hash=drafting.content_hash(written),
        watermark=log.watermark,
        ruleset=log.ruleset,
        previous=previous,
        created_at=timezone.now(),
        report=report_of(run),
    )
    columns = {(column.proposal.number, column.revision.number): column for column in log.columns}
    adopted = [
        (clause, columns[clause["proposal"], clause["vote_revision"]])
        for clause in drafting.clauses(content)
    ]
    Clause.objects.bulk_create(
        [
            Clause(
                draft=draft,
                number=clause["number"],
                criterion=column.proposal.criterion,
                proposal=column.proposal,
                revision=column.shown,
                level=clause["level"],
                requires=clause["requires"],
            )
            for clause, column in adopted
        ]
    )


def _store_tallies(
    run: Aggregate,
    log: Log,
    counted: aggregation.Aggregate,
    *,
    cells: Sequence[tuple[drafting.Cell, ...]],
    rules: drafting.Rules,
    standings: Sequence[drafting.Standing],
) -> None:
    """One tally per proposal, of its present vote-bearing revision."""
    standing_of = {(each.candidate.number, each.candidate.revision): each for each in standings}
    tallies = []
    for index, column in enumerate(log.columns):
        if column.is_succeeded:
            continue
        standing = standing_of.get((column.proposal.number, column.revision.number))
        agrees, disagrees, passes = (int(n) for n in counted.overall[index])
        tallies.append(
            Tally(
                aggregate=run,
                proposal=column.proposal,
                revision=column.revision,
                agrees=agrees,
                disagrees=disagrees,
                passes=passes,
                cells=drafting.support(cells[index], rules),
                consensus=round(float(counted.consensus[index]), 6),
                status=standing.status if standing else Tally.Status.REJECTED,
                score=standing.score if standing else None,
                trace=[asdict(step) for step in standing.trace] if standing else [],
            )
        )
    Tally.objects.bulk_create(tallies, batch_size=BATCH)


def _forget_older(run: Aggregate) -> None:
    """Drafts keep the tallies they were cut from; pages need only the last run's."""
    Tally.objects.filter(aggregate__definition=run.definition).exclude(aggregate=run).delete()
    run.definition.aggregates.exclude(pk=run.pk).update(carried=None, routing=None, space=None)
