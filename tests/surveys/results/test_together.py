"""An attacker who puts all published tables together, and knows the questions and their branches.

Everything published becomes a sum over the cells of one table of all that people could have
answered, in whole numbers; what the least and the most of a cell can be is then found exactly, by
integer programming (scipy's HiGHS).
"""

import random
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from surveys.questionnaire import walk
from surveys.results import SMALLEST, Table, snapshot, split_only
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


def answers_to(asked):
    """Of several choices any but none, in the order of the options."""
    if asked.kind != "multiple":
        return asked.values
    sizes = range(1, len(asked.values) + 1)
    return [each for size in sizes for each in combinations(asked.values, size)]


class Attack:
    """cells: every class and all answers that can go together, None for no answer."""

    def __init__(self, asked, document, classes):
        self.asked, self.classes = asked, classes
        keys = list(asked.questions)
        choices = [[None, *answers_to(asked.questions[key])] for key in keys]
        possible = [dict(zip(keys, each, strict=True)) for each in product(*choices)]
        possible = [
            each for each in possible
            if walk(asked, each).answers == {k: v for k, v in each.items() if v}
        ]  # fmt: skip
        self.cells = [{**each, "class": slug} for each in possible for slug in classes]
        self.known, self.sums = [], []
        self.learn(document["responses"])
        for told in document["questions"]:
            self.learn_of(told)

    def mask(self, **where):
        fits = [
            all(c[k] == v or (isinstance(c[k], tuple) and v in c[k]) for k, v in where.items())
            for c in self.cells
        ]
        return np.array(fits, dtype=float)

    def learn(self, count, mask=None):
        if count is not None:
            self.known.append(np.ones(len(self.cells)) if mask is None else mask)
            self.sums.append(count)

    def answered(self, key):
        return 1 - self.mask(**{key: None})

    def learn_of(self, told):
        key = told["key"]
        self.learn(told["n"], self.answered(key))
        for each in told["options"]:
            self.learn(each["count"], self.mask(**{key: each["value"]}))
        for by in told["by"]:
            for place, group in enumerate(by["groups"]):
                if by["by"] == "class" and group is None:
                    continue
                inside = self.mask(**{by["by"]: group})
                self.learn(by["n"][place], self.answered(key) * inside)
                for option_told, row in zip(told["options"], by["counts"], strict=True):
                    value = self.mask(**{key: option_told["value"]})
                    self.learn(row[place], value * inside)

    def end_of(self, mask, sign):
        """The least (sign 1) or the most (-1) that a sum of cells can be."""
        constraint = LinearConstraint(np.array(self.known), self.sums, self.sums)
        found = milp(sign * mask, constraints=constraint, bounds=Bounds(0, np.inf),
                     integrality=np.ones(len(mask)))  # fmt: skip
        assert found.success or found.status == 3, found.message
        return np.inf if found.status == 3 else round(sign * found.fun)

    def secrets(self, people):
        """Cells of the totals and of all splits, told or not, with their masks.

        A class that nobody is of has no secrets (docs/decisions.md).
        """
        classes = [each for each in self.classes if any(p["class"] == each for p in people)]
        keys = list(self.asked.questions)
        for place, (key, asked) in enumerate(self.asked.questions.items()):
            for value in asked.values:
                whole = self.mask(**{key: value})
                yield f"{key}={value}", whole
                if asked.kind == "multiple":
                    yield f"{key}≠{value}", self.answered(key) - whole
                for other in ("class", *keys[:place]):
                    groups = classes if other == "class" else self.asked.questions[other].values
                    for group in groups:
                        yield f"{key}={value}, {other}={group}", whole * self.mask(**{other: group})

    def breaches(self, people):
        true = np.array([sum(p == cell for p in people) for cell in self.cells], dtype=float)
        assert np.allclose(np.array(self.known) @ true, self.sums)
        for name, mask in self.secrets(people):
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
        yield {"class": slug, **{key: answers.get(key) for key in keys}}


def published(asked, people, classes, by):
    table = Table(asked, classes)
    table.extend(
        (each["class"], {k: v for k, v in each.items() if v and k != "class"}) for each in people
    )
    document = snapshot(table)
    return document if by is None else split_only(document, by)


@pytest.mark.parametrize(
    ("asked", "by"),
    [(PLAIN, "class"), (PLAIN, "size"), (BRANCHED, "class"), (BRANCHED, "role"), (BRANCHED, "hue"),
     (JOINED, "class"), (SEVERAL, "class"), (SEVERAL, "role")],
)  # fmt: skip
def test_no_small_cell_follows_from_all_that_is_published_together(asked, by):
    dice = random.Random(f"{by}-{len(asked.questions)}")
    for _ in range(6):
        people = list(people_of(asked, dice, CLASSES))
        document = published(asked, people, CLASSES, by)
        if document["responses"] is not None:
            assert list(Attack(asked, document, CLASSES).breaches(people)) == []


def test_the_attacker_finds_what_two_splits_together_give_away():
    """Or the test above would prove nothing."""
    dice = random.Random(4)
    found = []
    for _ in range(40):
        people = list(people_of(PLAIN, dice, CLASSES))
        document = published(PLAIN, people, CLASSES, None)
        if document["responses"] is not None:
            found += Attack(PLAIN, document, CLASSES).breaches(people)
        if found:
            return
    assert found
