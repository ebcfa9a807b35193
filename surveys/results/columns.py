"""Answers as columns of small numbers: what all results are counted from.

Answers come as mappings by key, in chunks, as they are read; each question becomes one
numpy array, so that a hundred thousand responses take a few megabytes a question.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from surveys.questionnaire import Question, Questionnaire, asks_about, conditions_of, holds
from surveys.results.texts import plain, words

MISSING: Final = -1
BLANK: Final = b"\xff"  # the same as a byte
ONE_CHOICE: Final = ("single", "likert")
BY_CLASS: Final = "class"  # what splits by stakeholder class; a question of this key splits none
WORDS_KEPT: Final = 50_000  # different words and texts that are counted; the rest is left out


class Codes:
    """single, likert: (N,) index of the option, -1 if not answered."""

    def __init__(self, question: Question) -> None:
        self.codes = {value: index for index, value in enumerate(question.values)}
        self.data = array("h")

    def extend(self, answers: Sequence[Any]) -> None:
        codes = self.codes
        self.data.extend(
            [
                MISSING
                if each is None
                else codes[each]
                if type(each) is str
                else codes[each["choice"]]
                for each in answers
            ]
        )

    def values(self) -> npt.NDArray[np.int16]:
        return np.frombuffer(self.data, dtype=np.int16)


class Picks:
    """multiple: (N, K) int8: 1 chosen, 0 not, all -1 if not answered."""

    def __init__(self, question: Question) -> None:
        self.names = question.values
        self.known: dict[tuple[str, ...], bytes] = {}
        self.data = bytearray()

    def extend(self, answers: Sequence[Any]) -> None:
        blank = BLANK * len(self.names)
        self.data += b"".join([blank if each is None else self._row(each) for each in answers])

    def _row(self, answer: list[Any]) -> bytes:
        """Ones and noughts; the same choice is worked out once."""
        chosen = tuple([one if type(one) is str else one["choice"] for one in answer])
        row = self.known.get(chosen)
        if row is None:
            row = self.known[chosen] = bytes(name in chosen for name in self.names)
        return row

    def values(self) -> npt.NDArray[np.int8]:
        return np.frombuffer(bytes(self.data), dtype=np.int8).reshape(-1, max(len(self.names), 1))


class Numbers:
    """number: (N,) float64, NaN if not answered."""

    def __init__(self, question: Question) -> None:
        self.data = array("d")

    def extend(self, answers: Sequence[Any]) -> None:
        nan = float("nan")
        self.data.extend([nan if each is None else each for each in answers])

    def values(self) -> npt.NDArray[np.float64]:
        return np.frombuffer(self.data, dtype=np.float64)


class Grid:
    """matrix: (N, R) index of the option for each row, -1 if not answered."""

    def __init__(self, question: Question) -> None:
        self.codes = {value: index for index, value in enumerate(question.values)}
        self.rows = question.row_values
        self.data = array("h")

    def extend(self, answers: Sequence[Any]) -> None:
        codes, rows, blank = self.codes, self.rows, [MISSING] * len(self.rows)
        for each in answers:
            if each is None:
                self.data.extend(blank)
            else:
                self.data.extend([codes[each[r]] if r in each else MISSING for r in rows])

    def values(self) -> npt.NDArray[np.int16]:
        return np.frombuffer(self.data, dtype=np.int16).reshape(-1, max(len(self.rows), 1))


class Places:
    """ranking: (N, K) place of each option from 0, -1 if it has none."""

    def __init__(self, question: Question) -> None:
        self.codes = {value: index for index, value in enumerate(question.values)}
        self.data = array("b")

    def extend(self, answers: Sequence[Any]) -> None:
        codes, width = self.codes, len(self.codes)
        for each in answers:
            row = [MISSING] * width
            for place, value in enumerate(each or ()):
                row[codes[value]] = place
            self.data.extend(row)

    def values(self) -> npt.NDArray[np.int8]:
        return np.frombuffer(self.data, dtype=np.int8).reshape(-1, max(len(self.codes), 1))


class Points:
    """allocation: (N, K) int32 points, all -1 if not answered."""

    def __init__(self, question: Question) -> None:
        self.names = question.values
        self.data = array("i")

    def extend(self, answers: Sequence[Any]) -> None:
        names, blank = self.names, [MISSING] * len(self.names)
        for each in answers:
            self.data.extend(blank if each is None else [each[name] for name in names])

    def values(self) -> npt.NDArray[np.int32]:
        return np.frombuffer(self.data, dtype=np.int32).reshape(-1, max(len(self.names), 1))


class Extremes:
    """best-worst: (N, S, 2) index of the best and the worst of each set, -1 not answered."""

    def __init__(self, question: Question) -> None:
        self.codes = {value: index for index, value in enumerate(question.values)}
        self.sets = len(question.sets)
        self.data = array("h")

    def extend(self, answers: Sequence[Any]) -> None:
        codes, blank = self.codes, [MISSING] * (2 * self.sets)
        for each in answers:
            row = blank.copy()
            for number, (best, worst) in (each or {}).items():
                row[2 * int(number) : 2 * int(number) + 2] = codes[best], codes[worst]
            self.data.extend(row)

    def values(self) -> npt.NDArray[np.int16]:
        return np.frombuffer(self.data, dtype=np.int16).reshape(-1, self.sets, 2)


class Marks:
    """ballot: (N, C, F) int8: 1 required, 0 not, all -1 for a component left empty."""

    def __init__(self, question: Question) -> None:
        self.rows, self.names = question.row_values, question.values
        self.known: dict[tuple[str, ...], bytes] = {}
        self.data = bytearray()

    def extend(self, answers: Sequence[Any]) -> None:
        blank = BLANK * len(self.names)
        nothing = blank * len(self.rows)
        for each in answers:
            if each is None:
                self.data += nothing
                continue
            for row in self.rows:
                self.data += self._marks(each[row]) if row in each else blank

    def _marks(self, marked: list[str]) -> bytes:
        """Ones and noughts; the same marks are worked out once."""
        key = tuple(marked)
        row = self.known.get(key)
        if row is None:
            row = self.known[key] = bytes(name in key for name in self.names)
        return row

    def values(self) -> npt.NDArray[np.int8]:
        flat = np.frombuffer(bytes(self.data), dtype=np.int8)
        return flat.reshape(-1, len(self.rows), len(self.names))


class Texts:
    """short-text, long-text: how many wrote each text and each word, never who."""

    def __init__(self, question: Question) -> None:
        self.answered = 0
        self.counts: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        self.words: Counter[str] = Counter()

    def extend(self, answers: Sequence[Any]) -> None:
        written = Counter([each for each in answers if each is not None])
        self.answered += written.total()
        for text, number in written.items():
            key = plain(text)
            if key in self.counts or len(self.counts) < WORDS_KEPT:
                self.counts[key] += number
                # The smallest by letters, so that the order of responses does not matter.
                self.shown[key] = min(self.shown.get(key, text), text)
            for word in words(text):
                if word in self.words or len(self.words) < WORDS_KEPT:
                    self.words[word] += number


class Days(Numbers):
    """date: (N,) days since 1970-01-01, NaN if not answered."""

    def extend(self, answers: Sequence[Any]) -> None:
        known = [each for each in answers if each is not None]
        days = iter(np.array(known, dtype="datetime64[D]").astype(np.int64).tolist())
        nan = float("nan")
        self.data.extend([nan if each is None else float(next(days)) for each in answers])


type Column = Codes | Picks | Numbers | Grid | Places | Points | Extremes | Marks | Texts | Days
KINDS: Final[Mapping[str, type[Any]]] = {
    "single": Codes, "likert": Codes, "multiple": Picks, "number": Numbers, "matrix": Grid,
    "ranking": Places, "allocation": Points, "best-worst": Extremes, "ballot": Marks,
    "short-text": Texts, "long-text": Texts, "date": Days,
}  # fmt: skip


def _is_cut(asked: Questionnaire, key: str) -> bool:
    """Whether counts of options do not say already how many were asked the question."""
    others = [asked.questions[each] for each in asks_about(asked, key)]
    return len(others) > 1 or any(each.kind not in ONE_CHOICE for each in others)


class Table:
    """The columns of a questionnaire, and the stakeholder class of each response.

    classes: slugs, in order; `groups` holds their indices, -1 for none.
    """

    def __init__(self, asked: Questionnaire, classes: Sequence[str]) -> None:
        self.asked, self.classes = asked, tuple(classes)
        self.columns: dict[str, Any] = {
            key: KINDS[question.kind](question) for key, question in asked.questions.items()
        }
        self._codes = {slug: index for index, slug in enumerate(classes)}
        self._groups = array("h")
        self._shown = {
            key: (conditions_of(asked, key), bytearray())
            for key in asked.questions
            if _is_cut(asked, key)
        }

    def extend(self, rows: Iterable[tuple[str | None, Mapping[str, Any]]]) -> None:
        """Add responses: the slug of the class, and the answers by key."""
        chunk = list(rows)
        answers = [given for _, given in chunk]
        self._groups.extend([self._codes.get(slug or "", MISSING) for slug, _ in chunk])
        for key, column in self.columns.items():
            column.extend([given.get(key) for given in answers])
        for conditions, flags in self._shown.values():
            flags.extend([all(holds(one, each) for one in conditions) for each in answers])

    def shown(self, key: str) -> npt.NDArray[np.bool_]:
        """(N,) whether each response was asked a question that hangs on more than one answer to
        one question of one choice."""
        return np.frombuffer(bytes(self._shown[key][1]), dtype=np.bool_)

    def __len__(self) -> int:
        return len(self._groups)

    @property
    def groups(self) -> npt.NDArray[np.int16]:
        return np.frombuffer(self._groups, dtype=np.int16)
