"""The results of a whole survey as one document, ready to be published.

A function of the answers and the questionnaire alone: no clock, no chance, and the order of
responses does not matter. Everything in it has been through suppression.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from surveys.questionnaire import Question, conditions_of
from surveys.results import ballots, bestworst, rankings
from surveys.results.branches import Branches
from surveys.results.columns import BY_CLASS, KINDS, ONE_CHOICE, Table
from surveys.results.intervals import mean_of, rounded
from surveys.results.means import as_told, few_decide, keep_company, mean_told, means_by
from surveys.results.spread import days_spread, numbers_spread
from surveys.results.suppression import SMALLEST
from surveys.results.tables import (
    Grouping,
    cross_picks,
    cross_table,
    frequencies,
    known,
    picks,
)
from surveys.results.texts import group_alike

FORMAT: Final = "openmoot-survey-results/1"
MOST_WORDS: Final = 100
PAIRS: Final = 40  # options of a ranking up to which pairs are told
FEWEST_RANKING: Final = 2 * SMALLEST  # of fewer, whom the majority prefers tells a small number


def snapshot(table: Table) -> dict[str, Any]:
    """The document of results. Counts of fewer than five people are null in it.

    It has splits by all that can split them, each safe with all totals but not with another;
    `split_only` leaves one.
    """
    branches = Branches(table)
    counted = _Counted(table, branches, list(_groupings(table, branches)))
    return {
        "format": FORMAT,
        "responses": known(len(table)),
        "smallest": SMALLEST,
        "classes": list(table.classes),
        "questions": [counted.question(each) for each in table.asked.questions.values()],
    }


def split_only(document: Mapping[str, Any], by: str) -> dict[str, Any]:
    """The document without splits by anything but `by`, as it may be published.

    Two ways to split the same answers, put together, can give away what each withholds.
    """
    return {**_kept(document, by), "split": by}


def _kept(value: Any, by: str) -> Any:
    """A part of the document without the other splits, which are lists under "by"."""
    if isinstance(value, list):
        return [_kept(each, by) for each in value if by == _split_of(each, by)]
    if not isinstance(value, Mapping):
        return value
    return {name: _kept(each, by) for name, each in value.items()}


def _split_of(part: Any, default: str) -> Any:
    return part.get("by", default) if isinstance(part, Mapping) and "groups" in part else default


def _groupings(table: Table, branches: Branches) -> Iterator[Grouping]:
    if table.classes:
        codes = np.where(table.groups < 0, len(table.classes), table.groups).astype(np.int16)
        hidden = branches.class_sizes_hidden()
        yield Grouping(BY_CLASS, table.classes, codes, hidden, has_none=True)
    for key, question in table.asked.questions.items():
        if question.kind in ONE_CHOICE and key != BY_CLASS:
            codes = table.columns[key].values()
            k, whole = len(question.options), branches.counted(question)
            if whole.n is not None and branches.may_tell(key):
                codes = np.where(codes < 0, k, codes).astype(np.int16)
                hidden = np.append(whole.hidden, False)
                # Who was not asked is a group by their answers; who left it out is none.
                has_none = bool(conditions_of(table.asked, key))
                yield Grouping(key, question.values, codes, hidden, has_none)


@dataclass(frozen=True, eq=False)
class _Counted:
    table: Table
    branches: Branches
    groupings: list[Grouping]

    def question(self, question: Question) -> dict[str, Any]:
        column = self.table.columns[question.key]
        head: dict[str, Any] = {"key": question.key, "kind": question.kind}
        if not self.branches.may_tell(question.key):
            # As if nobody had answered: what there is to tell would be of the branch as well.
            head["is_withheld"] = True
            column = KINDS[question.kind](question)
            column.extend([None] * len(self.table))
        return {**head, **_TOLD[question.kind](self, question, column)}

    def others(self, question: Question) -> list[Grouping]:
        """What the answers to a question can be split by."""
        return [each for each in self.groupings if self.branches.may_split(question.key, each.key)]

    def choice(self, question: Question, column: Any) -> dict[str, Any]:
        codes, whole = column.values(), self.branches.counted(question)
        crossed = (cross_table(codes, whole, each) for each in self.others(question))
        return {
            "n": whole.n,
            "options": whole.told(question.values),
            "by": [each for each in crossed if each is not None],
        }

    def multiple(self, question: Question, column: Any) -> dict[str, Any]:
        chosen = column.values()
        whole = picks(chosen, question)
        crossed = (cross_picks(chosen, whole, each, question) for each in self.others(question))
        return {
            "n": whole.n,
            "options": whole.told(question.values),
            "by": [each for each in crossed if each is not None],
        }

    def matrix(self, question: Question, column: Any) -> dict[str, Any]:
        grid, rows = column.values(), []
        for index, row in enumerate(question.row_values):
            codes = np.ascontiguousarray(grid[:, index])
            whole = frequencies(codes, len(question.options))
            crossed = (cross_table(codes, whole, each) for each in self.others(question))
            rows.append(
                {
                    "row": row,
                    "n": whole.n,
                    "options": whole.told(question.values),
                    "by": [each for each in crossed if each is not None],
                }
            )
        return {"n": known(int((grid >= 0).any(axis=1).sum())), "rows": rows}

    def number(self, question: Question, column: Any) -> dict[str, Any]:
        values = column.values()
        given = values[~np.isnan(values)]
        crossed = (means_by(values, each) for each in self.others(question))
        return {
            **mean_told(given),
            "spread": []
            if self.branches.is_asked_by_others(question.key)
            else numbers_spread(given, is_whole=question.is_whole),
            "by": [each for each in crossed if each is not None],
        }

    def date(self, question: Question, column: Any) -> dict[str, Any]:
        values = column.values()
        given = values[~np.isnan(values)]
        told = not self.branches.is_asked_by_others(question.key)
        spread = days_spread(given.astype(np.int64)) if told else []
        return {"n": known(int(given.size)), "spread": spread}

    def allocation(self, question: Question, column: Any) -> dict[str, Any]:
        points = column.values()
        answered = points[:, 0] >= 0
        options = []
        for index, value in enumerate(question.values):
            own = np.where(answered, points[:, index].astype(np.float64), np.nan)
            crossed = (means_by(own, each) for each in self.others(question))
            options.append(
                {
                    "value": value,
                    **mean_told(own[answered]),
                    "by": [each for each in crossed if each is not None],
                }
            )
        keep_company(options)
        for same in zip(*(each["by"] for each in options), strict=True):
            for of_group in zip(*(by["means"] for by in same), strict=True):
                keep_company(of_group)
        return {"n": known(int(answered.sum())), "total": question.total, "options": options}

    def ranking(self, question: Question, column: Any) -> dict[str, Any]:
        places = column.values()
        given = places[(places >= 0).any(axis=1)]
        n = known(len(given))
        if n is None or n < FEWEST_RANKING:
            return {"n": n, "options": [], "order": [], "pairs": []}
        orders, weights = np.unique(given, axis=0, return_counts=True)
        preferred = rankings.preferences(orders, weights.astype(np.int64))
        points = rankings.borda(rankings.blurred(preferred), n)
        tells = len(points) <= PAIRS and rankings.may_tell_pairs(preferred, n)
        return {
            "n": n,
            "options": [
                {"value": value, "borda": rounded(mean)}
                for value, mean in zip(question.values, points, strict=True)
            ],
            "order": [
                [question.values[index] for index in tied]
                for tied in rankings.schulze(preferred).order()
            ],
            "pairs": _pairs(preferred) if tells else [],
        }

    def best_worst(self, question: Question, column: Any) -> dict[str, Any]:
        answers = column.values()
        n = known(int((answers[:, :, 0] >= 0).any(axis=1).sum()))
        names = list(question.values)
        size = max((len(each) for each in question.sets), default=0)
        sets = np.full((len(question.sets), size), -2, dtype=np.int16)
        for index, each in enumerate(question.sets):
            sets[index, : len(each)] = [names.index(value) for value in each]
        scored = bestworst.scores(answers, sets, len(names)) if n else []
        told = [_score(each) for each in scored]
        keep_company(told)
        return {
            "n": n,
            "options": [
                {"value": value, "score": each["mean"], "low": each["low"], "high": each["high"]}
                for value, each in zip(names, told, strict=False)
            ],
        }

    def ballot(self, question: Question, column: Any) -> dict[str, Any]:
        marks = column.values()
        n = known(int((marks >= 0).any(axis=(1, 2)).sum()))
        if n is None:
            return {"n": None, "freedoms": list(question.values), "components": []}
        votes = ballots.count(marks == 1)
        rubric = ballots.rubric_of(question)
        outcomes = ballots.apply_rubric(votes.tolist(), rubric)
        return {
            "n": n,
            "freedoms": list(question.values),
            "mean": rounded(float(outcomes[0].mean)),
            "total": int(votes.sum()),
            "rubric": [
                *(
                    {"outcome": each.outcome, "multiple": rounded(float(each.multiple)),
                     "votes": rounded(float(each.multiple * outcomes[0].mean))}
                    for each in rubric.bounds
                ),
                {"outcome": rubric.otherwise, "multiple": None, "votes": None},
            ],
            "components": [
                {"value": value, "votes": list(each.votes), "total": each.total,
                 "multiple": rounded(float(each.multiple)), "outcome": each.outcome}
                for value, each in zip(question.row_values, outcomes, strict=True)
            ],
        }  # fmt: skip

    def text(self, question: Question, column: Any) -> dict[str, Any]:
        """Only what five people or more wrote alike, and words that as many used."""
        groups = group_alike(column.counts, column.shown)
        used = sorted(column.words.items(), key=lambda each: (-each[1], each[0]))
        return {
            "n": known(column.answered),
            "alike": [
                {"text": each.text, "people": each.people, "wordings": each.wordings}
                for each in groups
                if each.people >= SMALLEST
            ],
            "words": [
                {"word": word, "people": people}
                for word, people in used[:MOST_WORDS]
                if people >= SMALLEST
            ],
        }


def _score(of: bestworst.Score) -> dict[str, Any]:
    """A mean over people; null where few decide it. Few choices count as a fixed number."""
    spread = mean_of(of.own)
    if spread is None or few_decide(of.own):
        return {"mean": None, "low": None, "high": None}
    best, worst = (each if each >= SMALLEST else SMALLEST // 2 for each in (of.best, of.worst))
    ends = as_told((best - worst) / of.shown, spread)
    return ends | {"low": max(-1.0, ends["low"]), "high": min(1.0, ends["high"])}


def _pairs(preferred: rankings.Counts) -> list[list[int | None]]:
    """How many prefer row to column; both ways of a pair are withheld where one is small."""
    withheld = rankings.small_pairs(preferred) | np.eye(len(preferred), dtype=np.bool_)
    return [
        [None if hidden else int(count) for count, hidden in zip(row, mask, strict=True)]
        for row, mask in zip(preferred, withheld, strict=True)
    ]


_TOLD: Final[Mapping[str, Callable[[_Counted, Question, Any], dict[str, Any]]]] = {
    "single": _Counted.choice,
    "likert": _Counted.choice,
    "multiple": _Counted.multiple,
    "matrix": _Counted.matrix,
    "number": _Counted.number,
    "date": _Counted.date,
    "allocation": _Counted.allocation,
    "ranking": _Counted.ranking,
    "best-worst": _Counted.best_worst,
    "ballot": _Counted.ballot,
    "short-text": _Counted.text,
    "long-text": _Counted.text,
}
