"""A huge definition in the midst of its run holds nobody up."""

import time

import psutil
import psycopg
import pytest

from tests.system.test_way_of_a_vote import SEED

pytestmark = [pytest.mark.services, pytest.mark.slow]

HUGE = """
import json
from django.db import connection
from django.utils import timezone
from deliberation import actions
from deliberation.models import Criterion

definition = actions.open_definition(
    slug="huge", title="Huge", competing=False,
    criteria=list(Criterion.objects.filter(slug="training-data")),
)
for number in range(100):
    actions.open_proposal(
        definition=definition, criterion_slug="training-data", level="SHOULD",
        requires="open", wording=f"It SHOULD be so, {number}.", origin="seeded",
    )
now = timezone.now()
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO deliberation_participant (definition_id, pseudonym, is_simulated, joined_at)"
        " SELECT %s, 'p-' || n, true, %s FROM generate_series(1, 3000) AS n", [definition.pk, now])
    cursor.execute(
        "INSERT INTO deliberation_event"
        " (definition_id, kind, participant_id, revision_id, value, at)"
        " SELECT %s, 'vote', p.id, o.voted_id, (p.id * 7 + o.number) %% 3 - 1, %s"
        " FROM deliberation_participant p, deliberation_proposal o"
        " WHERE p.definition_id = %s AND o.definition_id = %s",
        [definition.pk, now, definition.pk, definition.pk])
print(json.dumps(definition.pk))
"""


def state_of(installation, definition):
    with psycopg.connect(installation.env["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT state FROM deliberation_aggregate WHERE definition_id = %s"
            " ORDER BY id DESC LIMIT 1",
            [definition],
        ).fetchone()
    return found[0] if found else None


def test_others_get_their_drafts_while_a_huge_run_stands_still(services):
    services.env |= {"OPENMOOT_LARGE_VOTES": "1000"}
    tokens = services.shell(SEED)
    huge = services.shell(HUGE)
    services.start("web", "small", "large", "beat")
    services.until(lambda: state_of(services, huge) == "running" or None)
    leader = psutil.Process(services.processes["large"].pid)
    worker = [leader, *leader.children(recursive=True)]
    for process in worker:
        process.suspend()
    try:
        assert state_of(services, huge) == "running", "frozen in the midst of it"
        for token in tokens:
            assert services.vote(1, "agree", token).status_code == 200
        assert services.until(services.latest)["version"] == "0.1.0"
        time.sleep(1)
        assert state_of(services, huge) == "running"
    finally:
        for process in worker:
            process.resume()
    services.until(lambda: state_of(services, huge) == "done")
