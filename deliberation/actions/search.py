"""Finding what was written: by its words, and by likeness to what is being written.

PostgreSQL finds by full text and trigrams, on indexes (migration search_indexes); on
SQLite, rows are read and compared here with rapidfuzz. Both have the same rules: a text is
found if each word of the query begins a word of it, and, where no text is, if it is spelt
alike. How alike two wordings are is always said by `likeness`, so it means the same on both.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from rapidfuzz import fuzz, process

from deliberation.models import (
    AISystem,
    Argument,
    Clause,
    CriterionUse,
    Definition,
    Draft,
    Proposal,
)

MOST: Final = 100  # of a kind, that are looked at
QUERY_LIMIT: Final = 200  # characters
WORDS_LIMIT: Final = 12
WORD: Final = re.compile(r"\w+")
# From which a text is found though no word is the same: by trigrams, and by letters.
SPELT_ALIKE: Final = 0.45  # of 1
LETTERS_ALIKE: Final = 80  # of 100
ALIKE: Final = 60  # of 100, from which a proposal is shown while one writes
VERY_ALIKE: Final = 85  # of 100, from which one is asked once more before publishing
ENOUGH: Final = 3  # words, before anything can be said to be alike
# The words that every clause has say nothing about likeness.
COMMON: Final = frozenset(
    {"a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "if", "in", "is", "it",
     "its", "may", "must", "not", "of", "on", "or", "should", "that", "the", "this", "to", "which",
     "with"}
)  # fmt: skip


@dataclass(frozen=True)
class Alike:
    """A proposal whose wording is like another. likeness: 0 … 100."""

    proposal: Proposal
    likeness: int

    @property
    def is_very_alike(self) -> bool:
        return self.likeness >= VERY_ALIKE


@dataclass(frozen=True)
class Found:
    """Rows of one kind, best first. is_inexact: none has the words, these are spelt alike."""

    rows: Sequence[Any]
    is_inexact: bool = False

    @property
    def is_all(self) -> bool:
        return len(self.rows) < MOST


@dataclass(frozen=True)
class Kind:
    """A kind of text: which rows, and in which fields their words are, the name first."""

    rows: Callable[[QuerySet[Definition]], QuerySet[Any]]
    fields: tuple[str, ...]


def _criteria(definitions: QuerySet[Definition]) -> QuerySet[Any]:
    return CriterionUse.objects.filter(definition__in=definitions).select_related(
        "definition", "criterion__category"
    )


def _proposals(definitions: QuerySet[Definition]) -> QuerySet[Any]:
    return (
        Proposal.objects.standing()
        .filter(definition__in=definitions)
        .select_related("definition", "criterion", "current")
    )


def _clauses(definitions: QuerySet[Definition]) -> QuerySet[Any]:
    """Those of each definition's latest draft."""
    latest = Draft.objects.filter(definition=OuterRef("draft__definition")).latest_first()
    return (
        Clause.objects.filter(
            draft__definition__in=definitions, draft=Subquery(latest.values("pk")[:1])
        )
        .select_related("draft__definition", "criterion", "revision")
        .defer("draft__canonical")
    )


def _arguments(definitions: QuerySet[Definition]) -> QuerySet[Any]:
    return (
        Argument.objects.standing()
        .filter(proposal__in=Proposal.objects.standing().filter(definition__in=definitions))
        .select_related("proposal__definition", "proposal__criterion", "current")
    )


def _systems(definitions: QuerySet[Definition]) -> QuerySet[Any]:
    """AI systems, of which all definitions have a page; `told` has all their names."""
    space = Value(" ")
    told = Concat(
        "name", space, "version", space, "developer", space, "family", output_field=CharField()
    )
    return AISystem.objects.filter(Exists(definitions)).annotate(told=told)


KINDS: Final[dict[str, Kind]] = {
    "criteria": Kind(
        _criteria, ("criterion__title", "criterion__question", "criterion__description")
    ),
    "proposals": Kind(_proposals, ("current__wording", "current__rationale")),
    "arguments": Kind(_arguments, ("current__text",)),
    "clauses": Kind(_clauses, ("criterion__title", "revision__wording")),
    "systems": Kind(_systems, ("name", "told")),
}


def words_of(query: str) -> list[str]:
    """The words that are looked for."""
    return WORD.findall(query[:QUERY_LIMIT].lower())[:WORDS_LIMIT]


def search(
    *, definitions: QuerySet[Definition], query: str, kinds: Sequence[str] = tuple(KINDS)
) -> dict[str, Found]:
    """What has the words of the query, per kind, at most MOST of each.

    Rejected proposals are left out; clauses are those of the latest drafts; AI systems come
    with the first of the definitions as `definition`.
    """
    words = words_of(query)
    if not words:
        return {kind: Found([]) for kind in kinds}
    found = {kind: _with_words(KINDS[kind], definitions, words) for kind in kinds}
    is_inexact = not any(found.values())
    if is_inexact:
        spelt = " ".join(words)
        found = {kind: _spelt_alike(KINDS[kind], definitions, spelt) for kind in kinds}
    if systems := found.get("systems"):
        at = definitions.order_by("pk").first()
        for each in systems:
            each.definition = at
    return {kind: Found(rows, is_inexact) for kind, rows in found.items()}


def similar_proposals(
    *, definition: Definition, wording: str, but: Proposal | None = None, most: int = 5
) -> list[Alike]:
    """Proposals of the definition whose wordings are like this one, the likest first.

    but: one that is left out, since this wording is to be its own.
    """
    words = _telling(wording)
    if len(words) < ENOUGH:
        return []
    candidates: QuerySet[Proposal] = Proposal.objects.standing().filter(definition=definition)
    if but is not None:
        candidates = candidates.exclude(pk=but.pk)
    if connection.vendor == "postgresql":
        candidates = _likely(candidates, wording, words)
    rows = list(candidates.select_related("criterion", "current"))
    texts = [_text(row, "current__wording") for row in rows]
    likest = process.extract(
        wording, texts, scorer=likeness, score_cutoff=ALIKE, limit=most, processor=None
    )
    return [Alike(rows[index], round(score)) for _, score, index in likest]


def likeness(one: str, other: str, **_: Any) -> float:
    """How alike two wordings are, 0 … 100, whatever the order of their words.

    Words that are in every clause are left out. A wording that is only begun is compared
    with the nearest part of the other one, for a little less.
    """
    left, right = (" ".join(sorted(_telling(text))) for text in (one, other))
    begun = 0.9 * fuzz.token_set_ratio(left, right) if len(left) < len(right) else 0.0
    return max(fuzz.ratio(left, right), begun)


def alike_pairs(wordings: Sequence[str], *, at_least: int) -> list[tuple[int, int, int]]:
    """Which of these wordings are alike, and how much: (index, later index, 0 … 100).

    As `likeness` says it of whole wordings; every pair is compared.
    """
    texts = [" ".join(sorted(_telling(text))) for text in wordings]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=at_least)
    return [
        (int(one), int(other), round(float(scores[one, other])))
        for one, other in np.argwhere(scores)
        if one < other and len(texts[one].split()) >= ENOUGH
    ]


def _telling(text: str) -> list[str]:
    return [word for word in WORD.findall(text.lower()) if word not in COMMON]


def _likely(candidates: QuerySet[Any], wording: str, words: Sequence[str]) -> QuerySet[Any]:
    """PostgreSQL: the proposals with some of the words, by trigrams the likest first."""
    some = SearchQuery(" | ".join(words[:40]), config="simple", search_type="raw")
    near = TrigramWordSimilarity(wording[:500], "current__wording")
    matching = candidates.annotate(text=SearchVector("current__wording", config="simple"))
    return matching.filter(text=some).order_by(near.desc())[:MOST]


def _with_words(kind: Kind, definitions: QuerySet[Definition], words: Sequence[str]) -> list[Any]:
    """Rows of which one field has all the words, as beginnings of its own."""
    rows = kind.rows(definitions)
    if connection.vendor == "postgresql":
        query = SearchQuery(
            " & ".join(f"{word}:*" for word in words), config="simple", search_type="raw"
        )
        vectors = {
            f"text_{index}": SearchVector(name, config="simple")
            for index, name in enumerate(kind.fields)
        }
        matches = Q()
        for name in vectors:
            matches |= Q(**{name: query})
        return _best_first(list(rows.annotate(**vectors).filter(matches)[:MOST]), kind, words)
    patterns = [re.compile(rf"\b{re.escape(word)}", re.IGNORECASE) for word in words]
    having = (
        row
        for row in rows.iterator()
        if any(
            all(pattern.search(text) for pattern in patterns) for text in _texts(row, kind.fields)
        )
    )
    return _best_first([row for row, _ in zip(having, range(MOST), strict=False)], kind, words)


def _spelt_alike(kind: Kind, definitions: QuerySet[Definition], query: str) -> list[Any]:
    """Rows whose first field has something that is spelt like the query, the nearest first."""
    rows, name = kind.rows(definitions), kind.fields[0]
    if connection.vendor == "postgresql":
        near = TrigramWordSimilarity(query, name)
        alike = rows.filter(**{f"{name}__trigram_word_similar": query})
        with transaction.atomic(), connection.cursor() as cursor:
            # The lookup, and with it the index, knows the limit as a setting alone.
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)",
                [str(SPELT_ALIKE)],
            )
            return list(alike.order_by(near.desc())[:MOST])
    scored = [(_spelling(query, _text(row, name)), index, row) for index, row in enumerate(rows)]
    near_ones = sorted(
        (each for each in scored if each[0] >= LETTERS_ALIKE), key=lambda each: (-each[0], each[1])
    )
    return [row for _, _, row in near_ones[:MOST]]


def _spelling(query: str, text: str) -> float:
    """How near the nearest words of the text come to those of the query, 0 … 100."""
    words = set(WORD.findall(text.lower()))
    nearest = [
        max((fuzz.ratio(wanted, word) for word in words), default=0.0) for wanted in query.split()
    ]
    return sum(nearest) / len(nearest)


def _best_first(rows: Sequence[Any], kind: Kind, words: Sequence[str]) -> list[Any]:
    """Those with the words in their first field come first; else the order stays."""

    def place(row: Any) -> int:
        texts = (text.lower() for text in _texts(row, kind.fields))
        return next((i for i, text in enumerate(texts) if all(w in text for w in words)), 9)

    return sorted(rows, key=place)


def _texts(row: Any, fields: Sequence[str]) -> Iterator[str]:
    return (_text(row, name) for name in fields)


def _text(row: Any, path: str) -> str:
    """The text at the end of a path such as current__wording."""
    for name in path.split("__"):
        row = getattr(row, name)
    return str(row)
