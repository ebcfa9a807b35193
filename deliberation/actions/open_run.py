"""A run that is under way: what it began with, and how long its stages take."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Self

from deliberation import aggregation, drafting
from deliberation.actions import carried, left_out, shards
from deliberation.actions.log import Log, read_log
from deliberation.actions.material import People
from deliberation.aggregation import Sums
from deliberation.models import Aggregate, Draft, Shard


@dataclass(frozen=True, eq=False)
class OpenRun:
    """A run that is under way, and what its stages look at.

    standing: (proposal, vote-bearing revision) of the clauses that stay unless beaten.
    """

    record: Aggregate
    before: Aggregate | None
    last_draft: Draft | None
    standing: frozenset[tuple[int, int]]
    log: Log

    @classmethod
    def of(cls, record: Aggregate) -> Self:
        definition = record.definition
        last_draft = definition.drafts.latest_first().first()
        untouched = left_out.last_untouched_draft(definition, record.watermark)
        standing = frozenset(drafting.incumbents(untouched.content if untouched else None))
        log = read_log(definition, record.watermark, standing)
        return cls(record, definition.last_run(), last_draft, standing, log)

    def previous(self, people: People) -> aggregation.Previous | None:
        """What grouping takes from the run before: names alone if other votes count now."""
        since = self.before.watermark if self.before else 0
        afresh = left_out.changed_since(self.log, since)
        return carried.unpack(self.before, people.keys, names_only=afresh)

    def read(self, shard: Shard) -> tuple[shards.Part, Sums]:
        """The votes of a shard, and their statistics: what they add to the kept ones."""
        following = self.record.shards.filter(number=shard.number + 1)
        until = following.values_list("first", flat=True).first()
        if not self.record.goes_on:
            return shards.read_part(self.log, shard, until, 0, None)
        assert self.before is not None
        packed = self.before.shards.values_list("votes", flat=True).get(number=shard.number)
        earlier = shards.unpack(packed)
        return shards.read_part(self.log, shard, until, self.before.watermark, earlier)

    def total(self, added: Iterable[Sums]) -> Sums:
        """The statistics of all shards."""
        size = self.log.revisions.size
        start = Sums.none(size)
        if self.record.goes_on and self.before is not None and self.before.sums is not None:
            start = shards.unpack_sums(self.before.sums, self.log.revisions)
        return reduce(Sums.plus, added, start)

    def placed(self, part: shards.Part, space: aggregation.Space) -> aggregation.Placed:
        classes = len(self.log.classes)
        return aggregation.place(part.shard, space, in_space=self.log.in_space, classes=classes)


class Stopwatch:
    """Moves a run from stage to stage and keeps the seconds of each."""

    def __init__(self, run: Aggregate) -> None:
        self._run = run
        self._laps: dict[str, float] = dict(run.seconds)
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
