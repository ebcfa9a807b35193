"""A vote's whole way, through real processes, on both pairs of database and broker."""

import pytest

SEED = """
import json
from deliberation import actions
from deliberation.exchange import catalogue
from deliberation.models import Criterion, User
from rest_framework.authtoken.models import Token

catalogue.load()
definition = actions.open_definition(
    slug="open-source-ai", title="Open Source AI",
    criteria=list(Criterion.objects.filter(slug__in=["training-data", "no-scale-cap"])),
    classes=[("developers", "AI developers", ""), ("public", "Affected public", "")],
)
for criterion, level in (("training-data", "MUST"), ("no-scale-cap", "MUST NOT")):
    actions.open_proposal(
        definition=definition, criterion_slug=criterion, level=level, requires="open",
        wording=f"It {level} be so.", origin="seeded",
    )
tokens = []
for number in range(36):
    user = User.objects.create_user(f"user{number}@example.org")
    actions.join(definition=definition, user=user, pseudonym=f"heron-{number}",
                 class_slug=("developers", "public")[number % 2])
    tokens.append(Token.objects.create(user=user).key)
print(json.dumps(tokens))
"""


def test_votes_sent_to_the_api_make_the_worker_cut_a_new_version(installation):
    tokens = installation.shell(SEED)
    installation.start("web", "worker", "beat")
    for token in tokens[:5]:
        assert installation.vote(1, "agree", token).status_code == 200
    installation.until(lambda: (installation.proposal(1)["tally"] or {}).get("agrees") == 5)
    assert installation.latest() is None, "five votes are below quorum"

    for token in tokens[5:]:
        assert installation.vote(1, "agree", token).status_code == 200
    first = installation.until(installation.latest)
    assert first["version"] == "0.1.0"
    assert [c["proposal"] for part in first["parts"] for c in part["clauses"]] == [1]

    for token in tokens:
        assert installation.vote(2, "agree", token).status_code == 200
    second = installation.until(
        lambda: (found := installation.latest()) and found["version"] == "0.2.0" and found
    )
    assert second["previous"]["version"] == "0.1.0"
    assert second["votes"] >= 36 + 30
    installation.until(lambda: installation.proposal(2)["tally"]["agrees"] == len(tokens))


@pytest.mark.slow
def test_a_repeated_vote_adds_no_event(installation):
    token = installation.shell(SEED)[0]
    installation.start("web")
    answers = [installation.vote(1, "agree", token).json()["new"] for _ in range(3)]
    assert answers == [True, False, False]


@pytest.mark.slow
def test_a_killed_worker_leaves_no_half_a_draft_and_the_next_one_finishes(installation):
    tokens = installation.shell(SEED)
    installation.start("web", "worker", "beat")
    for index, token in enumerate(tokens):
        installation.vote(1, "agree", token)
        if index % 9 == 4:
            installation.kill("worker")
            installation.start("worker")
    draft = installation.until(installation.latest)
    assert draft["votes"] >= 30
    assert draft["version"] == "0.1.0"
    health = installation.until(
        lambda: (found := installation.get("/healthz").json())["status"] == "ok" and found
    )
    assert health == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.slow
def test_votes_outlive_a_broker_that_lost_everything(installation):
    """No worker, no scheduler and then an emptied broker: the sweep finds the work."""
    tokens = installation.shell(SEED)
    installation.start("web")
    for token in tokens:
        assert installation.vote(1, "agree", token).status_code == 200
    installation.shell(EMPTY_BROKER)
    installation.start("worker", "beat")
    assert installation.until(installation.latest)["votes"] == 36


EMPTY_BROKER = """
import shutil
from django.conf import settings
if settings.REDIS_URL:
    import redis
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
else:
    shutil.rmtree(settings.HOME / "broker" / "messages")
    (settings.HOME / "broker" / "messages").mkdir()
print("null")
"""


@pytest.mark.slow
@pytest.mark.services
def test_a_vote_is_taken_while_redis_is_away(services):
    tokens = services.shell(SEED)
    services.env = services.env | {"REDIS_URL": "redis://127.0.0.1:1/0"}
    services.start("web")
    answer = services.vote(1, "agree", tokens[0])
    assert answer.status_code == 200
    assert answer.json()["new"]
    health = services.get("/healthz").json()
    assert (health["status"], health["database"]) == ("degraded", "ok")
    assert health["broker"] != "ok"
