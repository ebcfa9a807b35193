"""Open answers: words, and answers that say nearly the same."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

ALIKE: Final = 88  # of 100, by rapidfuzz's token sort ratio
MOST_COMPARED: Final = 1500  # distinct answers, the most frequent ones
LONGEST: Final = 300  # characters; longer texts are hardly written twice
WORD: Final = re.compile(r"[^\W\d_][\w’'-]*", re.UNICODE)
SHORTEST_WORD: Final = 3


@dataclass(frozen=True)
class Alike:
    """Answers that say nearly the same. text: the one given most often; people: how many."""

    text: str
    people: int
    wordings: int


def plain(text: str) -> str:
    """A text without what does not matter when two are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded, re.UNICODE))


def words(text: str) -> set[str]:
    """The different words of a text, in lower case."""
    found = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return {each for each in found if len(each) >= SHORTEST_WORD}


def group_alike(counts: Counter[str], shown: dict[str, str]) -> list[Alike]:
    """Join plain texts that are nearly the same, the most frequent first.

    counts: how many gave each plain text; shown: how the first of them wrote it. Each text
    joins the most frequent one that it is like; those beyond MOST_COMPARED stand alone.
    """
    ordered = sorted(counts, key=lambda each: (-counts[each], each))
    heads: list[str] = []
    members: dict[str, list[str]] = {}
    for text in ordered:
        head = None
        if len(members) < MOST_COMPARED and 0 < len(text) <= LONGEST and heads:
            match = process.extractOne(
                text, heads, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
            )
            head = match[0] if match else None
        if head is None:
            head = text
            if len(heads) < MOST_COMPARED and len(text) <= LONGEST:
                heads.append(text)
        members.setdefault(head, []).append(text)
    groups = [
        Alike(shown[head], sum(counts[each] for each in joined), len(joined))
        for head, joined in members.items()
    ]
    return sorted(groups, key=lambda each: (-each.people, each.text))
