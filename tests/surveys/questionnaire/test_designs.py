"""Choice sets are balanced, and random order stays."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaire import choice_sets, read_question, shown_order
from tests.surveys.questionnaire.builders import option, question


def test_seven_items_in_threes_give_the_fano_plane():
    sets = choice_sets(tuple("abcdefg"), 3)
    assert len(sets) == 7
    pairs = Counter(pair for each in sets for pair in combinations(each, 2))
    assert set(pairs.values()) == {1}
    assert len(pairs) == 21


@given(st.integers(4, 14), st.integers(3, 5))
@settings(max_examples=25, deadline=None)
def test_every_item_stands_equally_often(items, size):
    if size > items:
        return
    names = tuple(f"i{number}" for number in range(items))
    sets = choice_sets(names, size)
    stood = Counter(item for each in sets for item in each)
    assert set(stood) == set(names)
    assert max(stood.values()) - min(stood.values()) <= 1
    assert all(len(set(each)) == size for each in sets)
    assert sets == choice_sets(names, size)


def test_sets_larger_than_the_items_are_refused():
    with pytest.raises(ValueError, match="cannot be made"):
        choice_sets(("a", "b"), 3)


def test_each_response_sees_an_order_of_its_own_that_stays():
    options = [*(option(f"o{n}") for n in range(6)), option("other", other=True)]
    asked = read_question(question("q", options=options, random=True))
    orders = {tuple(o.value for o in shown_order(asked, asked.options, f"r{n}")) for n in range(40)}
    assert len(orders) > 30
    assert {order[-1] for order in orders} == {"other"}
    assert shown_order(asked, asked.options, "r1") == shown_order(asked, asked.options, "r1")
