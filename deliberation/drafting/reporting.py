"""What the votes say, for people to read: the groups, what all agree on, what divides, what
is undecided and what it would take. docs/formats.md describes it.

All of it follows from what a draft is composed from, by published formulas; nothing is
written by hand.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from deliberation.aggregation.polarisation import polarisation
from deliberation.aggregation.representativeness import (
    AGREES,
    DISAGREES,
    representative_statements,
    representativeness,
)
from deliberation.aggregation.support import wilson_interval
from deliberation.aggregation.votes import IntArray
from deliberation.drafting.adoption import MAJORITY, Field, Standing
from deliberation.drafting.agenda import SMALLEST_CELL, agenda, nearest_to_adoption, unmet
from deliberation.drafting.compose import heads, incumbents, too_small_groups
from deliberation.drafting.material import CriterionMaterial, Material
from deliberation.drafting.outlook import Path, what_would_change

FORMAT: Final = "openmoot-report/1"
MOST_LISTED: Final = 10
LISTS: Final = ("agreed", "divides", "undecided", "agenda")

type Entry = dict[str, Any]


def report(material: Material, standings: Sequence[Standing]) -> Entry:
    """standings: of all candidates, as `compose` gives them.

    Lists name proposals by number; `proposals` has the text and the counts of each that is
    named. Where more than MOST_LISTED belong to a list, the foremost are in it.
    """
    present = [each for each in standings if not each.candidate.succeeded]
    counts = _counts(material, present)
    lists = {
        "apart": _apart(material, present, counts),
        "agreed": _agreed(material, present, counts),
        "divides": _divides(material, present, counts),
        "undecided": _undecided(material, present),
        "agenda": agenda(present),
    }
    rules = asdict(material.rules) | {"required_classes": list(material.rules.required_classes)}
    return {
        "format": FORMAT,
        "definition": dict(material.definition),
        "simulated": material.simulated,
        "engine": material.engine,
        "watermark": material.watermark,
        "log_ends": material.log_ends,
        "ruleset": rules,
        "participants": material.participants,
        "votes": material.votes,
        "classes": [dict(each) for each in material.classes],
        "stability": material.stability,
        "statuses": dict(Counter(each.status for each in present)),
        "cells": heads(material),
        **lists,
        "proposals": _texts(material, present, _named(lists)),
    }


def without(told: Entry, numbers: Collection[int]) -> Entry:
    """A report as `report` wrote it, naming none of these proposals any more."""

    def kept(entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry["proposal"] not in numbers]

    lists = {name: kept(told[name]) for name in (*LISTS, "proposals")}
    apart = [group | {"statements": kept(group["statements"])} for group in told["apart"]]
    return told | lists | {"apart": apart}


def _counts(material: Material, standings: Sequence[Standing]) -> IntArray:
    """(cells, P, 3) agrees, disagrees and passes; everybody first, then groups, classes."""
    rows = [
        [[cell.agrees, cell.disagrees, cell.passes] for cell in each.candidate.cells]
        for each in standings
    ]
    shape = (len(standings), len(heads(material)), 3)
    return np.moveaxis(np.array(rows, dtype=np.int64).reshape(shape), 1, 0)


def _of_groups(material: Material, counts: IntArray) -> IntArray:
    """(G, P, 3) the counts of the opinion groups; nothing of cells too small to tell of."""
    found = counts[1 : 1 + len(material.groups)]
    return np.where(found.sum(axis=2, keepdims=True) >= SMALLEST_CELL, found, 0)


def _apart(material: Material, standings: Sequence[Standing], counts: IntArray) -> list[Entry]:
    """Per opinion group the proposals that speak for it, chosen as Polis does."""
    by_group = _of_groups(material, counts)
    found = representativeness(by_group)
    apart = []
    for index, group in enumerate(material.groups):
        statements = [
            {
                "proposal": standings[each.proposal].candidate.number,
                "side": each.side,
                "here": by_group[index, each.proposal].tolist(),
                "others": (by_group[:, each.proposal].sum(axis=0) - by_group[index, each.proposal])
                .tolist(),
            }
            for each in representative_statements(by_group, found, index)
            if by_group[index, each.proposal].any()
        ]  # fmt: skip
        apart.append({"label": group["label"], "size": group["size"], "statements": statements})
    return apart


def _agreed(material: Material, standings: Sequence[Standing], counts: IntArray) -> list[Entry]:
    """Where every group and class that has spoken is of one mind beyond chance.

    Of each cell with enough votes the lower bound is above one half; every opinion group
    that is large enough has spoken. By the lowest bound.
    """
    votes = counts.sum(axis=2)
    speaks = votes >= SMALLEST_CELL
    large = [
        index
        for index, group in enumerate(material.groups, start=1)
        if group["size"] >= SMALLEST_CELL
    ]
    heard = speaks[[0, *large]].all(axis=0)
    found: list[Entry] = []
    for side, word in ((AGREES, "agree"), (DISAGREES, "disagree")):
        low, _ = wilson_interval(counts[:, :, side], votes, material.rules.z)
        lowest = np.where(speaks, low, 1.0).min(axis=0)
        found += [
            {
                "proposal": standings[index].candidate.number,
                "side": word,
                "lowest": round(float(lowest[index]), 6),
            }
            for index in np.flatnonzero(heard & (lowest > MAJORITY)).tolist()
        ]
    return sorted(found, key=lambda each: (-each["lowest"], each["proposal"]))[:MOST_LISTED]


def _divides(material: Material, standings: Sequence[Standing], counts: IntArray) -> list[Entry]:
    """Where two opinion groups differ beyond chance, the widest gap first."""
    by_group = _of_groups(material, counts)
    apart = polarisation(by_group[:, :, 0], by_group.sum(axis=2), material.rules.z)
    labels = [group["label"] for group in material.groups]
    found: list[Entry] = [
        {
            "proposal": standings[index].candidate.number,
            "gap": round(float(apart.gap[index]), 6),
            "low": round(float(apart.low[index]), 6),
            "high": round(float(apart.high[index]), 6),
            "between": [labels[group] for group in apart.between[index]],
        }
        for index in np.flatnonzero((apart.low > 0) & (apart.between[:, 0] >= 0)).tolist()
    ]
    return sorted(found, key=lambda each: (-each["gap"], each["proposal"]))[:MOST_LISTED]


def _undecided(material: Material, standings: Sequence[Standing]) -> list[Entry]:
    """Open questions and undecided proposals, the nearest to adoption first, with the votes
    that would settle each."""
    criterion_of = {
        criterion.slug: criterion for part in material.parts for criterion in part.criteria
    }
    standing_clauses = incumbents(material.previous)
    too_small = too_small_groups(material.groups, material.rules)
    found = []
    for each in nearest_to_adoption(standings)[:MOST_LISTED]:
        number = each.candidate.number
        bearing = criterion_of[each.candidate.criterion].bearing_on(number)
        field = Field.of(bearing, material.rules, standing_clauses, too_small)
        outlook = what_would_change(number, field)
        found.append(
            {
                "proposal": number,
                "unmet": [asdict(step) for step in unmet(each)],
                "adopted": _path(outlook.adopted),
                "declined": _path(outlook.dropped),
            }
        )
    return found


def _path(path: Path | None) -> Entry | None:
    if path is None:
        return None
    cells = [
        {"kind": cell.kind, "key": cell.key, "title": cell.title, "votes": votes}
        for cell, votes in path.cells
    ]
    return {"vote": path.vote, "votes": path.votes, "cells": cells}


def _named(lists: dict[str, list[Entry]]) -> set[int]:
    groups = [entry for group in lists["apart"] for entry in group["statements"]]
    others = [entry for name in LISTS for entry in lists[name]]
    return {entry["proposal"] for entry in (*groups, *others)}


def _texts(
    material: Material, standings: Iterable[Standing], named: set[int]
) -> list[dict[str, Any]]:
    """Text, standing and counts per cell of the proposals that lists name."""
    criteria: dict[str, CriterionMaterial] = {
        criterion.slug: criterion for part in material.parts for criterion in part.criteria
    }
    return [
        {
            "proposal": each.candidate.number,
            "revision": each.candidate.shown,
            "criterion": each.candidate.criterion,
            "title": criteria[each.candidate.criterion].title,
            "question": criteria[each.candidate.criterion].question,
            "level": each.candidate.level,
            "requires": each.candidate.requires,
            "wording": each.candidate.wording,
            "status": each.status,
            "counts": [[c.agrees, c.disagrees, c.passes] for c in each.candidate.cells],
        }
        for each in standings
        if each.candidate.number in named
    ]
