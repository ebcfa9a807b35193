"""How aggregation stands: the run whose tallies pages show, and the one under way."""

from dataclasses import dataclass
from typing import Final

from deliberation.models import Aggregate, Definition

# What pages show of a run; what it carries for the engine is large.
SHOWN: Final = (
    "definition",
    "state",
    "stage",
    "watermark",
    "participants",
    "votes",
    "groups",
    "stability",
    "shard_count",
)


@dataclass(frozen=True)
class Runs:
    last: Aggregate | None
    present: Aggregate | None


def runs_of(definition: Definition, *more: str) -> Runs:
    """One query: the lock allows one running run at a time, and it is the newest.

    more: further fields that the page needs.
    """
    states = [Aggregate.State.RUNNING, Aggregate.State.DONE]
    runs = definition.aggregates.filter(state__in=states).only(*SHOWN, *more).with_shards_done()
    last = present = None
    for run in runs.order_by("-pk")[:2]:
        if run.state == Aggregate.State.RUNNING:
            present = present or run
        else:
            last = last or run
    return Runs(last, present)
