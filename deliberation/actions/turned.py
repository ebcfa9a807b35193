"""Verdicts that turned: because the text of a definition changed, or what is known did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Final

from django.db.models import Exists, OuterRef

from deliberation.actions.verdict_changes import verdicts_under
from deliberation.models import AISystem, Definition, Draft, VerdictChange

MOST_DRAFTS: Final = 10
MOST_CHANGES: Final = 200


@dataclass(frozen=True)
class Turn:
    """A system whose verdict is another than before."""

    system: AISystem
    before: str
    after: str


@dataclass(frozen=True)
class Turned:
    """Systems whose verdicts under a draft turned at once. previous: the draft before, where
    the text is why; None where what is known is."""

    draft: Draft
    previous: Draft | None
    at: datetime
    turns: tuple[Turn, ...]


def turned(definition: Definition) -> list[Turned]:
    """The latest first. Four queries.

    What a new draft turned is told once all systems are assessed under it, by what is known
    now; what changed in what is known, under the draft that was the latest then.
    """
    found = [*_by_text(definition), *_by_knowledge(definition)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _by_text(definition: Definition) -> Iterator[Turned]:
    drafts = list(definition.drafts.latest_first().without_text()[: MOST_DRAFTS + 1])
    systems = AISystem.objects.in_bulk()
    verdicts = verdicts_under(drafts)
    for after, before in pairwise(drafts):
        then, now = verdicts[before.pk], verdicts[after.pk]
        if len(now) < len(systems):
            continue
        turns = tuple(
            Turn(systems[pk], then[pk], verdict)
            for pk, verdict in now.items()
            if pk in systems and then.get(pk, verdict) != verdict
        )
        if turns:
            yield Turned(after, before, after.created_at, turns)


def _by_knowledge(definition: Definition) -> Iterator[Turned]:
    later = Draft.objects.filter(
        definition=OuterRef("draft__definition"),
        created_at__lte=OuterRef("at"),
        pk__gt=OuterRef("draft"),
    )
    changes = (
        VerdictChange.objects.filter(~Exists(later), draft__definition=definition)
        .select_related("system", "draft")
        .defer("draft__canonical", "draft__report")
        .order_by("-at", "-draft", "system")[:MOST_CHANGES]
    )
    for (_draft, at), rows in groupby(changes, key=lambda each: (each.draft_id, each.at)):
        same = list(rows)
        assert same[0].draft is not None
        turns = tuple(Turn(each.system, each.before, each.after) for each in same)
        yield Turned(same[0].draft, None, at, turns)
