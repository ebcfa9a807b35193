"""Time `aggregate` on a million stored votes, reading included, on PostgreSQL.

`python -m bench.end_to_end [PARTICIPANTS PROPOSALS VOTES_EACH]` makes a database of its
own on the server of DATABASE_URL (default: this machine) and drops it when done.
"""

import resource
import sys
import time
from functools import partial

from bench.stored import analyse, database_of_our_own

SIZES = (20_000, 1_000, 50)


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:4])) or SIZES
    with database_of_our_own():
        run(*sizes)


def run(participants: int, proposals: int, each: int) -> None:
    from bench.stored import seed
    from deliberation import actions
    from deliberation.models import StandingChange

    definition = seed(participants, {"bench": proposals}, each)
    analyse()
    run_it = partial(actions.aggregate, definition_id=definition.pk)
    timed("first run, which gives every event its position", run_it)
    analyse()
    # Without a run to go on from, all of it is read.
    StandingChange.objects.all().delete()
    definition.aggregates.all().delete()
    whole = timed("whole run over stored votes", run_it)
    change = max(participants * each // 100, 1)
    add_votes(definition, change)
    onward = timed(f"run after {change:,} new votes", run_it)
    print(f"going on takes {onward / whole:.0%} of a whole run")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def timed(name: str, work) -> float:
    start, burnt = time.perf_counter(), time.process_time()
    done = work()
    took, burnt = time.perf_counter() - start, time.process_time() - burnt
    stages = ", ".join(f"{stage} {lap:.2f}" for stage, lap in done.seconds.items())
    print(f"{name}: {took:.2f} s, {burnt:.2f} s of it computing here ({stages})", flush=True)
    return took


def add_votes(definition, number: int) -> None:
    """Changes of mind: the first votes of some participants, turned round."""
    from deliberation.models import Event

    voters = definition.participants.order_by("pk").values_list("pk", flat=True)[: number // 10]
    votes = Event.objects.filter(participant__in=list(voters), kind="vote").order_by("pk")
    Event.objects.bulk_create(
        [
            Event(
                definition=definition, kind="vote", participant_id=vote.participant_id,
                revision_id=vote.revision_id, value=-(vote.value or 0) or 1, at=vote.at,
            )
            for vote in votes[:number]
        ],
        batch_size=5000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
