"""Time `aggregate` on a million stored votes, reading included, on PostgreSQL.

`python -m bench.end_to_end [PARTICIPANTS PROPOSALS VOTES_EACH]` makes a database of its
own on the server of DATABASE_URL (default: this machine) and drops it when done.
"""

import resource
import sys
import time

from bench.stored import analyse, database_of_our_own

SIZES = (20_000, 1_000, 50)


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:4])) or SIZES
    with database_of_our_own():
        run(*sizes)


def run(participants: int, proposals: int, each: int) -> None:
    from bench.stored import seed
    from deliberation import actions

    definition = seed(participants, {"bench": proposals}, each)
    analyse()
    timed("first run", lambda: actions.aggregate(definition_id=definition.pk))
    change = max(participants * each // 100, 1)
    add_votes(definition, change)
    timed(f"run after {change:,} new votes", lambda: actions.aggregate(definition_id=definition.pk))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def timed(name: str, work) -> None:
    start = time.perf_counter()
    done = work()
    stages = ", ".join(f"{stage} {took:.2f}" for stage, took in done.seconds.items())
    print(f"{name}: {time.perf_counter() - start:.2f} s ({stages})")


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
