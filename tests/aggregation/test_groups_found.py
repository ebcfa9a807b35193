"""Groups found where the truth is known, and where Polis found its own."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bench.planted import planted
from deliberation.aggregation import Previous, Votes, aggregate
from deliberation.aggregation.folder import read_folder
from deliberation.aggregation.stability import adjusted_rand_index
from deliberation.aggregation.support import count, group_informed_consensus

POLIS = Path(__file__).parents[3] / "shared" / "data" / "polis"
NAMES = (
    "15-per-hour-seattle",
    "canadian-electoral-reform",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
)
needs_polis = pytest.mark.skipif(not POLIS.is_dir(), reason=f"no Polis exports in {POLIS}")


def counted(votes, previous=None):
    return aggregate(
        votes,
        in_space=np.ones(votes.proposals, dtype=bool),
        class_of=np.full(votes.participants, -1, dtype=np.int8),
        classes=0,
        previous=previous,
    )


def recovered(made):
    result = counted(made.votes)
    placed = result.labels >= 0
    return adjusted_rand_index(result.labels[placed], made.groups[placed])


@pytest.mark.parametrize(
    "shares", [(0.5, 0.5), (0.7, 0.3), (0.9, 0.1), (0.5, 0.3, 0.2), (0.34, 0.33, 0.33)]
)
def test_planted_groups_are_found_at_ten_thousand_times_five_hundred(shares):
    assert recovered(planted(10_000, 500, each=50, shares=shares)) >= 0.93


@pytest.mark.parametrize("seed", range(3))
def test_planted_groups_are_found_among_few(seed):
    assert recovered(planted(300, 60, each=40, noise=0.15, seed=seed)) >= 0.93


@pytest.mark.parametrize("seed", range(4))
def test_one_percent_new_votes_flip_no_groups(seed):
    """Groups of uneven size: at least 99 % of the participants keep theirs."""
    made = planted(2_000, 120, each=40, seed=seed)
    dice = np.random.default_rng(seed)
    votes, kept = made.votes, dice.random(made.votes.rows.size) >= 0.01
    fewer = Votes(
        votes.participants, votes.proposals,
        votes.rows[kept], votes.columns[kept], votes.values[kept],
    )  # fmt: skip
    before = counted(fewer)
    assert before.steadiness is not None
    after = counted(votes, Previous(before.labels, before.steadiness, before.centres))
    both = (before.labels >= 0) & (after.labels >= 0)
    assert (before.labels[both] == after.labels[both]).mean() >= 0.99


def polis_groups(name, participants):
    """Polis's own group of each participant, -1 where it placed none."""
    with (POLIS / name / "participants-votes.csv").open(newline="") as file:
        theirs = {
            int(row["participant"]): int(row["group-id"])
            for row in csv.DictReader(file)
            if row["group-id"]
        }
    return np.array([theirs.get(int(who), -1) for who in participants], dtype=np.int64)


@needs_polis
def test_our_groups_agree_with_those_of_polis(capsys):
    indices = []
    with capsys.disabled():
        print()
        for name in NAMES:
            read = read_folder(POLIS / name)
            theirs, ours = polis_groups(name, read.participants), counted(read.votes).labels
            both = (theirs >= 0) & (ours >= 0)
            indices.append(adjusted_rand_index(ours[both], theirs[both]))
            print(f"  {name}: adjusted Rand index against Polis {indices[-1]:.2f}")
        print(f"  mean {sum(indices) / len(indices):.2f}")
    assert sum(indices) / len(indices) >= 0.80


@needs_polis
@pytest.mark.parametrize("name", NAMES)
def test_consensus_with_polis_groups_is_the_formula_exactly(name):
    """The product of (A + 1) / (N + 2) in whole numbers, over Polis's own groups."""
    read = read_folder(POLIS / name)
    theirs = polis_groups(name, read.participants)
    groups = int(theirs.max()) + 1
    votes = read.votes
    cells = count(votes, theirs, groups)
    consensus = group_informed_consensus(cells[:, :, 0], cells.sum(axis=2))
    for proposal in range(votes.proposals):
        here = votes.columns == proposal
        product = 1.0
        for group in range(groups):
            values = votes.values[here & (theirs[votes.rows] == group)].tolist()
            product *= (values.count(1) + 1) / (len(values) + 2)
        assert consensus[proposal] == product
