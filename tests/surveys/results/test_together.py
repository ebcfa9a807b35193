"""An attacker who puts all published tables together, and knows the questions and their branches.

Everything published becomes a sum over the cells of one table of all that people could have
answered, in whole numbers; what the least and the most of a cell can be is then found exactly, by
integer programming (scipy's HiGHS).
"""

import random
from dataclasses import dataclass
from itertools import combinations, permutations, product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from surveys.questionnaire import check, walk
from surveys.results import SMALLEST, Table, snapshot, split_only, told_anew
from tests.surveys.questionnaire.builders import option, question, questionnaire, section

CLASSES = ("one", "two", "three")
ROLE = question("role")
MORE = question("more", show_if={"question": "role", "one_of": ["a", "b"]})
PLAIN = questionnaire(section("s", ROLE, question("size", "likert"), question("hue")))
BRANCHED = questionnaire(section("s", ROLE, MORE, question("hue")))
SEVERAL = questionnaire(section("s", ROLE, question("likes", "multiple"), question("hue")))
JOINED = questionnaire(section(
    "s", ROLE, question("size", "likert"),
    question("both", options=[option(each) for each in "ab"], show_if={
        "all": [{"question": "size", "is": "a"}, {"question": "role", "is_not": "c"}]}),
))  # fmt: skip


GRID = questionnaire(section("s", question("grid", "matrix", options=[option("a"), option("b")]),
                             question("hue", options=[option("a"), option("b")])))  # fmt: skip


def several(**bounds):
    return questionnaire(section("s", question("likes", "multiple", **bounds), question("hue")))


EXACTLY_TWO, ONE_AT_MOST, TWO_AT_MOST = several(least=2, most=2), several(most=1), several(most=2)
NONE_ALONE = several(options=[option("a"), option("b"), option("none", exclusive=True)])
RANKED = questionnaire(section("s", question("order", "ranking")))
CHOSEN = questionnaire(section("s", question("bw", "best-worst", sets=[["a", "b", "c"]])))
PAIR = questionnaire(section("s", question(
    "bw", "best-worst", options=[option("a"), option("b")], sets=[["a", "b"]])))  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a matrix as a question of its own: the answer of a cell to it."""

    key: str
    row: str


def answers_to(asked):
    """All that can be answered but nothing, as an answer that can be told apart by ==."""
    values = asked.values
    match asked.kind:
        case "multiple":
            found = [each for size in range(1, len(values) + 1)
                     for each in combinations(values, size)]  # fmt: skip
            return [each for each in found if check(asked, list(each))[1] is None]
        case "matrix":
            cells = product([None, *values], repeat=len(asked.rows))
            rows = (zip(asked.row_values, each, strict=True) for each in cells if any(each))
            return [{row: value for row, value in each if value} for each in rows]
        case "ranking":
            return [each for size in range(1, len(values) + 1)
                    for each in permutations(values, size)]  # fmt: skip
        case "best-worst":
            return [{"0": pair} for pair in permutations(values, 2)]
    return values


def answer_of(cell, what):
    if isinstance(what, Row):
        return (cell[what.key] or {}).get(what.row)
    return cell[what]


class Attack:
    """cells: every class and all answers that can go together, None for no answer."""

    def __init__(self, asked, classes, *documents):
        """documents: as published one after the other; people may have come between."""
        self.asked, self.classes = asked, classes
        keys = list(asked.questions)
        choices = [[None, *answers_to(asked.questions[key])] for key in keys]
        possible = [dict(zip(keys, each, strict=True)) for each in product(*choices)]
        possible = [
            each for each in possible
            if walk(asked, each).answers == {k: v for k, v in each.items() if v}
        ]  # fmt: skip
        self.cells = [
            {**each, "class": slug, "since": number}
            for each in possible for slug in classes for number in range(len(documents))
        ]  # fmt: skip
        self.known, self.sums, self.present = [], [], []
        for number, document in enumerate(documents):
            self.present.append(self.where(lambda cell, n=number: cell["since"] <= n))
            self.learn(document["responses"])
            for told in document["questions"]:
                if "as_of" not in told:
                    self.learn_of(told)

    def where(self, test):
        return np.array([bool(test(cell)) for cell in self.cells], dtype=float)

    def mask(self, what, value):
        """Who gave an answer, or chose it among others."""

        def gave(cell):
            found = answer_of(cell, what)
            return found == value or (isinstance(found, tuple) and value in found)

        return self.where(gave)

    def learn(self, count, mask=None, *, upto=None):
        """That a sum of cells is a number, or lies between two."""
        if count is not None:
            present = self.present[-1]
            self.known.append(present if mask is None else mask * present)
            self.sums.append((count, count if upto is None else upto))

    def answered(self, what):
        return 1 - self.mask(what, None)

    def learn_of(self, told):
        key, kind = told["key"], told["kind"]
        if kind == "matrix":
            for row in told["rows"]:
                self.learn_choices(Row(key, row["row"]), row)
        elif kind == "ranking":
            self.learn_pairs(key, told)
        elif kind == "best-worst":
            self.learn_scores(key, told)
        else:
            self.learn_choices(key, told)
        self.learn(told["n"], self.answered(key))

    def learn_choices(self, what, told):
        self.learn(told["n"], self.answered(what))
        for each in told["options"]:
            self.learn(each["count"], self.mask(what, each["value"]))
        for by in told["by"]:
            for place, group in enumerate(by["groups"]):
                if by["by"] == "class" and group is None:
                    continue
                inside = self.mask(by["by"], group)
                self.learn(by["n"][place], self.answered(what) * inside)
                for option_told, row in zip(told["options"], by["counts"], strict=True):
                    self.learn(row[place], self.mask(what, option_told["value"]) * inside)

    def prefer(self, key, one, other):
        def above(cell):
            order = cell[key] or ()
            return one in order and (other not in order or order.index(one) < order.index(other))

        return self.where(above)

    def learn_pairs(self, key, told):
        """Pairs, of those withheld that one is small, and how many rank either of it."""
        if not told["pairs"]:
            return
        values, place = self.asked.questions[key].values, {
            value: rank for rank, tied in enumerate(told["order"]) for value in tied}  # fmt: skip
        for (i, one), (j, other) in combinations(enumerate(values), 2):
            for a, b, count in ((one, other, told["pairs"][i][j]),
                                (other, one, told["pairs"][j][i])):  # fmt: skip
                self.learn(count, self.prefer(key, a, b))
                if count is None and place[a] > place[b]:
                    self.learn(0, self.prefer(key, a, b), upto=SMALLEST - 1)

    def put(self, key, value, place):
        """Who called an item the best of the set, or the worst."""
        return self.where(lambda cell: cell[key] and cell[key]["0"][place] == value)

    def learn_scores(self, key, told):
        """Means as far as they are rounded, which their intervals tell."""
        for each in told["options"]:
            if each["score"] is not None:
                best, worst = (self.put(key, each["value"], place) for place in (0, 1))
                near = (each["high"] - each["low"]) / 6 * told["n"] + SMALLEST // 2
                middle = each["score"] * told["n"]
                self.learn(middle - near, best - worst, upto=middle + near)

    def end_of(self, mask, sign):
        """The least (sign 1) or the most (-1) that a sum of cells can be."""
        low, high = zip(*self.sums, strict=True)
        constraint = LinearConstraint(np.array(self.known), low, high)
        found = milp(sign * mask, constraints=constraint, bounds=Bounds(0, np.inf),
                     integrality=np.ones(len(mask)))  # fmt: skip
        assert found.success or found.status == 3, found.message
        return np.inf if found.status == 3 else round(sign * found.fun)

    def secrets(self, people):
        """Cells of the totals and of all splits, told or not, with their masks.

        A class that nobody is of has no secrets (docs/decisions.md).
        """
        classes = [each for each in self.classes if any(p["class"] == each for p in people)]
        splits = {"class": classes}
        for key, asked in self.asked.questions.items():
            if asked.kind == "ranking":
                for one, other in permutations(asked.values, 2):
                    yield f"{one} before {other}", self.prefer(key, one, other)
                continue
            if asked.kind == "best-worst":
                for value, place in product(asked.values, (0, 1)):
                    chosen = self.put(key, value, place)
                    yield f"{key}: {value} at {place}", chosen
                continue
            rows = [Row(key, row) for row in asked.row_values] or [key]
            for what, value in product(rows, asked.values):
                whole = self.mask(what, value)
                yield f"{what}={value}", whole
                if asked.kind == "multiple":
                    yield f"{key}≠{value}", self.answered(key) - whole
                for other, groups in splits.items():
                    for group in groups:
                        yield f"{what}={value}, {other}={group}", whole * self.mask(other, group)
            if asked.kind != "matrix":
                splits[key] = asked.values

    def breaches(self, people):
        true = np.array([sum(p == cell for p in people) for cell in self.cells], dtype=float)
        sums = np.array(self.known) @ true
        assert all(low <= sum_ <= high for sum_, (low, high) in zip(sums, self.sums, strict=True))
        secrets = [
            (f"{name}, {number}", mask * present)
            for name, mask in self.secrets(people) for number, present in enumerate(self.present)
        ]  # fmt: skip
        for name, mask in secrets:
            if mask.any() and mask @ true < SMALLEST:
                high = self.end_of(mask, -1)
                if high >= SMALLEST + 3:
                    continue  # the least is no more than four
                low = self.end_of(mask, 1)
                if high - low < SMALLEST - 1:
                    yield name, (low, high), int(mask @ true)


def people_of(asked, dice, classes):
    """Up to a hundred people, some answers and classes rare, some answers left out."""
    keys = list(asked.questions)
    possible = {key: answers_to(asked.questions[key]) for key in keys}
    weights = {key: [dice.choice((1, 4, 9, 9)) for _ in possible[key]] for key in keys}
    sizes = [dice.choice((1, 4, 9, 9)) for _ in classes]
    for _ in range(dice.randint(5, 100)):
        slug = dice.choices(classes, sizes)[0]
        given = {
            key: dice.choices(possible[key], weights[key])[0]
            for key in keys if dice.random() > 0.1
        }  # fmt: skip
        answers = walk(asked, given).answers
        yield {"class": slug, "since": 0, **{key: answers.get(key) for key in keys}}


def published(asked, people, classes, by):
    table = Table(asked, classes)
    table.extend(
        (each["class"], {k: v for k, v in each.items() if v and k in asked.questions})
        for each in people
    )
    document = snapshot(table)
    return document if by is None else split_only(document, by)


@pytest.mark.parametrize(
    ("asked", "by"),
    [(PLAIN, "class"), (PLAIN, "size"), (BRANCHED, "class"), (BRANCHED, "role"), (BRANCHED, "hue"),
     (JOINED, "class"), (SEVERAL, "class"), (SEVERAL, "role"), (GRID, "class"), (GRID, "hue"),
     (EXACTLY_TWO, "class"), (ONE_AT_MOST, "hue"), (TWO_AT_MOST, "class"), (NONE_ALONE, "class"),
     (RANKED, "class"), (CHOSEN, "class"), (PAIR, "class")],
)  # fmt: skip
def test_no_small_cell_follows_from_all_that_is_published_together(asked, by):
    dice = random.Random(f"{by}-{len(asked.questions)}")
    for _ in range(6):
        people = list(people_of(asked, dice, CLASSES))
        document = published(asked, people, CLASSES, by)
        if document["responses"] is not None:
            assert list(Attack(asked, CLASSES, document).breaches(people)) == []


def published_twice(asked, first, then, by):
    before = published(asked, first, CLASSES, by)
    return before, told_anew(before, published(asked, [*first, *then], CLASSES, by), as_of="then")


@pytest.mark.parametrize(
    ("asked", "by"),
    [(PLAIN, "class"), (SEVERAL, "class"), (GRID, "hue"), (RANKED, "class"), (BRANCHED, "class")],
)
def test_no_small_cell_follows_from_results_published_one_after_the_other(asked, by):
    dice = random.Random(f"{by}-{len(asked.questions)}")
    for times in (1, 5, 5):
        first = list(people_of(asked, dice, CLASSES))
        then = [{**each, "since": 1} for each in people_of(asked, dice, CLASSES)] * times
        before, now = published_twice(asked, first, then, by)
        if before["responses"] is not None:
            attack = Attack(asked, CLASSES, before, now)
            assert list(attack.breaches([*first, *then])) == []


def test_the_attacker_finds_what_the_difference_of_two_results_gives_away():
    """Or the test above would prove nothing."""
    dice = random.Random(5)
    asked = questionnaire(section("s", question("hue", options=[option("a"), option("b")])))
    first = [{"class": "one", "since": 0, "hue": "ab"[n % 2]} for n in range(40)]
    first += [{"class": "two", "since": 0, "hue": "ab"[n % 2]} for n in range(40)]
    then = [{**dice.choice(first), "since": 1} for _ in range(8)]
    then += [{"class": "one", "since": 1, "hue": "a"}]
    documents = [published(asked, each, CLASSES, "class") for each in (first, [*first, *then])]
    attack = Attack(asked, CLASSES, *documents)
    newcomers = attack.present[1] - attack.present[0]
    small = attack.mask("hue", "a") * newcomers
    assert (
        attack.end_of(small, 1)
        == attack.end_of(small, -1)
        == sum(each["hue"] == "a" for each in then)
    )
    anew = published_twice(asked, first, then, "class")
    attack = Attack(asked, CLASSES, *anew)
    assert attack.end_of(small, -1) - attack.end_of(small, 1) >= SMALLEST - 1


def test_the_attacker_finds_what_two_splits_together_give_away():
    """Or the test above would prove nothing."""
    dice = random.Random(4)
    found = []
    for _ in range(40):
        people = list(people_of(PLAIN, dice, CLASSES))
        document = published(PLAIN, people, CLASSES, None)
        if document["responses"] is not None:
            found += Attack(PLAIN, CLASSES, document).breaches(people)
        if found:
            return
    assert found
