"""Opinion groups: k-means on weighted base clusters, k by silhouette."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from deliberation.aggregation.votes import ByteArray, FloatArray, IntArray

LABELS: Final = "ABCDE"
BASE_CLUSTERS: Final = 100
LARGEST_K: Final = len(LABELS)
# k changes only after another one has won this many runs in a row.
RUNS_TO_CHANGE_K: Final = 3
ROUNDS: Final = 100  # Lloyd's algorithm stops by itself long before


@dataclass(frozen=True)
class Steadiness:
    """How the number of groups came to be: the k in force, the one that would
    replace it, and how many runs in a row that one has won."""

    k: int
    challenger: int
    wins: int


@dataclass(frozen=True, eq=False)
class Grouping:
    """labels: (n,) int8, the group of each point, 0 … k-1.
    centres: (k, 2) float64, in the unit of the points.
    silhouette: mean silhouette over the base clusters, weighted; 0.0 for one group.
    base, weights: (b, 2) and (b,) float64, the base clusters that were grouped.
    """

    labels: ByteArray
    centres: FloatArray
    silhouette: float
    steadiness: Steadiness
    base: FloatArray
    weights: FloatArray


def group(
    points: IntArray,
    previous: Steadiness | None = None,
    *,
    centres: FloatArray | None = None,
) -> Grouping:
    """Group points in the plane. points: (n, 2) int64, n >= 1.

    Equal points get equal labels, and the order of points plays no part: base
    clusters are cut from the sorted points, and sums are of integers. Labels are
    by falling size, ties by place; `match` renames them after an earlier run.
    centres: (k, 2), the groups' centres in an earlier run, as one more start.
    """
    base, weights = base_clusters(points)
    candidates = {
        k: kmeans(base, weights, k, start=centres) for k in range(2, min(LARGEST_K, len(base)) + 1)
    }
    if not candidates:
        only = np.zeros(len(points), dtype=np.int8)
        steadiness = _steady(previous, best=1, possible={1})
        return Grouping(only, base[:1], 0.0, steadiness, base, weights)
    scores = {k: silhouette(base, weights, nearest(base, found)) for k, found in candidates.items()}
    best = max(scores, key=lambda k: (scores[k], -k))
    steadiness = _steady(previous, best=best, possible=set(scores))
    found = _refine(points, candidates[steadiness.k])
    labels = nearest(points, found)
    sizes = np.bincount(labels, minlength=len(found))
    order = sorted(range(len(found)), key=lambda g: (-int(sizes[g]), *found[g].tolist()))
    rank = np.empty(len(found), dtype=np.int8)
    rank[order] = np.arange(len(found))
    return Grouping(rank[labels], found[order], scores[steadiness.k], steadiness, base, weights)


def _steady(previous: Steadiness | None, *, best: int, possible: set[int]) -> Steadiness:
    """The k in force, given which k won this run and which are possible at all."""
    if previous is None or previous.k not in possible or best == previous.k:
        return Steadiness(k=best, challenger=best, wins=0)
    wins = previous.wins + 1 if best == previous.challenger else 1
    if wins >= RUNS_TO_CHANGE_K:
        return Steadiness(k=best, challenger=best, wins=0)
    return Steadiness(k=previous.k, challenger=best, wins=wins)


def base_clusters(points: IntArray) -> tuple[FloatArray, FloatArray]:
    """At most BASE_CLUSTERS weighted points that stand for all: centres (b, 2), weights (b,).

    The distinct places themselves if they are few; else cells of a balanced split,
    always halving the widest side of the heaviest cell.
    """
    places, counts = np.unique(points, axis=0, return_counts=True)
    if len(places) <= BASE_CLUSTERS:
        return places.astype(np.float64), counts.astype(np.float64)
    cells = [np.arange(len(places))]
    while len(cells) < BASE_CLUSTERS:
        heaviest = max(
            (i for i, cell in enumerate(cells) if len(cell) > 1),
            key=lambda i: int(counts[cells[i]].sum()),
        )
        cell = cells.pop(heaviest)
        cells[heaviest:heaviest] = _halves(places, counts, cell)
    weights = np.array([counts[cell].sum() for cell in cells], dtype=np.float64)
    totals = np.array([counts[cell] @ places[cell] for cell in cells], dtype=np.float64)
    return totals / weights[:, None], weights


def _halves(places: IntArray, counts: IntArray, cell: IntArray) -> list[IntArray]:
    """Two cells of about equal weight, cut across the wider side; neither is empty."""
    here = places[cell]
    axis = int(np.argmax(np.ptp(here, axis=0)))
    cell = cell[np.lexsort((here[:, 1 - axis], here[:, axis]))]
    weight = np.cumsum(counts[cell])
    cut = int(np.searchsorted(weight, weight[-1] / 2)) + 1
    cut = min(max(cut, 1), len(cell) - 1)
    return [cell[:cut], cell[cut:]]


def kmeans(
    points: FloatArray, weights: FloatArray, k: int, *, start: FloatArray | None = None
) -> FloatArray:
    """(k, 2) centres of the best of a few runs of Lloyd's algorithm, by inertia.

    points: (b, 2) in a fixed order, with at least k distinct ones; weights: (b,).
    Starts are farthest-first from several points, so no randomness is needed; fewer
    than k centres never come back. start: centres to start from as well; where there are
    k, what they lead to is kept unless something else fits better by WARM_SLACK.
    """
    best, least = None, np.inf
    middle = weights @ points / weights.sum()
    first = np.argsort(-_distances(points, middle[None, :])[:, 0], kind="stable")
    for seed in (*first[: STARTS - 1], first[-1]):
        centres = _lloyd(points, weights, _farthest_first(points, weights, k, int(seed)))
        inertia = float(weights @ _distances(points, centres).min(axis=1))
        if inertia < least * (1 - 1e-12):
            best, least = centres, inertia
    if best is None:
        raise AssertionError("no start was tried")
    if start is not None and len(start) == k:
        warm = _lloyd(points, weights, start)
        groups = np.bincount(nearest(points, warm), weights=weights, minlength=k)
        inertia = float(weights @ _distances(points, warm).min(axis=1))
        if groups.all() and inertia * (1 - WARM_SLACK) <= least:
            return warm
    return best


STARTS: Final = 6
# Between two groupings that fit about equally well, people keep the one they know.
WARM_SLACK: Final = 0.02


def _farthest_first(points: FloatArray, weights: FloatArray, k: int, seed: int) -> FloatArray:
    """k starting centres: each next one is the point that pulls most, weight × distance²."""
    chosen = [seed]
    reach = _distances(points, points[chosen])[:, 0]
    while len(chosen) < k:
        following = int(np.argmax(weights * reach))
        chosen.append(following)
        reach = np.minimum(reach, _distances(points, points[[following]])[:, 0])
    return points[chosen].copy()


def _lloyd(points: FloatArray, weights: FloatArray, centres: FloatArray) -> FloatArray:
    labels = nearest(points, centres)
    for _ in range(ROUNDS):
        mass = np.bincount(labels, weights=weights, minlength=len(centres))
        moved = centres.copy()
        for axis in range(2):
            total = np.bincount(labels, weights=weights * points[:, axis], minlength=len(centres))
            np.divide(total, mass, out=moved[:, axis], where=mass > 0)
        relabelled = nearest(points, moved)
        centres = moved
        if np.array_equal(relabelled, labels):
            break
        labels = relabelled
    return centres


def _refine(points: IntArray, centres: FloatArray) -> FloatArray:
    """A few more rounds over all points, their sums being exact; no group may vanish."""
    for _ in range(REFINING_ROUNDS):
        labels = nearest(points, centres)
        sizes = np.bincount(labels, minlength=len(centres))
        if not sizes.all():
            break
        totals = np.array([points[labels == each].sum(axis=0) for each in range(len(centres))])
        moved = totals / sizes[:, None]
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres


REFINING_ROUNDS: Final = 10


def nearest(points: FloatArray | IntArray, centres: FloatArray) -> ByteArray:
    """(n,) int8: the nearest centre of each point; the first of equally near ones."""
    labels = np.zeros(len(points), dtype=np.int8)
    reach = np.full(len(points), np.inf)
    # Centre by centre: numpy's argmin along so short an axis takes several times as long.
    for index in range(len(centres)):
        distance = _distances(points, centres[index : index + 1])[:, 0]
        labels[distance < reach] = index
        np.minimum(reach, distance, out=reach)
    return labels


def _distances(points: FloatArray | IntArray, centres: FloatArray) -> FloatArray:
    """(n, k) squared distances, by subtraction: the fast form loses digits."""
    dx = points[:, None, 0] - centres[None, :, 0]
    dy = points[:, None, 1] - centres[None, :, 1]
    return dx * dx + dy * dy


def silhouette(points: FloatArray, weights: FloatArray, labels: ByteArray) -> float:
    """Mean silhouette (Rousseeuw 1987), each point counted with its weight.

    Distances inside a point's own cluster leave the point itself out, as for single
    observations; a cluster of one scores 0, and so does a single cluster.
    """
    count = int(labels.max()) + 1
    distance = np.sqrt(_distances(points, points))
    member = np.zeros((len(points), count))
    member[np.arange(len(points)), labels] = weights
    to_cluster = distance @ member
    mass = member.sum(axis=0)
    if np.count_nonzero(mass) < 2:
        return 0.0
    own = np.arange(len(points)), labels
    alone = mass[labels] <= weights
    inside = to_cluster[own] / np.where(alone, 1.0, mass[labels] - weights)
    mean = np.divide(
        to_cluster, mass, out=np.full(to_cluster.shape, np.inf), where=mass[None, :] > 0
    )
    mean[own] = np.inf
    outside = mean.min(axis=1)
    widest = np.maximum(inside, outside)
    width = np.where(alone | (widest == 0), 0.0, (outside - inside) / np.where(widest, widest, 1))
    return float(weights @ width / weights.sum())


def match(labels: ByteArray, before: ByteArray, k: int) -> ByteArray:
    """Rename groups so that as many as possible of those placed in both runs keep theirs.

    labels, before: (N,) int8, -1 where not placed. k: groups now. Returns the new
    name of each group, (k,) int8, names below LARGEST_K; groups without a
    predecessor take the free names in order.
    """
    names = max(k, int(before.max(initial=-1)) + 1)
    overlap = np.zeros((k, names), dtype=np.int64)
    both = (labels >= 0) & (before >= 0)
    np.add.at(overlap, (labels[both], before[both]), 1)
    mine, theirs = linear_sum_assignment(overlap, maximize=True)
    renamed = np.full(k, -1, dtype=np.int8)
    for group_now, name in zip(mine, theirs, strict=True):
        if overlap[group_now, name] > 0:
            renamed[group_now] = name
    free = (name for name in range(LARGEST_K) if name not in renamed)
    for group_now in np.flatnonzero(renamed < 0):
        renamed[group_now] = next(free)
    return renamed
