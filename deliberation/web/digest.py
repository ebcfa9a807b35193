"""What lists say of a draft: its outline and its changes, in the cache once read.

A draft's text never changes, and it names the draft before by hash; so what follows from
it is kept under its content hash and never goes stale.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from deliberation import drafting
from deliberation.drafting.compose import open_questions
from deliberation.models import Draft

KEY: Final = "draft-digest-2"  # counted up when Digest changes
KEPT_SECONDS: Final = 30 * 24 * 3600
MOST_CHANGES: Final = 4
# What happened to what is named first.
DONE: Final = {
    "added": _("{what} added."),
    "removed": _("{what} removed."),
    "reworded": _("{what} reworded."),
    "level-changed": _("{what} has a new level."),
    "new": _("{what} is an open question now."),
    "settled": _("{what} is settled."),
}


@dataclass(frozen=True)
class Digest:
    """binding: clauses that say MUST or MUST NOT. changes: kind and what it happened to,
    against `previous`."""

    clauses: int
    binding: int
    should: int
    may: int
    open_questions: int
    votes: int
    previous: str | None
    changes: tuple[tuple[str, str], ...]

    @property
    def sentences(self) -> list[str]:
        """The first changes by name, the rest by number, in the language of the page."""
        if self.previous is None:
            return [
                ngettext(
                    "The first draft, with {number} clause.",
                    "The first draft, with {number} clauses.",
                    self.clauses,
                ).format(number=self.clauses)
            ]
        told = [str(DONE[kind]).format(what=what) for kind, what in self.changes]
        rest = len(told) - MOST_CHANGES
        if rest > 1:
            more = ngettext("{number} more change.", "{number} more changes.", rest)
            return [*told[:MOST_CHANGES], more.format(number=rest)]
        return told


def digests(drafts: Sequence[Draft]) -> dict[int, Digest]:
    """The digest of each draft by primary key; at most one query, none once cached."""
    key_of = {draft.pk: f"{KEY}-{draft.bytes_hash}" for draft in drafts}
    known = cache.get_many(list(key_of.values()))
    missing = [draft for draft in drafts if key_of[draft.pk] not in known]
    if missing:
        fresh = dict(_digested(missing, key_of))
        cache.set_many(fresh, timeout=KEPT_SECONDS)
        known |= fresh
    return {pk: known[key] for pk, key in key_of.items()}


def digest(draft: Draft) -> Digest:
    return digests([draft])[draft.pk]


def digest_since(draft: Draft, before: Draft) -> Digest:
    """The same against any draft, not the one before."""
    key = f"{KEY}-{draft.bytes_hash}-{before.bytes_hash}"
    known: Digest | None = cache.get(key)
    if known is None:
        known = _digest(draft.content, before.content)
        cache.set(key, known, timeout=KEPT_SECONDS)
    return known


def _read_already(drafts: Sequence[Draft]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the page has read of these drafts, and of those before them."""
    for draft in drafts:
        for each in (draft, draft._state.fields_cache.get("previous")):
            if each is not None and "canonical" not in each.get_deferred_fields():
                yield each.pk, each.content


def _digested(missing: Sequence[Draft], key_of: dict[int, str]) -> Iterator[tuple[str, Digest]]:
    wanted = {draft.pk for draft in missing}
    wanted |= {draft.previous_id for draft in missing if draft.previous_id}
    texts = dict(_read_already(missing))
    if unread := wanted - set(texts):
        rows = Draft.objects.filter(pk__in=unread).values_list("pk", "canonical")
        texts |= {pk: json.loads(canonical) for pk, canonical in rows}
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


def _changes(content: dict[str, Any], before: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    if before is None:
        return
    compared = drafting.compare(before, content)
    for change in compared["changes"]:
        yield change["kind"], f"{change['number']} {change['title']}"
    for kind in ("new", "settled"):
        for each in compared["open_questions"][kind]:
            yield kind, each["title"]
