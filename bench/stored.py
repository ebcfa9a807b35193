"""A definition with a million votes, in a PostgreSQL database of its own."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

SERVER = os.environ.get("DATABASE_URL") or "postgres://postgres@localhost:5432/postgres"
NAME = f"openmoot_bench_{os.getpid()}"


@contextmanager
def database_of_our_own() -> Iterator[None]:
    """Django set up on a migrated database that is dropped at the end."""
    with psycopg.connect(SERVER, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{NAME}"')
        try:
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}"))
            os.environ.setdefault("OPENMOOT_PROFILE", "development")
            os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            call_command("migrate", verbosity=0)
            yield
        finally:
            connections.close_all()
            admin.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def analyse() -> None:
    """What autovacuum would do in a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# As long as real clauses are.
WORDING = (
    "Whoever distributes an AI system under the name {level} publish what is needed to check part"
    " {number} of it, in the form preferred for making modifications, at no charge beyond the cost"
    " of copying, and without asking who the recipient is or what the system will be used for."
)
SCALE = [
    {"level": level, "title": level.capitalize(), "meaning": f"It is {level}."}
    for level in ("closed", "partial", "open")
]


def seed(participants: int, proposals: Mapping[str, int], each: int, *, competing: bool = False):
    """A definition with planted groups, written in bulk.

    proposals: how many for each criterion; where they compete, everybody wants the first.
    """
    from deliberation import actions
    from deliberation.models import Category, Criterion, Proposal

    categories = [
        Category.objects.create(slug=f"part-{n}", title=f"Part {n}", position=n)
        for n in range(1, 7)
    ]
    criteria = [
        Criterion.objects.create(
            slug=slug, category=categories[n * 6 // len(proposals)], title=f"Criterion {slug}",
            question=f"What of {slug}?", scale=SCALE, position=n,
        )
        for n, slug in enumerate(proposals)
    ]  # fmt: skip
    definition = actions.open_definition(
        slug="bench", title="Bench", criteria=criteria, competing=competing,
        classes=[(f"class-{n}", f"Class {n}", "") for n in range(6)],
    )  # fmt: skip
    wanted = []
    for slug, number in proposals.items():
        for n in range(number):
            level = ("MUST", "SHOULD")[n % 2]
            opened = actions.open_proposal(
                definition=definition, criterion_slug=slug, level=level, requires="open",
                wording=WORDING.format(level=level, number=n), origin=Proposal.Origin.SEEDED,
                rationale="Nobody can check what they cannot see.",
            )  # fmt: skip
            wanted += [opened.voted_id] if competing and n == 0 else []
    people = _bring_people(definition, participants)
    _copy_votes(definition, people, each, wanted)
    return definition


def _bring_people(definition, number: int) -> list[int]:
    from django.utils import timezone

    from deliberation.models import Event, Participant

    now = timezone.now()
    kinds = list(definition.stakeholder_classes.all())
    people = Participant.objects.bulk_create(
        [
            Participant(
                definition=definition, pseudonym=f"p-{n}", joined_at=now,
                stakeholder_class=kinds[n % len(kinds)],
            )
            for n in range(number)
        ],
        batch_size=5000,
    )  # fmt: skip
    Event.objects.bulk_create(
        [
            Event(
                definition=definition, kind="joined", participant=person, at=now,
                payload={"class": kinds[n % len(kinds)].slug},
            )
            for n, person in enumerate(people)
        ],
        batch_size=5000,
    )  # fmt: skip
    return [person.pk for person in people]


def _copy_votes(definition, people: list[int], each: int, wanted: list[int]) -> None:
    """wanted: revisions that every group is for."""
    import numpy as np
    from django.db import connection
    from django.utils import timezone

    dice = np.random.default_rng(1)
    revisions = np.array(definition.proposals.values_list("voted", flat=True))
    leaning = dice.choice([-1, 0, 1], size=(3, len(revisions)), p=[0.35, 0.15, 0.5])
    leaning[:, np.isin(revisions, wanted)] = 1
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
