"""What lists say of a draft: its outline and its changes, in the cache once read.

A draft's text never changes, and it names the draft before by hash; so what follows from
it is kept under its content hash and never goes stale.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache

from deliberation import drafting
from deliberation.drafting.compose import open_questions
from deliberation.models import Draft

KEY: Final = "draft-digest-1"  # counted up when Digest or its sentences change
KEPT_SECONDS: Final = 30 * 24 * 3600
MOST_CHANGES: Final = 4
DONE: Final = {
    "added": "added",
    "removed": "removed",
    "reworded": "reworded",
    "level-changed": "has a new level",
}


@dataclass(frozen=True)
class Digest:
    """binding: clauses that say MUST or MUST NOT. changes: sentences, against `previous`."""

    clauses: int
    binding: int
    should: int
    may: int
    open_questions: int
    votes: int
    previous: str | None
    changes: tuple[str, ...]


def digests(drafts: Sequence[Draft]) -> dict[int, Digest]:
    """The digest of each draft by primary key; at most one query, none once cached."""
    key_of = {draft.pk: f"{KEY}-{draft.content_hash}" for draft in drafts}
    known = cache.get_many(list(key_of.values()))
    missing = [draft for draft in drafts if key_of[draft.pk] not in known]
    if missing:
        fresh = dict(_digested(missing, key_of))
        cache.set_many(fresh, timeout=KEPT_SECONDS)
        known |= fresh
    return {pk: known[key] for pk, key in key_of.items()}


def digest(draft: Draft) -> Digest:
    return digests([draft])[draft.pk]


def _digested(missing: Sequence[Draft], key_of: dict[int, str]) -> Iterator[tuple[str, Digest]]:
    wanted = {draft.pk for draft in missing}
    wanted |= {draft.previous_id for draft in missing if draft.previous_id}
    texts = {
        pk: json.loads(canonical)
        for pk, canonical in Draft.objects.filter(pk__in=wanted).values_list("pk", "canonical")
    }
    for draft in missing:
        before = texts[draft.previous_id] if draft.previous_id else None
        yield key_of[draft.pk], _digest(texts[draft.pk], before)


def _digest(content: dict[str, Any], before: dict[str, Any] | None) -> Digest:
    levels = Counter(clause["level"] for clause in drafting.clauses(content))
    return Digest(
        clauses=levels.total(),
        binding=levels["MUST"] + levels["MUST NOT"],
        should=levels["SHOULD"],
        may=levels["MAY"],
        open_questions=len(list(open_questions(content))),
        votes=content["votes"],
        previous=before["version"] if before else None,
        changes=tuple(_changes(content, before)),
    )


def _count(clauses: int) -> str:
    return "1 clause" if clauses == 1 else f"{clauses:,} clauses"


def _changes(content: dict[str, Any], before: dict[str, Any] | None) -> Iterable[str]:
    """The first changes by name, the rest by number."""
    if before is None:
        return [f"The first draft, with {_count(len(list(drafting.clauses(content))))}."]
    compared = drafting.compare(before, content)
    told = [
        f"{change['number']} {change['title']} {DONE[change['kind']]}."
        for change in compared["changes"]
    ]
    for kind, words in (("new", "is an open question now"), ("settled", "is settled")):
        told += [f"{each['title']} {words}." for each in compared["open_questions"][kind]]
    rest = len(told) - MOST_CHANGES
    if rest > 1:
        return [*told[:MOST_CHANGES], f"{rest} more changes."]
    return told
