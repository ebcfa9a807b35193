"""Results published again: what few people changed stays as it was."""

import copy

import pytest

from surveys.results import told_anew
from tests.surveys.results.test_snapshot import counted, of, people, split_only

FIRST, MORE = list(people(200)), list(people(2600, seed=2))


def published(rows):
    return split_only(counted(rows), "class")


def staying(before, now):
    return {each["key"] for each in now["questions"] if "as_of" in each}


def test_with_many_new_responses_everything_is_told_anew():
    before, now = published(FIRST), published(FIRST + MORE)
    assert told_anew(before, now, as_of="then")["questions"] == now["questions"]


def test_with_few_new_responses_what_they_moved_stays_with_its_date():
    before, now = published(FIRST), published([*FIRST, *MORE[:6]])
    told = told_anew(before, now, as_of="then")
    assert told["responses"] == 206
    for key in ("colour", "size", "likes", "grid", "order"):
        assert of(told, key) == {"as_of": "then", **of(before, key)}
    again = told_anew(told, published([*FIRST, *MORE[:12]]), as_of="later")
    assert of(again, "colour")["as_of"] == "then"


def test_nothing_stays_where_nothing_moved():
    before = published(FIRST)
    assert told_anew(before, copy.deepcopy(before), as_of="then") == before


def test_the_counts_of_a_ballot_are_votes_and_always_those_of_now():
    told = told_anew(published(FIRST), published([*FIRST, *MORE[:6]]), as_of="then")
    assert of(told, "ballot") == of(published([*FIRST, *MORE[:6]]), "ballot")


def test_words_move_one_by_one():
    few = [("public", {"text": "Open the data!"})] * 3
    many = [("public", {"text": "Keep weights open"})] * 8
    before, now = published(FIRST), published([*FIRST, *few, *many])
    told, fresh = of(told_anew(before, now, as_of="then"), "text"), of(now, "text")

    def used(document):
        return {each["word"]: each["people"] for each in document["words"]}

    assert used(told)["data"] == used(of(before, "text"))["data"]
    assert used(fresh)["data"] == used(told)["data"] + 3
    assert used(told)["weights"] == used(fresh)["weights"]


@pytest.mark.parametrize("n", [None, 3, 203])
def test_a_number_of_people_that_moved_by_few_is_not_told(n):
    before, now = published(FIRST), published(FIRST)
    of(before, "years")["n"], of(now, "years")["n"] = 200, n
    assert "as_of" in of(told_anew(before, now, as_of="then"), "years")
