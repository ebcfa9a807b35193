"""What proposals would change, against applying each changed text anew."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.assessment import VERDICTS, Candidate, Levels, impact
from tests.assessment.strategies import SCALES, slow_verdict, systems, texts


@st.composite
def candidates(draw, text):
    """Clauses that enter beside, or in the place of others; or clauses that only leave."""
    found = []
    for key, clause in enumerate([*draw(texts(most=4)), None]):
        numbers = [each.number for each in text]
        leaving = draw(st.sets(st.sampled_from(numbers))) if numbers else set()
        found.append(Candidate(key, clause, frozenset(leaving)))
    return found


@given(st.data(), texts(), systems)
def test_an_impact_is_that_of_applying_the_changed_text(data, text, known):
    offered = data.draw(candidates(text))
    found = impact(text, offered, Levels.of(SCALES, known))
    for row, candidate in enumerate(offered):
        then = [each for each in text if each.number not in candidate.replaces]
        then += [candidate.clause] if candidate.clause else []
        before = [slow_verdict(text, each) for each in known]
        after = [slow_verdict(then, each) for each in known]
        assert [VERDICTS[code] for code in found.before] == before
        assert [VERDICTS[code] for code in found.after[row]] == after
        moved = {}
        for column, way in enumerate(zip(before, after, strict=True)):
            if way[0] != way[1]:
                moved.setdefault(way, []).append(column)
        assert found.systems(row) == moved
        assert found.changed[row] == sum(map(len, moved.values()))
        assert found.moves[row].sum() == len(known)
        for column in range(len(known)):
            is_sensitive = before[column] != after[column]
            assert (candidate in found.sensitive(column)) == is_sensitive


def test_no_candidates_change_nothing():
    found = impact((), [], Levels.of(SCALES, [{}]))
    assert found.after.shape == (0, 1)
    assert not len(found.changed)
