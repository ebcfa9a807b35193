"""How stable a grouping is: would other participants of the same kind give the same groups?"""

from typing import Final

import numpy as np
import numpy.typing as npt

from deliberation.aggregation.groups import LARGEST_K, STARTS, nearest
from deliberation.aggregation.votes import ByteArray, FloatArray, IntArray

RESAMPLES: Final = 24
SEED: Final = 20210426  # any number would do; a fixed one makes runs repeatable
ROUNDS: Final = 30  # of Lloyd's algorithm; resamples need no last digits


def adjusted_rand_index(
    first: npt.ArrayLike, second: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> float:
    """Agreement of two groupings: 1.0 the same, about 0.0 by chance, below 0 worse.

    first, second: (n,) whole numbers, the group of each item; weights: (n,) how many
    items each stands for, whole numbers, 1 if not given. 1.0 where neither grouping
    parts anything. Source: Hubert and Arabie 1985, J. Classification 2:193-218.
    """
    table = _contingency(np.asarray(first), np.asarray(second), weights)
    # Whole numbers of any size: squares of large deliberations leave 64 bits.
    squares = sum(int(n) ** 2 for n in table.flat)
    rows = sum(int(n) ** 2 for n in table.sum(axis=1))
    columns = sum(int(n) ** 2 for n in table.sum(axis=0))
    total = int(table.sum())
    together, apart = squares - total, total * total - rows - columns + squares
    only_first, only_second = rows - squares, columns - squares
    if only_first == 0 and only_second == 0:
        return 1.0
    return (
        2 * (together * apart - only_first * only_second)
        / (
            (together + only_first) * (only_first + apart)
            + (together + only_second) * (only_second + apart)
        )
    )  # fmt: skip


def _contingency(
    first: npt.NDArray[np.integer], second: npt.NDArray[np.integer], weights: npt.ArrayLike | None
) -> IntArray:
    """(groups of first, groups of second) how many items are in both."""
    _, row = np.unique(first, return_inverse=True)
    _, column = np.unique(second, return_inverse=True)
    shape = (int(row.max(initial=-1)) + 1, int(column.max(initial=-1)) + 1)
    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (row, column), 1 if weights is None else np.asarray(weights, dtype=np.int64))
    return table


def bootstrap_stability(
    base: FloatArray,
    weights: FloatArray,
    centres: FloatArray,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> float:
    """Mean adjusted Rand index between the grouping and that of resampled participants.

    base, weights: (b, 2) and (b,), base clusters and the participants in each; centres:
    (k, 2) of the grouping. Each resample draws as many participants with replacement
    (Efron 1979), which in a fixed opinion space only changes the weights of the base
    clusters, and finds groups anew, their number by silhouette. Rounded to six places;
    negative means count as 0.0; 1.0 where there is a single group.
    """
    if len(centres) < 2:
        return 1.0
    people = int(weights.sum())
    # RandomState: its streams are frozen (NEP 19), those of Generator may change.
    dice = np.random.RandomState(seed)
    drawn = dice.multinomial(people, weights / people, size=resamples).astype(np.float64)
    found = _regrouped(base, weights, drawn)
    grouping = nearest(base, centres)
    indices = [adjusted_rand_index(grouping, labels, weights) for labels in found]
    return round(min(max(sum(indices) / len(indices), 0.0), 1.0), 6)


def _regrouped(base: FloatArray, weights: FloatArray, drawn: FloatArray) -> ByteArray:
    """(R, b) the groups of the base clusters under each of R weightings, drawn: (R, b)."""
    best = np.full(len(drawn), -np.inf)
    labels = np.zeros(drawn.shape, dtype=np.int8)
    x, y = base[:, 0], base[:, 1]
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    for k in range(2, min(LARGEST_K, len(base)) + 1):
        candidate = _kmeans(base, weights, drawn, k)
        score = _silhouettes(apart, drawn, candidate, k)
        better = score > best
        best[better], labels[better] = score[better], candidate[better]
    return labels


def _kmeans(base: FloatArray, weights: FloatArray, drawn: FloatArray, k: int) -> ByteArray:
    """(R, b) labels of the best of STARTS farthest-first starts for each weighting, at once."""
    middle = weights @ base / weights.sum()
    order = np.argsort(-((base - middle) ** 2).sum(axis=1), kind="stable")
    seeds = np.concatenate([order[: STARTS - 1], order[-1:]])
    many = np.repeat(drawn, len(seeds), axis=0)
    centres = _starts(base, many, np.tile(seeds, len(drawn)), k)
    labels, reach = _assigned(base, centres)
    for _ in range(ROUNDS):
        moved = centres.copy()
        for group in range(k):
            member = np.where(labels == group, many, 0.0)
            mass = member.sum(axis=1)[:, None]
            np.divide(member @ base, mass, out=moved[:, group], where=mass > 0)
        before, centres = labels, moved
        labels, reach = _assigned(base, centres)
        if np.array_equal(labels, before):
            break
    inertia = (many * reach).sum(axis=1).reshape(len(drawn), -1)
    chosen = np.argmin(inertia, axis=1)
    return labels.reshape(len(drawn), len(seeds), -1)[np.arange(len(drawn)), chosen]


def _starts(base: FloatArray, many: FloatArray, seeds: IntArray, k: int) -> FloatArray:
    """(Q, k, 2) farthest-first centres: each next one pulls most, weight × distance²."""
    centres = base[seeds][:, None]
    while centres.shape[1] < k:
        _, reach = _assigned(base, centres)
        following = base[np.argmax(many * reach, axis=1)]
        centres = np.concatenate([centres, following[:, None]], axis=1)
    return centres


def _assigned(base: FloatArray, centres: FloatArray) -> tuple[ByteArray, FloatArray]:
    """(Q, b) nearest centre of each base cluster, the first of equals, and its squared distance."""
    x, y = base[:, 0], base[:, 1]
    labels = np.zeros((len(centres), len(base)), dtype=np.int8)
    reach = np.full(labels.shape, np.inf)
    for group in range(centres.shape[1]):
        dx, dy = x - centres[:, group, :1], y - centres[:, group, 1:]
        distance = dx * dx + dy * dy
        closer = distance < reach
        labels[closer] = group
        np.minimum(reach, distance, out=reach)
    return labels, reach


def _silhouettes(apart: FloatArray, drawn: FloatArray, labels: ByteArray, k: int) -> FloatArray:
    """(R,) weighted mean silhouettes, as groups.silhouette; -1.0 where one group is left."""
    member = (labels[:, :, None] == np.arange(k)) * drawn[:, :, None]
    mass = member.sum(axis=1)
    distance = apart @ member
    own = labels[:, :, None].astype(np.int64)
    at_home = np.take_along_axis(mass, labels.astype(np.int64), axis=1)
    alone = at_home <= drawn
    inside = np.take_along_axis(distance, own, axis=2)[:, :, 0]
    inside = inside / np.where(alone, 1.0, at_home - drawn)
    away = np.full(distance.shape, np.inf)
    np.divide(distance, mass[:, None, :], out=away, where=mass[:, None, :] > 0)
    np.put_along_axis(away, own, np.inf, axis=2)
    outside = away.min(axis=2)
    usable = ~alone & (drawn > 0) & np.isfinite(outside)
    outside = np.where(usable, outside, 0.0)
    widest = np.maximum(inside, outside)
    width = np.where(usable & (widest > 0), (outside - inside) / np.where(widest, widest, 1), 0.0)
    mean = (drawn * width).sum(axis=1) / drawn.sum(axis=1)
    return np.where(np.count_nonzero(mass, axis=1) < 2, -1.0, mean)
