"""The opinion map: nobody is singled out, nobody is counted twice, order plays no part."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deliberation.aggregation.map import HEIGHT, SMALLEST, WIDTH, frame_of, hull, opinion_map

near_and_far = st.one_of(st.integers(-3, 3), st.integers(-5_000_000, 5_000_000))
people = st.lists(st.tuples(near_and_far, near_and_far, st.integers(-1, 3)), max_size=120)


def drawn(people):
    rows = np.array(people, dtype=np.int64).reshape(-1, 3)
    return opinion_map(rows[:, :2], rows[:, 2].astype(np.int8))


@given(people)
def test_no_mark_stands_for_fewer_than_five(people):
    marks = [mark for region in drawn(people).regions for mark in region.marks]
    assert all(mark.participants >= SMALLEST for mark in marks)


@given(people)
def test_every_placed_participant_is_counted_once(people):
    found = drawn(people)
    placed = [label for _x, _y, label in people if label >= 0]
    assert found.placed == len(placed)
    assert sum(region.participants for region in found.regions) == len(placed)
    for region in found.regions:
        shown = sum(mark.participants for mark in region.marks)
        assert shown == (region.participants if region.participants >= SMALLEST else 0)
    too_few = [region.participants for region in found.regions if not region.marks]
    assert found.hidden == sum(too_few)


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(people, random):
    shuffled = list(people)
    random.shuffle(shuffled)
    assert drawn(shuffled).as_data() == drawn(people).as_data()


@given(people)
def test_marks_lie_in_the_picture_and_within_their_hull(people):
    for region in drawn(people).regions:
        for mark in region.marks:
            assert 0 <= mark.x <= WIDTH
            assert 0 <= mark.y <= HEIGHT
            assert hull([*region.hull, (mark.x, mark.y)]) == list(region.hull)


def test_a_crowd_is_parted_into_many_marks_and_a_tight_knot_into_one():
    dice = np.random.RandomState(7)
    crowd = dice.normal(0, 1_000_000, size=(400, 2)).astype(np.int64)
    knot = dice.normal(4_000_000, 1_000, size=(90, 2)).astype(np.int64)
    labels = np.repeat(np.array([0, 1], dtype=np.int8), [400, 90])
    wide, tight = opinion_map(np.concatenate([crowd, knot]), labels).regions
    assert len(wide.marks) > 20
    assert [mark.participants for mark in tight.marks] == [90]


def test_one_who_stands_far_out_is_drawn_with_others_and_shapes_no_hull():
    places = np.array([[index, 0] for index in range(20)] + [[10**9, 10**9]], dtype=np.int64)
    found = opinion_map(places, np.zeros(21, dtype=np.int8))
    alone = frame_of(found.as_data()).point((10**9, 10**9))
    assert alone not in found.regions[0].hull
    assert min(mark.participants for mark in found.regions[0].marks) >= SMALLEST


def test_an_empty_map_has_no_region():
    assert drawn([]).as_data()["regions"] == []
