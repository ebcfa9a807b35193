"""What follows of a withheld count where it is known how many options everybody may choose."""

import numpy as np
import pytest

from surveys.results.choosing import is_tight, limits
from surveys.results.tables import picks
from tests.surveys.questionnaire.builders import option, question, questionnaire, section


def asked(**bounds):
    options = [option(each) for each in "abcd"]
    built = questionnaire(section("s", question("q", "multiple", options=options, **bounds)))
    return built.questions["q"]


COUNTS, LAST = np.array([30, 28, 20, 2]), np.array([False, False, False, True])


def test_where_all_choose_as_many_as_they_may_a_small_count_follows():
    low, high = limits(COUNTS, LAST, 40, asked(most=2))
    assert (low[3], high[3]) == (0, 2)
    assert is_tight(COUNTS, LAST, 40, asked(most=2))
    assert not is_tight(COUNTS, LAST, 40, asked())


@pytest.mark.parametrize(("bounds", "hidden"), [({}, 1), ({"most": 2}, 2)])
def test_more_is_withheld_until_it_does_not(bounds, hidden):
    rows = [(1, 1, 0, 0)] * 20 + [(1, 0, 1, 0)] * 10 + [(0, 1, 1, 0)] * 8 + [(0, 0, 1, 1)] * 2
    told = picks(np.array(rows, dtype=np.int8), asked(**bounds))
    assert told.hidden.sum() == hidden
    assert told.hidden[3]
