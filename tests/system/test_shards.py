"""A run in shards on several workers, with one of them killed in the midst."""

import psycopg
import pytest

from tests.system.test_fairness import HUGE, state_of
from tests.system.test_way_of_a_vote import SEED

pytestmark = pytest.mark.slow


def tallies(installation, definition):
    """What an unsharded run finds, and what the last run found: counts, groups, statuses."""
    return installation.shell(f"""
import json
from deliberation import actions
from deliberation.models import Aggregate, Definition

def found(run):
    rows = run.tallies.values_list("proposal__number", "agrees", "disagrees", "passes", "status")
    return [run.shard_count, run.votes, run.groups, sorted(map(list, rows))]

definition = Definition.objects.get(pk={definition})
sharded = found(definition.last_run())
definition.aggregates.all().delete()
print(json.dumps([sharded, found(actions.aggregate(definition_id=definition.pk))]))
""")


@pytest.mark.services
def test_a_sharded_run_survives_a_killed_worker_and_finds_what_one_process_finds(services):
    services.env |= {
        "OPENMOOT_LARGE_VOTES": "1000", "OPENMOOT_SHARD_VOTES": "20000",
        "OPENMOOT_SHARD_LEASE_SECONDS": "15", "OPENMOOT_TASK_SECONDS": "60",
    }  # fmt: skip
    services.shell(SEED)
    huge = services.shell(HUGE)
    services.start("web", "small", "large", "beat")
    services.until(lambda: shards_counted(services, huge) or None)
    services.kill("large")
    services.start("large", "large2")
    services.until(lambda: state_of(services, huge) == "done", seconds=180)
    services.stop()
    services.env["OPENMOOT_SHARD_VOTES"] = "100000000"
    sharded, at_once = tallies(services, huge)
    assert (sharded[0], at_once[0]) == (16, 1)
    assert sharded[1:] == at_once[1:]
    assert sharded[1] == 300_000


def shards_counted(installation, definition):
    """How many shards of the present run have their votes."""
    with psycopg.connect(installation.env["DATABASE_URL"]) as connection:
        return connection.execute(
            "SELECT count(*) FROM deliberation_shard s JOIN deliberation_aggregate a"
            " ON a.id = s.aggregate_id WHERE a.definition_id = %s AND s.votes IS NOT NULL"
            " AND a.state = 'running'",
            [definition],
        ).fetchone()[0]


def test_the_embedded_default_runs_in_shards_too(embedded):
    """A chord on the broker of files, with results in files."""
    embedded.env |= {"OPENMOOT_SHARD_VOTES": "20"}
    token, *others = embedded.shell(SEED)
    embedded.start("web", "worker", "beat")
    for each in (token, *others):
        assert embedded.vote(1, "agree", each).status_code == 200
    assert embedded.until(embedded.latest)["version"] == "0.1.0"
    counted = embedded.shell(
        "from deliberation.models import Aggregate;"
        "print(max(Aggregate.objects.finished().values_list('shard_count', flat=True)))"
    )
    assert counted > 1
