"""Keeping what texts say of systems up to date: only what changed, as from scratch.

Whatever a verdict rests on raises the `evidence_state` of its system, in its own transaction;
an assessment remembers the state it was made from. So those that are missing or out of date
are found by a query: a lost message costs a sweep's delay, a task that runs twice does nothing
twice, and one that dies leaves the rest to the next.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from deliberation.actions.known import AnyText, known_of, scales, text_of
from deliberation.assessment import VERDICTS, Assessed, Levels, assess_all
from deliberation.models import (
    AISystem,
    Assessment,
    Draft,
    ReferenceDefinition,
    VerdictChange,
)

CHUNK: Final = 200  # systems at a time
BATCH: Final = 1000
ASKED_KEY: Final = "assessment-requested"
FIELDS: Final = (
    "verdict", "on_other_terms", "results", "changes", "should_passed", "should_clauses",
    "evidence_state",
)  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How many of the systems are assessed, and how many of them as they are known now."""

    done: int
    assessed: int
    systems: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.systems


def request_assessment() -> None:
    """Ask, once this transaction is committed, for what is out of date to be assessed.

    At most one task per debounce window, after it, so that it sees whatever found the flag.
    """
    transaction.on_commit(_send, robust=True)


def scales_changed() -> None:
    """Note that scales, which decide results, may be others. Call it in the transaction of the
    change."""
    AISystem.objects.all().touch()
    request_assessment()


def _send() -> None:
    window = settings.AGGREGATE_DEBOUNCE_SECONDS
    if AISystem.objects.exists() and cache.add(ASKED_KEY, 1, timeout=window):
        # By name: tasks import actions, not the other way round.
        current_app.send_task("deliberation.tasks.assess", countdown=window)


def progress(text: AnyText) -> Progress:
    """How far the assessing of one text is. One query."""
    of_text = text.assessments.filter(system=OuterRef("pk"))
    counts = AISystem.objects.aggregate(
        systems=Count("pk"),
        assessed=Count("pk", filter=Exists(of_text)),
        done=Count("pk", filter=Exists(of_text.fresh())),
    )
    return Progress(**counts)


def is_behind() -> bool:
    """Whether some assessment is missing or out of date."""
    return bool(_stale_texts())


def assess_stale(*, progress: Callable[[int], object] | None = None) -> int:
    """Assess what is missing or out of date, and nothing else; returns how many it stored.

    Each chunk of systems is a transaction, so that progress is seen and kept. progress: is
    told how many were done with each.
    """
    stored = 0
    for text in _stale_texts():
        for done in _assess_text(text):
            stored += done
            if progress is not None:
                progress(done)
    return stored


def _stale_texts() -> list[AnyText]:
    """Texts that lack a fresh assessment of some system; the latest drafts first."""
    systems = AISystem.objects.count()
    fresh = Count(
        "assessments",
        filter=Q(assessments__evidence_state=F("assessments__system__evidence_state")),
    )
    if not systems:
        return []
    drafts = Draft.objects.annotate(fresh=fresh).filter(fresh__lt=systems).without_text()
    references = ReferenceDefinition.objects.annotate(fresh=fresh).filter(fresh__lt=systems)
    return [*drafts.order_by("-pk"), *references]


def _assess_text(text: AnyText) -> Iterator[int]:
    clauses, levels = text_of(text), scales()
    fresh = text.assessments.fresh().values("system")
    stale = list(
        AISystem.objects.exclude(pk__in=fresh).order_by("pk").values_list("pk", "evidence_state")
    )
    for start in range(0, len(stale), CHUNK):
        # The states were read before the evidence: what changes meanwhile is stale again.
        states = dict(stale[start : start + CHUNK])
        known = known_of(list(states))
        (assessed,) = assess_all([clauses], Levels.of(levels, list(known.values())))
        _store(text, states, assessed)
        yield len(states)


def _store(text: AnyText, states: dict[int, int], assessed: Assessed) -> None:
    field = "draft" if isinstance(text, Draft) else "reference"
    rows = [
        Assessment(system_id=pk, evidence_state=state, **{field: text}, **_row(assessed, column))
        for column, (pk, state) in enumerate(states.items())
    ]
    with transaction.atomic():
        before = {
            each.system_id: each
            for each in text.assessments.filter(system__in=states)
            .order_by("pk")
            .select_for_update()
        }
        # Another task may have seen a later state meanwhile; its word stands.
        rows = [
            each
            for each in rows
            if each.system_id not in before
            or before[each.system_id].evidence_state <= each.evidence_state
        ]
        _note_changes(text, field, before, rows)
        Assessment.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["system", field],
            update_fields=FIELDS,
        )


def _row(assessed: Assessed, column: int) -> dict[str, Any]:
    return {
        "verdict": VERDICTS[assessed.verdicts[column]],
        "on_other_terms": bool(assessed.on_other_terms[column]),
        "results": assessed.letters(column),
        "changes": int(assessed.changes[column]),
        "should_passed": int(assessed.should_passed[column]),
        "should_clauses": assessed.should_clauses,
    }


def _note_changes(
    text: AnyText, field: str, before: dict[int, Assessment], rows: Sequence[Assessment]
) -> None:
    """Append the verdicts that are others than they were."""
    now = timezone.now()
    VerdictChange.objects.bulk_create(
        [
            VerdictChange(
                system_id=each.system_id,
                before=before[each.system_id].verdict,
                after=each.verdict,
                evidence_state=each.evidence_state,
                at=now,
                **{field: text},
            )
            for each in rows
            if each.system_id in before and before[each.system_id].verdict != each.verdict
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
