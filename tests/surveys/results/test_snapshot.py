"""The document of results: against pandas, in any order, and under attack as a whole."""

import json
import random
from itertools import product

import numpy as np
import pandas as pd
import pytest

from surveys.results import SMALLEST, Table, snapshot, split_only
from tests.surveys.questionnaire.builders import option, question, questionnaire, section
from tests.surveys.results.test_ballots import TRAINING_DATA

CLASSES = ("developers", "researchers", "public")
ASKED = questionnaire(section(
    "s", question("colour"), question("size", "likert"), question("likes", "multiple"),
    question("years", "number", whole=True), question("grid", "matrix"),
    question("order", "ranking"), question("shares", "allocation"), question("day", "date"),
    question("bw", "best-worst", sets=[["a", "b"], ["b", "c"], ["a", "c"]]),
    question("ballot", "ballot"), question("text", "long-text"),
))  # fmt: skip


def people(number, seed=1):
    dice = random.Random(seed)
    for _ in range(number):
        answers = {
            "colour": dice.choice("aaabbc"), "size": dice.choice("abc"),
            "likes": sorted(dice.sample("abc", dice.randint(1, 3))), "years": dice.randint(0, 30),
            "grid": {row: dice.choice("abc") for row in "xy"},
            "order": dice.sample("abc", dice.randint(1, 3)),
            "shares": {"a": 20, "b": 30, "c": 50}, "day": f"2026-0{dice.randint(1, 6)}-11",
            "bw": {"0": ["a", "b"], "1": ["c", "b"]},
            "ballot": {"weights": dice.sample(["use", "study"], dice.randint(0, 2))},
            "text": dice.choice(["Open the data!", "open the data", "Keep weights open", "x y z"]),
        }  # fmt: skip
        yield dice.choice(CLASSES), {k: v for k, v in answers.items() if dice.random() > 0.1}


def counted(rows, asked=ASKED, classes=CLASSES):
    table = Table(asked, classes)
    table.extend(rows)
    return snapshot(table)


def of(document, key):
    return next(each for each in document["questions"] if each["key"] == key)


def test_frequencies_and_cross_tables_are_those_of_pandas():
    rows = list(people(600))
    frame = pd.DataFrame([{"class": slug, **answers} for slug, answers in rows])
    document = counted(rows)
    told = of(document, "colour")
    assert {o["value"]: o["count"] for o in told["options"]} == frame[
        "colour"
    ].value_counts().to_dict()
    for by in told["by"]:
        other = frame[by["by"]].where(frame[by["by"]].notna(), None)
        wanted = pd.crosstab(frame["colour"], other.fillna("none"))
        wanted = wanted.reindex(columns=[*by["groups"][:-1], "none"], fill_value=0)
        assert np.array_equal(
            np.array(by["counts"], dtype=float)[:, : len(by["groups"]) - 1],
            wanted.to_numpy(dtype=float)[:, :-1], equal_nan=True,
        )  # fmt: skip
    years = of(document, "years")
    assert years["mean"] == pytest.approx(frame["years"].mean(), abs=frame["years"].sem() / 2)
    for slug, each in zip(CLASSES, years["by"][0]["means"], strict=False):
        own = frame[frame["class"] == slug]["years"]
        assert each["mean"] == pytest.approx(own.mean(), abs=own.sem() / 2)
    likes = frame["likes"].explode().value_counts()
    assert {o["value"]: o["count"] for o in of(document, "likes")["options"]} == likes.to_dict()


def test_a_question_called_class_is_no_second_way_to_split_by_class():
    asked = questionnaire(section("s", question("class"), question("size")))
    rows = [("public", {"class": "a" if n % 2 else "b", "size": "a"}) for n in range(40)]
    told = of(split_only(counted(rows, asked), "class"), "size")
    assert [(by["by"], len(by["groups"])) for by in told["by"]] == [("class", len(CLASSES) + 1)]


def test_the_order_of_responses_changes_no_byte():
    rows = list(people(120))
    shuffled = rows[::-1]
    assert json.dumps(counted(rows)) == json.dumps(counted(shuffled))


def test_fewer_than_five_responses_tell_nothing():
    document = counted(list(people(SMALLEST - 1)))
    assert document["responses"] is None

    def numbers(value, key=""):
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from numbers(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from numbers(inner, key)
        elif isinstance(value, int | float) and key not in ("smallest", "total"):
            yield value

    assert list(numbers(document)) == []


def test_the_recount_of_training_data_comes_out_of_ballots():
    asked = questionnaire(section("s", question("ballot", "ballot")))
    freedoms = ("use", "study", "modify", "share")
    rows = [
        (None, {"ballot": {"training-data": [
            freedom for freedom, votes in zip(freedoms, group, strict=True) if person < votes
        ]}})
        for group in TRAINING_DATA.values() for person in range(max(group))
    ]  # fmt: skip
    told = of(counted(rows, asked, ()), "ballot")
    assert told["components"][0]["votes"] == [6, 15, 6, 1]
    assert (told["components"][0]["total"], told["mean"]) == (28, 14.0)
    assert told["components"][0]["outcome"] == "required"


def test_texts_that_nearly_agree_are_grouped_and_rare_ones_are_not_told():
    written = ["Open the data!"] * 3 + ["open the  data"] * 2 + ["Open teh data", "My own idea"]
    rows = [(None, {"text": text}) for text in written]
    told = of(counted(rows), "text")
    assert told["alike"] == [{"text": "Open the data!", "people": 6, "wordings": 2}]
    assert "own" not in {each["word"] for each in told["words"]}


def test_no_small_cell_follows_from_all_tables_that_are_published_together():
    """Every joint table of colour and class that agrees with frequencies and cross-table."""
    asked = questionnaire(section("s", question("colour", options=[option("a"), option("b")])))
    for table in ((8, 1, 7, 9), (6, 2, 0, 7), (12, 3, 9, 4), (5, 5, 1, 6), (9, 0, 8, 8)):
        cells = list(product("ab", CLASSES[:2]))
        rows = [
            (slug, {"colour": colour})
            for (colour, slug), number in zip(cells, table, strict=True) for _ in range(number)
        ]  # fmt: skip
        document = counted(rows, asked, CLASSES[:2])
        told = of(document, "colour")
        fits = [
            guess for guess in product(range(sum(table) + 1), repeat=4)
            if sum(guess) == document["responses"] and _agrees(guess, told)
        ]  # fmt: skip
        for place, number in enumerate(table):
            if 0 < number < SMALLEST or (number == 0 and sum(table[place % 2 :: 2])):
                assert len({guess[place] for guess in fits}) >= SMALLEST, table


def _agrees(guess, told):
    grid = np.array(guess).reshape(2, 2)
    for row, each in zip(grid, told["options"], strict=True):
        if each["count"] is not None and row.sum() != each["count"]:
            return False
    [by] = told["by"]
    for group in range(2):
        if by["n"][group] is not None and grid[:, group].sum() != by["n"][group]:
            return False
        for row in range(2):
            if by["counts"][row][group] not in (None, grid[row, group]):
                return False
    return by["n"][2] in (None, 0)
