"""Time pages on PostgreSQL: 2,000 proposals, a million votes, a draft of 200 clauses, and the
scorecard of 315 AI systems under 40 clauses.

`python -m bench.pages [--profile]` makes a database of its own on the server of
DATABASE_URL (default: this machine) and drops it when done. Times are of the whole
middleware stack in this process, one client at a time; the last line is over HTTP.
"""

import cProfile
import logging
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import Any

from bench.stored import analyse, database_of_our_own, seed

PARTICIPANTS, EACH = 20_000, 50
# One criterion that many quarrel about, and 199 others: 2,000 proposals, 200 clauses.
PROPOSALS = {"much-disputed": 209} | {f"criterion-{n}": 9 for n in range(1, 200)}
ROUNDS = 40
TARGETS = {  # medians in milliseconds
    "home": 50, "vote page": 60, "casting a vote": 25, "criterion": 80, "draft": 60, "diff": 80,
    "matrix": 120,
}  # fmt: skip
SYSTEMS, CLAUSES = 315, 40
MOST_KILOBYTES = {"systems": 150}  # compressed
PORT = 8199

type Call = Callable[[int], Any]


def main() -> None:
    # Nothing here is about limits or about waiting.
    for name in ("VOTE", "PROPOSE", "USER", "ANON"):
        for of_whom in ("", "NEW_", "NETWORK_"):
            os.environ[f"OPENMOOT_RATE_{of_whom}{name}"] = "1000000/min"
    with database_of_our_own():
        definition = _prepare()
        _bring_systems()
        calls = _calls(definition)
        for name, call in calls.items():
            _report(name, _timed(call))
            if "--profile" in sys.argv:
                _profile(name, call)
        with _gunicorn():
            _report("vote page over HTTP", _timed(_over_http()))


def _prepare() -> Any:
    """A definition with two drafts, the later with forty clauses reworded and ten gone."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from deliberation import actions
    from deliberation.models import User

    start = time.perf_counter()
    definition = seed(PARTICIPANTS, PROPOSALS, EACH, competing=True)
    analyse()
    actions.aggregate(definition_id=definition.pk)
    actions.publish_draft(draft=definition.drafts.get())
    clauses = list(definition.drafts.get().clauses.select_related("proposal__current")[:50])
    for clause in clauses[:40]:
        now = clause.proposal.current
        actions.revise_proposal(
            proposal=clause.proposal, level=now.level, requires=now.requires,
            wording=f"{now.wording} Old versions stay.", is_substantive=False,
        )  # fmt: skip
    moderator = User.objects.create_superuser("moderator@example.org")
    TOTP.activate(moderator, generate_totp_secret())
    for clause in clauses[40:]:
        actions.moderation.reject(
            proposal=clause.proposal, by=moderator, reason="other", note="Bench."
        )
    actions.aggregate(definition_id=definition.pk)
    analyse()
    votes = definition.aggregates.finished()[0].votes
    counted = definition.drafts.latest_first()[0].clauses.count()
    print(
        f"{sum(PROPOSALS.values()):,} proposals, {votes:,} votes, {counted} clauses;"
        f" prepared in {time.perf_counter() - start:.0f} s",
        flush=True,
    )
    return definition


def _bring_systems() -> None:
    """Systems of which most is known, and a published definition to look at them under."""
    import numpy as np
    from django.utils import timezone

    from deliberation import actions
    from deliberation.models import AISystem, Criterion, Evidence, ReferenceDefinition

    draw = np.random.default_rng(1)
    systems = AISystem.objects.bulk_create(
        AISystem(
            slug=f"system-{n}", name=f"System {n}", version=f"{n}B", developer=f"Maker {n % 90}",
            kind="language model", released=f"20{20 + n % 6}-07",
        )
        for n in range(SYSTEMS)
    )  # fmt: skip
    criteria = list(Criterion.objects.order_by("pk")[:CLAUSES])
    Evidence.objects.bulk_create(
        Evidence(
            system=system, criterion=criterion, level=str(level), confidence="high",
            basis="source read", origin="index", recorded_at=timezone.now(),
        )
        for system in systems
        for criterion, level in zip(
            criteria, draw.choice(["closed", "partial", "open", "unknown"], CLAUSES), strict=True
        )
    )  # fmt: skip
    reference = ReferenceDefinition.objects.create(slug="published", title="Published", position=1)
    reference.clauses.bulk_create(
        reference.clauses.model(
            reference=reference, number=number, criterion=criterion, level="MUST",
            requires="open", wording="It MUST be open.", section=str(number), basis="text",
        )
        for number, criterion in enumerate(criteria, start=1)
    )  # fmt: skip
    actions.assess_stale()
    analyse()


def _calls(definition: Any) -> dict[str, Call]:
    """What a signed-in participant asks for."""
    from django.test import Client
    from django.urls import reverse

    from deliberation import actions
    from deliberation.models import User

    user = User.objects.create_user("bench@example.org")
    actions.join(definition=definition, user=user, pseudonym="bench", class_slug="class-1")
    client = Client(HTTP_ACCEPT_ENCODING="gzip", HTTP_HOST="localhost")
    client.force_login(user)
    after, before = (draft.version for draft in definition.drafts.latest_first()[:2])
    numbers = list(definition.proposals.values_list("number", flat=True))

    def get(name: str, *arguments: Any, **query: str) -> Call:
        address = reverse(name, args=arguments)

        def call(_: int) -> None:
            response = client.get(address, query)
            assert response.status_code == 200, (address, response.status_code)
            most = MOST_KILOBYTES.get(name, 1000)
            assert len(response.content) <= most * 1000, (address, len(response.content))

        return call

    def vote(turn: int) -> None:
        address = reverse("cast-vote", args=["bench", numbers[-1 - turn]])
        response = client.post(address, {"vote": "agree", "back": "vote"})
        assert response.status_code == 302, response.status_code

    return {
        "home": get("home"),
        "definition": get("definition", "bench"),
        "vote page": get("vote", "bench"),
        "casting a vote": vote,
        "criteria": get("criteria", "bench"),
        "criterion": get("criterion", "bench", "much-disputed"),
        "draft": get("draft", "bench", after),
        "diff": get("diff", "bench", before, after),
        "report": get("report", "bench", after),
        "matrix": get("systems", "bench", under="published"),
        "system": get("system", "bench", "system-7"),
        "proposal": get("proposal", "bench", numbers[0]),
    }


def _timed(call: Call) -> tuple[list[float], list[float]]:
    """Milliseconds of each round, after two to warm up, by the clock and of our processor.

    The second leaves out the database, and whatever else this machine does meanwhile.
    """
    took, worked = [], []
    for turn in range(ROUNDS + 2):
        start, start_work = time.perf_counter(), time.process_time()
        call(turn)
        worked.append((time.process_time() - start_work) * 1000)
        took.append((time.perf_counter() - start) * 1000)
    return took[2:], worked[2:]


def _report(name: str, times: tuple[list[float], list[float]]) -> None:
    took, worked = times
    median, last = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    target = f"   to reach {TARGETS[name]} ms" if name in TARGETS else ""
    print(
        f"{name:22} median {median:6.1f} ms   95th percentile {last:6.1f} ms"
        f"   (processor {statistics.median(worked):.1f} ms){target}",
        flush=True,
    )


def _profile(name: str, call: Call) -> None:
    """Queries and the functions that take longest, of one call."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        call(ROUNDS + 2)
    print(f"  {len(queries)} queries")
    for query in sorted(queries, key=lambda each: -float(each["time"]))[:4]:
        print(f"  {float(query['time']) * 1000:6.0f} ms  {query['sql'][:300]}")
    profile = cProfile.Profile()
    profile.runcall(call, ROUNDS + 3)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(
        "deliberation|loader_tags|psycopg", 25
    )


@contextmanager
def _gunicorn() -> Any:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}",
               "--threads", "4", "--log-level", "warning"]  # fmt: skip
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _over_http() -> Call:
    """The vote page as a visitor, over one connection to gunicorn."""
    import httpx

    logging.getLogger("httpx").setLevel(logging.WARNING)
    client = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30)
    for _ in range(100):
        with suppress(httpx.TransportError):
            client.get("/healthz")
            break
        time.sleep(0.1)
    return lambda _: client.get("/d/bench/vote/").raise_for_status()


if __name__ == "__main__":
    main()
