"""What the bounds of a multiple choice give away: who chooses how many is known beforehand.

Where everybody chose three of five options, as many as they may, all counts add up to three
times the number of people, and one that is withheld follows from the rest.
"""

import numpy as np

from surveys.questionnaire import Question
from surveys.results.suppression import WIDTH, Counts, Mask


def limits(counts: Counts, hidden: Mask, n: int, question: Question) -> tuple[Counts, Counts]:
    """(K,), (K,) the least and the most that each count can be, for what is told.

    counts: (K,) how many of n chose each option; hidden: (K,) which are withheld. Who chose an
    exclusive option chose nothing else; all others chose from `least` to `most` options.
    """
    low, high = np.where(hidden, 0, counts), np.where(hidden, n, counts)
    alone = np.array([each.is_exclusive for each in question.options])
    least = max(int(question.least or 1), 1)
    most = max(int(min(question.most or len(counts), (~alone).sum())), 1)
    people = n - int(counts[alone & ~hidden].sum())  # who may have chosen the others
    chosen = int(counts[~alone & ~hidden].sum())
    others, single = hidden & ~alone, hidden & alone
    unknown = int(others.sum())
    low[others] = max(0, least * people - chosen - (unknown - 1) * people)
    high[others] = min(people, most * people - chosen)
    if single.sum() == 1 and not unknown:
        low[single] = max(0, people - chosen // least)
    known = counts[~alone & ~hidden]
    high[single] = people - max(-(-chosen // most), int(known.max(initial=0)))
    return low, high


def is_tight(counts: Counts, hidden: Mask, n: int, question: Question) -> bool:
    """Whether a withheld count can be fewer than WIDTH + 1 numbers."""
    low, high = limits(counts, hidden, n, question)
    return bool((high - low < WIDTH)[hidden].any())


def is_tight_split(
    counts: Counts, hidden: Mask, question: Question, *, sizes: Counts, known: Mask, whole: Mask
) -> bool:
    """The same of (K, G) counts by group, for each group and for all others together.

    sizes, known: (G,) how many of each group answered, and of which that is told; whole: (K,)
    options whose sum over the groups is withheld.
    """
    total, everybody = counts.sum(axis=1), int(sizes.sum())
    for group in np.flatnonzero(known & (sizes > 0)):
        own, mask, n = counts[:, group], hidden[:, group], int(sizes[group])
        low, high = limits(own, mask, n, question)
        least, most = limits(total - own, mask | whole, everybody - n, question)
        low = np.where(whole, low, np.maximum(low, total - most))
        high = np.where(whole, high, np.minimum(high, total - least))
        if (high - low < WIDTH)[mask].any():
            return True
    return False
