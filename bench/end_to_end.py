"""Time `aggregate` on a million stored votes, reading included, on PostgreSQL.

`python -m bench.end_to_end [PARTICIPANTS PROPOSALS VOTES_EACH]` makes a database of its
own on the server of DATABASE_URL (default: this machine) and drops it when done.
"""

import os
import resource
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg

SERVER = os.environ.get("DATABASE_URL") or "postgres://postgres@localhost:5432/postgres"
NAME = f"openmoot_bench_{os.getpid()}"
SIZES = (20_000, 1_000, 50)


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:4])) or SIZES
    with psycopg.connect(SERVER, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{NAME}"')
        try:
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}"))
            os.environ.setdefault("OPENMOOT_PROFILE", "development")
            os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
            run(*sizes)
        finally:
            from django.db import connections

            connections.close_all()
            admin.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def run(participants: int, proposals: int, each: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from deliberation import actions

    call_command("migrate", verbosity=0)
    definition = seed(participants, proposals, each)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
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


def seed(participants: int, proposals: int, each: int):
    """A definition with planted groups, written in bulk."""
    from django.utils import timezone

    from deliberation import actions
    from deliberation.models import Category, Criterion, Event, Participant, Proposal

    scale = [{"level": level, "title": level, "meaning": level} for level in ("closed", "open")]
    category = Category.objects.create(slug="bench", title="Bench", position=1)
    criterion = Criterion.objects.create(
        slug="bench", category=category, title="Bench", question="?", scale=scale, position=1
    )
    classes = [(f"class-{n}", f"Class {n}", "") for n in range(6)]
    definition = actions.open_definition(
        slug="bench", title="Bench", criteria=[criterion], classes=classes, competing=False
    )
    for number in range(proposals):
        actions.open_proposal(
            definition=definition, criterion_slug="bench", level="SHOULD", requires="open",
            wording=f"It SHOULD be so, {number}.", origin=Proposal.Origin.SEEDED,
        )  # fmt: skip
    now = timezone.now()
    kinds = list(definition.stakeholder_classes.all())
    people = Participant.objects.bulk_create(
        [
            Participant(
                definition=definition, pseudonym=f"p-{n}", joined_at=now,
                stakeholder_class=kinds[n % 6],
            )
            for n in range(participants)
        ],
        batch_size=5000,
    )  # fmt: skip
    Event.objects.bulk_create(
        [
            Event(
                definition=definition, kind="joined", participant=person, at=now,
                payload={"class": f"class-{n % 6}"},
            )
            for n, person in enumerate(people)
        ],
        batch_size=5000,
    )  # fmt: skip
    copy_votes(definition, [person.pk for person in people], each)
    return definition


def copy_votes(definition, people, each: int) -> None:
    import numpy as np
    from django.db import connection
    from django.utils import timezone

    dice = np.random.default_rng(1)
    revisions = np.array(definition.proposals.values_list("voted", flat=True))
    leaning = dice.choice([-1, 0, 1], size=(3, len(revisions)), p=[0.35, 0.15, 0.5])
    now = timezone.now().isoformat()
    columns = "definition_id, kind, participant_id, revision_id, value, at"
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY deliberation_event ({columns}) FROM STDIN") as copy,
    ):
        for index, person in enumerate(people):
            for column in dice.choice(len(revisions), each, replace=False):
                value = leaning[index % 3, column] if dice.random() > 0.15 else 0
                copy.write_row(
                    (definition.pk, "vote", person, int(revisions[column]), int(value), now)
                )


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
