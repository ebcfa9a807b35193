"""Support as it would be if the stakeholder classes had their target shares.

Off unless asked for: everybody counts once. A draft that uses it says so.
"""

from dataclasses import dataclass

import numpy as np

from deliberation.aggregation.support import smoothed_share, wilson_interval
from deliberation.aggregation.votes import ByteArray, FloatArray, IntArray


class ImpossibleTargets(ValueError):
    """Target shares that are negative, not finite, or all zero."""


def class_weights(class_of: ByteArray, targets: FloatArray) -> FloatArray:
    """(C,) weight of a participant of each class: target share / share among participants.

    class_of: (N,) class of each participant, -1 for none; targets: (C,) shares, scaled to
    sum to one over the classes that have participants (one without cannot be weighted up).
    0.0 for classes without participants. Together the participants with a class weigh as
    many as they are. Raises ImpossibleTargets.
    Source: Holt and Smith 1979, JRSS A 142(1):33-46, post-stratification.
    """
    wanted = np.asarray(targets, dtype=np.float64)
    if not np.isfinite(wanted).all() or (wanted < 0).any() or (wanted.size and not wanted.any()):
        raise ImpossibleTargets("targets must be shares of at least 0, not all 0")
    people = np.bincount(class_of[class_of >= 0], minlength=wanted.size)
    if people.size != wanted.size:
        raise ImpossibleTargets(f"{people.size} classes, but {wanted.size} targets")
    wanted = np.where(people > 0, wanted, 0.0)
    if not wanted.any():
        return (people > 0).astype(np.float64)
    share = wanted / wanted.sum() * people.sum()
    return np.divide(share, people, out=np.zeros(wanted.size), where=people > 0)


def weights(class_of: ByteArray, targets: FloatArray) -> FloatArray:
    """(N,) weight of each participant; 1.0 for those without a class. See `class_weights`."""
    each = np.append(class_weights(class_of, targets), 1.0)
    return each[class_of]


@dataclass(frozen=True, eq=False)
class WeightedSupport:
    """Weighted support for each proposal, all (P,) float64.

    share: smoothed share that agrees; low, high: Wilson interval; effective: how many
    votes of equal weight would tell as much.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    effective: FloatArray


def weighted_support(
    overall: IntArray, by_class: IntArray, weight: FloatArray, z: float = 1.645
) -> WeightedSupport:
    """Agreement overall with each class weighted; equal weights give the plain numbers.

    overall: (P, 3) counts of everybody; by_class: (C, P, 3); weight: (C,), of
    `class_weights`. Participants without a class weigh 1. The sample size is Kish's
    effective one, (Σw)² / Σw², so uneven weights widen the interval.
    Source: Kish 1965, Survey Sampling, section 11.7; the interval as in `wilson_interval`.
    """
    rest = overall - by_class.sum(axis=0)
    counts = np.concatenate([by_class, rest[None]])
    each = np.append(weight, 1.0)
    votes = counts.sum(axis=2)
    mass, squares = each @ votes, (each * each) @ votes
    effective = np.divide(mass * mass, squares, out=np.zeros(mass.shape), where=squares > 0)
    share = np.divide(each @ counts[:, :, 0], mass, out=np.zeros(mass.shape), where=mass > 0)
    hits = np.minimum(share * effective, effective)
    low, high = wilson_interval(hits, effective, z)
    return WeightedSupport(smoothed_share(hits, effective), low, high, effective)
