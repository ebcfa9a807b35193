"""What branches give away: whoever was asked a question answered another one in a certain way.

That a question on a condition has n answers tells of the answers that its condition asks for.
So such questions are told in total only where that tells nothing that is withheld, and of
questions that hang together only the first is split into groups: the others' answers then go
with whoever gave the first, however those are dealt to the groups.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from surveys.questionnaire import Question, Questionnaire, asks_about, conditions_of, holds
from surveys.results.columns import BY_CLASS, ONE_CHOICE, Table
from surveys.results.suppression import SMALLEST, Mask
from surveys.results.tables import Frequencies, frequencies, picks, withhold_groups

type Codes = npt.NDArray[np.integer]


def firsts(asked: Questionnaire) -> dict[str, str]:
    """For each question, the first of those that hang together with it by conditions."""
    first = {key: key for key in asked.questions}
    for key in asked.questions:
        joined = {first[key], *(first[other] for other in asks_about(asked, key))}
        least = next(each for each in asked.questions if each in joined)
        first = {each: least if head in joined else head for each, head in first.items()}
    return first


class Branches:
    """What of a table may be told, for its questions and the conditions among them."""

    def __init__(self, table: Table) -> None:
        self.table, self.asked = table, table.asked
        self.first = firsts(table.asked)
        self._told: dict[str, bool] = {}
        self._asked_by: dict[str, list[str]] = {}
        for key in self.asked.questions:
            for other in asks_about(self.asked, key):
                self._asked_by.setdefault(other, []).append(key)

    def may_split(self, key: str, by: str) -> bool:
        """Whether a question may be split by the answers to another, or by class: `by`.

        A question that decides the class is not, for its answers are the classes.
        """
        if by == BY_CLASS:
            return self.first[key] == key and self.asked.questions[key].use != "class"
        return self.first[key] == key and self.first[by] != key

    def is_asked_by_others(self, key: str) -> bool:
        return key in self._asked_by

    def may_tell(self, key: str) -> bool:
        """Whether totals of a question give away nothing of those that decide who sees it."""
        if key not in self._told:
            others = asks_about(self.asked, key)
            self._told[key] = all(self.may_tell(other) for other in others) and all(
                self._is_safe(key, self.asked.questions[other], alone=len(others) == 1)
                for other in others
            )
        return self._told[key]

    def _is_safe(self, key: str, other: Question, *, alone: bool) -> bool:
        """Whether what the question says of another one's answers is told of those anyway."""
        if alone and other.kind in ONE_CHOICE:
            hidden = self._frequencies(other)[0].hidden
            sides = {
                self._opens(key, other, value)
                for value, withheld in zip(other.values, hidden, strict=True)
                if withheld
            }
            return len(sides) < 2
        if any(each.hidden.any() for each in self._frequencies(other)):
            return False
        return all(self._is_wide(codes) for codes in self._cut(key, other))

    def _opens(self, key: str, other: Question, value: str) -> bool:
        return all(holds(each, {other.key: value}) for each in conditions_of(self.asked, key))

    def counted(self, other: Question) -> Frequencies:
        """How a question of one choice is told; one that decides the class, as classes are."""
        told = frequencies(self.table.columns[other.key].values(), len(other.options))
        if not self.may_tell(other.key):
            return replace(told, hidden=np.ones_like(told.hidden), n=None)
        if other.use != "class" or told.n is None:
            return told
        classes = dict(zip(self.table.classes, self.class_sizes_hidden(), strict=False))
        linked = [classes.get(each.link, False) for each in other.options]
        return replace(told, hidden=told.hidden | np.array(linked, dtype=np.bool_))

    def class_sizes_hidden(self) -> Mask:
        """(G + 1,) classes, and no class, whose size is not told."""
        groups, k = self.table.groups, len(self.table.classes)
        sizes = np.bincount(np.where(groups < 0, k, groups), minlength=k + 1).astype(np.int64)
        hidden = withhold_groups(sizes)
        for question in self.asked.used_for("class"):
            if question.kind in ONE_CHOICE:
                column = self.table.columns[question.key].values()
                told = frequencies(column, len(question.options))
                linked = {o.link for o, h in zip(question.options, told.hidden, strict=True) if h}
                hidden |= [each in linked for each in (*self.table.classes, None)]
        return hidden

    def _frequencies(self, other: Question) -> list[Frequencies]:
        """How the question that decides is told; nothing where it is not told by counts."""
        column = self.table.columns[other.key]
        if other.kind in ONE_CHOICE:
            return [self.counted(other)]
        if other.kind == "multiple":
            return [picks(column.values(), other)]
        if other.kind == "matrix":
            return [frequencies(row, len(other.options)) for row in column.values().T]
        return []

    def _cut(self, key: str, other: Question) -> Iterator[Codes]:
        """Parts into which who was asked cuts the answers to the other question."""
        column = self.table.columns[other.key]
        flags = self.table.shown(key).astype(np.int64)
        if other.kind in ONE_CHOICE:
            codes = column.values()
            yield (codes * 2 + flags)[codes >= 0]
        elif other.kind in ("multiple", "matrix"):
            for codes in column.values().T:
                yield (codes * 2 + flags)[codes >= 0]
        else:
            every = [self.table.shown(each) for each in self._asked_by[other.key]]
            yield sum((each.astype(np.int64) << n for n, each in enumerate(every)), flags * 0)

    def _is_wide(self, codes: Codes) -> bool:
        counts = np.unique(codes, return_counts=True)[1]
        return bool((counts >= SMALLEST).all())
