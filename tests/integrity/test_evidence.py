"""Planted hands are found, and crowds that merely agree are left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.aggregation.votes import ImpossibleVotes, Votes
from deliberation.integrity import Records, alike, bursts, paces, suspicious_groups

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000


def crowd(seed, *, people=300, proposals=24, camps=2, agreement=0.88, seen=0.7):
    """Votes of camps that agree inside: (people, proposals), -9 where unseen."""
    dice = np.random.default_rng(seed)
    leaning = dice.choice([-1, 1], size=(camps, proposals))
    camp = dice.integers(0, camps, people)
    says = np.where(dice.random((people, proposals)) < agreement, 1, -1) * leaning[camp]
    return np.where(dice.random((people, proposals)) < seen, says, -9), dice


def records(matrix, dice, *, begins=None, gap=None, block=None):
    """Each row begins at a time of its own and votes at a human pace, unless told otherwise."""
    entries = []
    for who, row in enumerate(matrix):
        at = begins[who] if begins is not None else int(dice.integers(0, 30 * 24 * HOUR))
        for column in np.flatnonzero(row != -9):
            step = gap[who] if gap is not None and gap[who] else int(dice.gamma(2, 9) * SECOND)
            at += step
            entries.append((at, who, column, row[column], block[who] if block is not None else -1))
    entries.sort()
    at, who, column, value, blocks = (np.array(each) for each in zip(*entries, strict=True))
    votes = Votes.from_log(who, column, value, participants=len(matrix), proposals=matrix.shape[1])
    return Records(votes, who, at, blocks)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("camps", "agreement"), [(1, 0.95), (2, 0.9), (3, 0.8)])
def test_a_crowd_of_like_minded_people_is_left_alone(seed, camps, agreement):
    matrix, dice = crowd(seed, camps=camps, agreement=agreement)
    assert suspicious_groups(records(matrix, dice)) == []


@pytest.mark.parametrize("flips", [0, 1])
def test_a_planted_hand_is_found_and_nobody_else(flips):
    matrix, dice = crowd(1)
    hand = np.tile(dice.choice([-1, 1], size=24), (40, 1))
    for row in hand:
        row[dice.integers(0, 24, flips)] *= -1
    both = np.concatenate([matrix, hand])
    begins = [*dice.integers(0, 30 * 24 * HOUR, 300), *dice.integers(0, 5 * MINUTE, 40)]
    block = [*range(300), *[999] * 40]
    found = suspicious_groups(records(both, dice, begins=begins, block=block))
    assert len(found) == 1
    assert found[0].members.tolist() == list(range(300, 340))
    assert {each.kind for each in found[0].evidence} == {"alike", "burst"}
    alike_facts = next(each.facts for each in found[0].evidence if each.kind == "alike")
    assert alike_facts["identical"] == 40 if not flips else alike_facts["participants"] > 20
    assert alike_facts["expected"] < 1


def test_a_hand_inside_a_camp_is_told_from_the_camp():
    """It votes as the camp does on average, which is the best disguise; only too exactly."""
    matrix, dice = crowd(3, camps=1, agreement=0.8, seen=1.0)
    leaning = np.where((matrix == 1).sum(axis=0) > 150, 1, -1)
    both = np.concatenate([matrix, np.tile(leaning, (30, 1))])
    [found] = alike(records(both, dice))
    assert set(found.members.tolist()) >= set(range(300, 330))
    assert len(found.members) < 40


def test_a_class_at_school_is_a_burst_and_weak():
    matrix, dice = crowd(4, people=60)
    begins = [*dice.integers(0, 30 * 24 * HOUR, 35), *dice.integers(0, 8 * MINUTE, 25)]
    [found] = suspicious_groups(
        records(matrix, dice, begins=begins, block=[*range(35), *[99] * 25])
    )
    assert [each.kind for each in found.evidence] == ["burst"]
    assert found.strength == 0.5
    assert found.evidence[0].facts["participants"] == 25


def test_nine_from_one_house_are_no_burst():
    matrix, dice = crowd(5, people=9)
    assert bursts(records(matrix, dice, begins=[0] * 9, block=[7] * 9)) == []


def test_unknown_blocks_tell_nothing():
    matrix, dice = crowd(5, people=50)
    assert bursts(records(matrix, dice, begins=[0] * 50)) == []


def test_two_bursts_of_one_block_days_apart_are_two():
    matrix, dice = crowd(6, people=30)
    begins = [*[0] * 12, *[48 * HOUR] * 18]
    found = bursts(records(matrix, dice, begins=begins, block=[1] * 30))
    assert [len(each.members) for each in found] == [18, 12]


def test_votes_faster_than_anybody_reads_are_told_from_votes_like_a_clock():
    matrix, dice = crowd(7, people=30, seen=1.0)
    gap = [*[400] * 6, *[20 * SECOND] * 5, *[None] * 19]
    found = {each.kind: each for each in paces(records(matrix, dice, gap=gap))}
    assert found["hasty"].members.tolist() == list(range(6))
    assert found["hasty"].gap == 400
    assert found["even"].members.tolist() == list(range(6, 11))


def test_groups_of_the_same_people_are_one():
    matrix, dice = crowd(8, people=200)
    hand = np.tile(dice.choice([-1, 1], size=24), (20, 1))
    both = np.concatenate([matrix, hand])
    begins = [*dice.integers(0, 30 * 24 * HOUR, 200), *dice.integers(0, 3 * MINUTE, 20)]
    gap = [*[None] * 200, *[700] * 20]
    [found] = suspicious_groups(
        records(both, dice, begins=begins, gap=gap, block=[*range(200), *[999] * 20])
    )
    assert {each.kind for each in found.evidence} == {"alike", "burst", "pace"}
    assert found.strength == pytest.approx(1 - 0.4 * 0.5 * 0.6)
    assert sum(found.timeline["members"]) == 20 * 24
    assert max(found.timeline["others"], default=0) < 60


def test_nothing_at_all_gives_nothing():
    none = np.zeros(0, dtype=np.int64)
    votes = Votes.from_log(none, none, none, participants=0, proposals=0)
    assert suspicious_groups(Records(votes, none, none, none)) == []


def test_entries_out_of_order_are_refused():
    votes = Votes.from_log([0], [0], [1], participants=1, proposals=1)
    with pytest.raises(ImpossibleVotes):
        Records(votes, np.zeros(2, np.int64), np.array([2, 1]), np.zeros(2, np.int64))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.integers(1, 40), blocks=st.integers(1, 4))
def test_groups_have_five_members_or_more_and_share_few(seed, people, blocks):
    matrix, dice = crowd(seed, people=people, agreement=0.97)
    begins, block = dice.integers(0, HOUR, people), dice.integers(0, blocks, people)
    found = suspicious_groups(
        records(matrix, dice, begins=begins, gap=[9 * SECOND] * people, block=block)
    )
    sets = [set(each.members.tolist()) for each in found]
    assert all(len(each) >= 5 and each <= set(range(people)) for each in sets)
    assert all(np.all(np.diff(each.members) > 0) for each in found)
    assert all(
        len(one & other) < 0.5 * min(len(one), len(other))
        for index, one in enumerate(sets)
        for other in sets[:index]
    )
    assert [each.strength for each in found] == sorted((g.strength for g in found), reverse=True)
