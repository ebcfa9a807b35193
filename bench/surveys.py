"""Time surveys on PostgreSQL: 100,000 responses of 40 questions.

`python -m bench.surveys` makes a database of its own on the server of DATABASE_URL (default:
this machine) and drops it when done: a snapshot, the CSV, and saving a section as a participant.
"""

import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.stored import analyse, database_of_our_own

RESPONSES, BATCH = 100_000, 2_000
SNAPSHOT_SECONDS, SNAPSHOT_MB, ROWS_A_SECOND, SAVE_MS = 12, 400, 15_000, 25
KINDS = (
    ["single"] * 10 + ["likert"] * 10 + ["multiple"] * 6 + ["number"] * 4 + ["matrix"] * 2
    + ["ranking"] * 2 + ["allocation"] + ["best-worst"] + ["ballot"] + ["date"] + ["long-text"] * 2
)  # fmt: skip
VALUES = ("a", "b", "c", "d", "e")
TEXTS = ("Open the data.", "Keep the weights open!", "Say where it comes from", "No opinion yet.")


def document() -> dict[str, Any]:
    """Forty questions in four sections, the last on a condition."""
    options = [{"value": each, "text": {"en": each.upper()}} for each in VALUES]
    asked = []
    for number, kind in enumerate(KINDS):
        question: dict[str, Any] = {
            "key": f"q{number}", "kind": kind, "text": {"en": f"Question {number}?"}
        }  # fmt: skip
        if kind not in ("number", "date", "long-text"):
            question["options"] = options
        if kind in ("matrix", "ballot"):
            question["rows"] = options
        if kind == "best-worst":
            question["sets"] = [["a", "b", "c"], ["c", "d", "e"], ["a", "d", "e"]]
        asked.append(question)
    sections = [
        {"key": f"s{n}", "title": {"en": f"Section {n}"}, "questions": asked[n * 10 : n * 10 + 10]}
        for n in range(4)
    ]
    sections[3]["show_if"] = {"question": "q0", "is_not": "e"}
    return {
        "format": "openmoot-survey/1", "language": "en", "title": {"en": "Bench"},
        "sections": sections,
    }  # fmt: skip


def answers(dice: random.Random) -> dict[str, Any]:
    """One response, most questions answered."""
    made: dict[str, Any] = {}
    for number, kind in enumerate(KINDS):
        if dice.random() < 0.08:
            continue
        made[f"q{number}"] = _ANSWERS[kind](dice)
    return made


_ANSWERS: dict[str, Any] = {
    "single": lambda d: d.choice(VALUES),
    "likert": lambda d: d.choice(VALUES),
    "multiple": lambda d: sorted(d.sample(VALUES, d.randint(1, 4))),
    "number": lambda d: d.randint(0, 100),
    "matrix": lambda d: {row: d.choice(VALUES) for row in VALUES},
    "ranking": lambda d: d.sample(VALUES, 5),
    "allocation": lambda d: {"a": 20, "b": 20, "c": 30, "d": 20, "e": 10},
    "best-worst": lambda d: {"0": ["a", "b"], "1": ["c", "e"], "2": ["d", "a"]},
    "ballot": lambda d: {row: d.sample(VALUES, 2) for row in VALUES},
    "date": lambda d: f"2026-{d.randint(1, 12):02d}-01",
    "long-text": lambda d: d.choice(TEXTS),
}


def main() -> None:
    # Nothing here is about limits.
    os.environ["OPENMOOT_RATE_ANSWER"] = os.environ["OPENMOOT_RATE_NEW_ANSWER"] = "1000000/min"
    with database_of_our_own():
        survey = _prepare()
        _snapshot_apart(survey.pk)
        _exported(survey)
        _spss_apart(survey.pk)
        _saved(survey)


def _prepare() -> Any:
    from django.utils import timezone

    from deliberation import actions as deliberation
    from deliberation.models import Category, Criterion
    from surveys import actions
    from surveys.models import Response, Survey

    category, _ = Category.objects.get_or_create(
        slug="data", defaults={"title": "Data", "position": 1}
    )
    criterion = Criterion.objects.create(
        slug="bench", category=category, title="Bench", question="?", position=1, scale=[]
    )
    classes = [(f"class-{n}", f"Class {n}", "") for n in range(6)]
    definition = deliberation.open_definition(
        slug="bench", title="Bench", criteria=[criterion], classes=classes
    )
    survey = actions.create_survey(definition=definition, slug="bench", document=document())
    actions.publish_version(version=survey.draft(), by=None)
    survey = Survey.objects.select_related("current", "definition").get(pk=survey.pk)
    own, now, start = (
        list(definition.stakeholder_classes.all()),
        timezone.now(),
        time.perf_counter(),
    )
    dice = random.Random(1)

    def rows() -> Iterator[Response]:
        for number in range(RESPONSES):
            yield Response(
                survey=survey, version=survey.current, answers=answers(dice), started_at=now,
                saved_at=now, sent_at=now, stakeholder_class=own[number % 6], language="en",
            )  # fmt: skip

    batch: list[Response] = []
    for row in rows():
        batch.append(row)
        if len(batch) == BATCH:
            Response.objects.bulk_create(batch)
            batch.clear()
    analyse()
    print(f"{RESPONSES:,} responses stored in {time.perf_counter() - start:.0f} s", flush=True)
    return survey


def _snapshot_apart(pk: int) -> None:
    """In a process of its own, whose memory is its own too."""
    code = f"from bench.surveys import snapshot; snapshot({pk})"
    subprocess.run([sys.executable, "-c", code], check=True)


def snapshot(pk: int) -> None:
    """Take a snapshot; tell seconds and memory."""
    import django

    django.setup()
    from surveys import actions
    from surveys.models import Survey

    survey = Survey.objects.select_related("current", "definition").get(pk=pk)
    start, work = time.perf_counter(), time.process_time()
    taken = actions.take_snapshot(survey=survey)
    took, worked = time.perf_counter() - start, time.process_time() - work
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert taken is not None
    assert taken.responses == RESPONSES
    print(
        f"snapshot               {took:6.1f} s (processor {worked:.1f} s), {megabytes:.0f} MB"
        f"   to reach {SNAPSHOT_SECONDS} s, {SNAPSHOT_MB} MB",
        flush=True,
    )


def _exported(survey: Any) -> None:
    from surveys.exchange import responses

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, work, size = time.perf_counter(), time.process_time(), 0
    for block in responses.wide(survey.current, "en"):
        size += len(block)
    took, worked = time.perf_counter() - start, time.process_time() - work
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    print(
        f"CSV                    {RESPONSES / took:8,.0f} responses a second"
        f" (processor {RESPONSES / worked:,.0f}), {size / 1e6:.0f} MB written,"
        f" memory grew by {grown:.0f} MB   to reach {ROWS_A_SECOND:,}",
        flush=True,
    )


def _spss_apart(pk: int) -> None:
    """In a process of its own: what pandas holds on to is no part of the others' memory."""
    code = f"from bench.surveys import spss; spss({pk})"
    subprocess.run([sys.executable, "-c", code], check=True)


def spss(pk: int) -> None:
    """Write all responses for SPSS; tell seconds and memory."""
    import django

    django.setup()
    from surveys.exchange import spss
    from surveys.models import Survey

    version = Survey.objects.select_related("current", "definition").get(pk=pk).current
    assert version is not None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, work = time.perf_counter(), time.process_time()
    path = spss.write_spss(version, "en")
    took, worked = time.perf_counter() - start, time.process_time() - work
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    print(
        f"SPSS                   {took:6.1f} s (processor {worked:.1f} s),"
        f" {path.stat().st_size / 1e6:.0f} MB written, memory grew by {grown:.0f} MB",
        flush=True,
    )
    path.unlink()


def _saved(survey: Any) -> None:
    """The whole middleware stack, one participant at a time."""
    from django.test import Client
    from django.urls import reverse

    from deliberation import actions as deliberation
    from deliberation.models import User

    user = User.objects.create_user("bench@example.org")
    deliberation.join(
        definition=survey.definition, user=user, pseudonym="bench", class_slug="class-1"
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    client.post(reverse("survey", args=["bench", "bench"]))
    address = reverse("survey-section", args=["bench", "bench", "s0"])
    shown = ",".join(f"q{number}" for number in range(10))
    times, worked = [], []
    for turn in range(42):
        sent = {"shown": shown} | {f"q-q{n}": VALUES[(turn + n) % 4] for n in range(10)}
        start, work = time.perf_counter(), time.process_time()
        answer = client.post(address, sent)
        times.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - work) * 1000)
        assert answer.status_code == 302, answer.content
    print(
        f"saving a section       median {statistics.median(times[2:]):5.1f} ms"
        f" (processor {statistics.median(worked[2:]):.1f} ms)   to reach {SAVE_MS} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
