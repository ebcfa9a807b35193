"""What speaks for one hand, put together by who it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from deliberation.aggregation.votes import IntArray
from deliberation.integrity.alike import Alike, alike
from deliberation.integrity.bursts import Burst, bursts
from deliberation.integrity.pace import Pace, paces
from deliberation.integrity.records import Records

type Kind = Literal["burst", "alike", "pace", "arrival"]

LEAST: Final = 5  # participants of a group
SHARED: Final = 0.5  # of the smaller of two groups, from which they are one
BUCKETS: Final = 48  # of the picture of time
# How much each says for itself. One alone is weak: classes at school come in bursts, and
# people who follow one recommendation vote alike.
STRENGTH: Final[dict[Kind, float]] = {"alike": 0.6, "burst": 0.5, "pace": 0.4, "arrival": 0.4}
SUDDEN: Final = 60 * 60 * 1000  # milliseconds in which a whole group arrives


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for it. facts: numbers, in words for pages and the API."""

    kind: Kind
    facts: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Group:
    """members: (m,) int64, ascending. strength: 0 … 1, for the order. timeline: when members
    and others voted, in BUCKETS equal parts of the time of the members' votes."""

    members: IntArray
    evidence: tuple[Evidence, ...]
    strength: float
    timeline: dict[str, Any]


def suspicious_groups(records: Records) -> list[Group]:
    """Groups that stewards should look at, what says most first.

    Votes alike, bursts and paces that are mostly about the same participants are one group.
    """
    found_alike, found_bursts, found_paces = alike(records), bursts(records), paces(records)
    voted: list[Alike | Burst] = [*found_alike, *found_bursts]
    sets = [set(each.members.tolist()) for each in voted]
    paced = {who for pace in found_paces for who in pace.members.tolist()}
    united = _united([*sets, *([paced] if len(paced) >= LEAST else [])])
    groups = [
        _group(records, members, found_alike, found_bursts, found_paces)
        for members in united
        if len(members) >= LEAST
    ]
    return sorted(groups, key=lambda g: (-g.strength, -len(g.members), int(g.members[0])))


def _united(sets: Sequence[set[int]]) -> list[set[int]]:
    """Sets that share SHARED of the smaller one are united, until none do."""
    united: list[set[int]] = []
    for each in sets:
        now = set(each)
        apart = []
        for other in united:
            if len(now & other) >= SHARED * min(len(now), len(other)):
                now |= other
            else:
                apart.append(other)
        united = [*apart, now]
    return united


def _group(
    records: Records,
    members: set[int],
    found_alike: Sequence[Alike],
    found_bursts: Sequence[Burst],
    found_paces: Sequence[Pace],
) -> Group:
    ids = np.array(sorted(members), dtype=np.int64)
    said = [
        *(_alike(each) for each in found_alike if _is_of(each.members, members)),
        *(_burst(each) for each in found_bursts if _is_of(each.members, members)),
        *(told for each in found_paces if (told := _pace(each, members))),
    ]
    begins, ends = _arrival(records, ids)
    if ends - begins <= SUDDEN and not any(each.kind == "burst" for each in said):
        said.append(Evidence("arrival", {"minutes": _minutes(begins, ends)}))
    kinds = {each.kind for each in said}
    weakness = float(np.prod([1 - STRENGTH[kind] for kind in kinds])) if kinds else 1.0
    return Group(ids, tuple(said), round(1 - weakness, 4), _timeline(records, ids))


def _is_of(some: IntArray, members: set[int]) -> bool:
    return bool(some.size) and int(some[0]) in members and set(some.tolist()) <= members


def _alike(found: Alike) -> Evidence:
    return Evidence(
        "alike",
        {
            "participants": len(found.members),
            "identical": found.identical,
            "votes": found.votes,
            "agreeing": found.agreeing,
            "expected": found.expected,
        },
    )


def _burst(found: Burst) -> Evidence:
    facts = {
        "participants": len(found.members),
        "minutes": _minutes(found.begins, found.ends),
        "begins": found.begins,
    }
    return Evidence("burst", facts)


def _pace(found: Pace, members: set[int]) -> Evidence | None:
    """Told of a group where half of it votes so."""
    here = len(members & set(found.members.tolist()))
    if here < LEAST or here < SHARED * len(members):
        return None
    seconds = round(found.gap / 1000, 1)
    return Evidence("pace", {"participants": here, "how": found.kind, "seconds": seconds})


def _minutes(begins: int, ends: int) -> int:
    return -(-(ends - begins) // 60_000) or 1


def _arrival(records: Records, members: IntArray) -> tuple[int, int]:
    """When the first and the last of them cast their first votes."""
    people, first = np.unique(records.who, return_index=True)
    at = records.at[first[np.isin(people, members)]]
    return (int(at.min()), int(at.max())) if at.size else (0, 0)


def _timeline(records: Records, members: IntArray) -> dict[str, Any]:
    """Entries per bucket, of the members and of everybody else in the same time."""
    theirs = np.isin(records.who, members)
    at = records.at[theirs]
    if not at.size:
        return {"begins": 0, "ends": 0, "members": [], "others": []}
    # As much again around it, so that one sees what is usual.
    width = max(int(at[-1] - at[0]), 60_000)
    begins, ends = int(at[0]) - width // 2, int(at[-1]) + width // 2
    edges = np.linspace(begins, ends, BUCKETS + 1)
    members_in, others_in = (
        np.histogram(records.at[chosen], bins=edges)[0].tolist() for chosen in (theirs, ~theirs)
    )
    return {"begins": begins, "ends": ends, "members": members_in, "others": others_in}
