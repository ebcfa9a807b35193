"""The votes of a run, read and kept in shards of participants."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from deliberation import aggregation
from deliberation.actions.arrays import Table, read_table
from deliberation.actions.log import Log
from deliberation.aggregation import Placed, Space, Sums, Votes
from deliberation.aggregation.votes import WITHDRAWN
from deliberation.models import Aggregate, Event, Shard

type Keys = npt.NDArray[np.int64]
type Packed = bytes | memoryview[int] | None  # as a BinaryField gives them

# Beyond this many, reading everybody's class takes less time than asking for some.
MANY = 500


@dataclass(frozen=True, eq=False)
class Part:
    """A shard in memory. Rows are participants in the order of their keys.

    participants: (n,) primary keys of those with a standing vote; revisions: (P,) primary
    keys of the columns. declared: (n,) int8, the class of each, whether or not their votes are
    excluded; left_out: (n,) bool, whose are. Of these the shard knows no class, and counts
    nothing.
    """

    participants: Keys
    revisions: Keys
    declared: npt.NDArray[np.int8]
    left_out: npt.NDArray[np.bool_]
    shard: aggregation.Shard

    def readmitted(self, guests: int) -> aggregation.Shard:
        """The shard as it were if nobody's votes were excluded. guests: of `Log`."""
        if not self.left_out.any():
            return self.shard
        counted = self.shard.counted | (self.left_out & (self.declared != guests))
        return replace(self.shard, class_of=self.declared, counted=counted)


def cut(run: Aggregate, before: Aggregate | None) -> list[Shard]:
    """Store the shards of a run: as before, unless their number has to change.

    Their number is the least power of two that leaves none with more than
    OPENMOOT_SHARD_VOTES events, so that growth seldom moves the cuts.
    """
    wanted = max(run.watermark / settings.SHARD_VOTES, 1)
    count = 2 ** math.ceil(math.log2(wanted))
    firsts = list(before.shards.values_list("first", flat=True)) if before else []
    if len(firsts) != count:
        people = run.definition.participants.order_by("pk").values_list("pk", flat=True)
        each = np.array_split(np.fromiter(people.iterator(), dtype=np.int64), count)
        firsts = [0, *(int(part[0]) for part in each[1:] if part.size)]
    return Shard.objects.bulk_create(
        [Shard(aggregate=run, number=number, first=first) for number, first in enumerate(firsts)]
    )


def can_go_on(log: Log, run: Aggregate, before: Aggregate | None) -> bool:
    """Whether a run may read only what came after the one before.

    It may not where the shards or classes are others, where a column took votes before
    that run and was none of its columns, or where votes count on other columns than then.
    """
    if before is None or before.sums is None:
        return False
    if log.events.filter(kind=Event.Kind.MERGED, position__gt=before.watermark).exists():
        return False
    then, now = (each.shards.values_list("first", flat=True) for each in (before, run))
    if list(then) != list(now):
        return False
    with _read(before.sums) as stored:
        if stored["classes"].tolist() != _slugs(log):
            return False
        missing = set(log.revisions.tolist()) - set(stored["revisions"].tolist())
    opened = log.events.filter(kind=Event.Kind.REVISED, revision__in=missing)
    return not (missing and opened.filter(position__lte=before.watermark).exists())


def _slugs(log: Log) -> list[str]:
    return [slug for slug, _ in log.classes]


def read_part(
    log: Log, shard: Shard, until: int | None, since: int, earlier: Part | None
) -> tuple[Part, Sums]:
    """The standing votes of a shard at the log's watermark, and their statistics.

    until: where the next shard begins, None for the last one. earlier: the same shard at
    the watermark `since`; then only what came later is read, and the statistics are the
    difference to those of then, which may be negative. Without it, they are the whole.
    """
    whose = log.events.filter(participant__gte=shard.first)
    if until is not None:
        whose = whose.filter(participant__lt=until)
    events = _votes_since(whose, since, log.merged)
    known = earlier.participants if earlier else np.zeros(0, dtype=np.int64)
    people = np.union1d(known, events["participant_id"])
    before = _renumbered(earlier, people, log.revisions)
    declared, moved = _class_of(log, whose, since, people, earlier)
    known_of = _known(log, whose, people)
    class_of = np.where(known_of.left_out, -1, declared).astype(np.int8)
    counted = ~known_of.left_out & (declared != log.guests if log.guests >= 0 else True)
    changed = np.isin(people, events["participant_id"])
    now = before.updated(changed, _replayed(before, changed, events, people, log.revisions))
    counted_then = np.zeros(people.size, dtype=np.bool_)
    if earlier is not None:
        counted_then[np.searchsorted(people, known)] = earlier.shard.counted
    touched = changed | moved | (counted != counted_then)
    sums = Sums.of(now.of(counted & touched))
    if earlier is not None:
        sums = sums.minus(Sums.of(before.of(counted_then & touched)))
    # Whoever withdrew everything has no standing vote, and does not take part.
    present = now.per_participant() > 0
    part = Part(
        people[present],
        log.revisions,
        declared[present],
        known_of.left_out[present],
        aggregation.Shard(
            now.cast_by(present),
            class_of[present],
            counted[present],
            (counted & (known_of.verified_in == declared) & (declared >= 0))[present],
        ),
    )
    return part, sums


@dataclass(frozen=True, eq=False)
class _Known:
    """What the log says of participants: left_out (n,) bool; verified_in (n,) int8, the class
    that they are verified in, -1 for none."""

    left_out: npt.NDArray[np.bool_]
    verified_in: npt.NDArray[np.int8]


def _known(log: Log, whose: QuerySet[Event], people: Keys) -> _Known:
    """Exclusions and verifications in force; they are few, so all are read in every run."""
    number = {slug: index for index, (slug, _) in enumerate(log.classes)}
    left_out = np.zeros(people.size, dtype=np.bool_)
    verified_in = np.full(people.size, -1, dtype=np.int8)
    told = whose.filter(kind__in=Event.ABOUT_SOMEBODY).order_by("position")
    for participant, kind, payload in told.values_list("participant_id", "kind", "payload"):
        at = np.searchsorted(people, participant)
        if at == people.size or people[at] != participant:
            continue
        if kind == Event.Kind.VERIFIED:
            verified_in[at] = number.get((payload or {}).get("class") or "", -1)
        else:
            left_out[at] = kind == Event.Kind.EXCLUDED
    return _Known(left_out, verified_in)


def _votes_since(whose: QuerySet[Event], since: int, merged: Mapping[int, int]) -> Table:
    """Votes and withdrawals after a position, in the order of the log, each with the
    revision that it counts on: of one's words on two merged revisions the last counts."""
    rows = (
        whose.votes()  # type: ignore[attr-defined]
        .filter(position__gt=since)
        .annotate(counted=Coalesce("value", WITHDRAWN))
        .order_by()
    )
    columns = {"participant_id": "i8", "revision_id": "i8", "counted": "i2", "position": "i8"}
    table = read_table(rows, columns)
    for source, target in merged.items():
        table["revision_id"][table["revision_id"] == source] = target
    return table[np.argsort(table["position"], kind="stable")]


def _renumbered(earlier: Part | None, people: Keys, revisions: Keys) -> Votes:
    """The earlier votes, rows and columns as they are numbered now."""
    if earlier is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Votes(people.size, revisions.size, nothing, nothing, nothing.astype(np.int8))
    votes = earlier.shard.votes
    to = where(earlier.revisions, revisions)
    kept = to[votes.columns] >= 0
    return Votes(
        people.size,
        revisions.size,
        np.searchsorted(people, earlier.participants)[votes.rows[kept]],
        to[votes.columns[kept]],
        votes.values[kept],
    )


def where(old: Keys, new: Keys) -> Keys:
    """(len(old),) where each key stands among the new ones, -1 for one that is gone."""
    order = np.argsort(new)
    at = np.searchsorted(new, old, sorter=order)
    found = order[np.minimum(at, new.size - 1)] if new.size else np.zeros(old.size, dtype=np.int64)
    return np.where(np.isin(old, new), found, -1)


def _replayed(
    before: Votes, changed: npt.NDArray[np.bool_], events: Table, people: Keys, revisions: Keys
) -> Votes:
    """All present votes of those who changed some."""
    column = where(events["revision_id"], revisions)
    known = column >= 0
    theirs = before.of(changed)
    row = np.searchsorted(people, events["participant_id"])
    return Votes.from_log(
        np.concatenate([theirs.rows, row[known]]),
        np.concatenate([theirs.columns, column[known]]),
        np.concatenate([theirs.values, events["counted"][known].astype(np.int8)]),
        participants=people.size,
        proposals=revisions.size,
    )


def _class_of(
    log: Log, whose: QuerySet[Event], since: int, people: Keys, earlier: Part | None
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """(n,) the class of each, and whether it is another, or known at all, since then."""
    number = {slug: index for index, (slug, _) in enumerate(log.classes)}
    joined = whose.filter(kind=Event.Kind.JOINED)
    class_of = np.full(people.size, -1, dtype=np.int8)
    new = np.ones(people.size, dtype=np.bool_)
    if earlier is not None:
        at = np.searchsorted(people, earlier.participants)
        class_of[at], new[at] = earlier.declared, False
        newcomers = people[new]
        later = joined.filter(position__gt=since)
        few = newcomers.size <= MANY
        joined = later | joined.filter(participant__in=newcomers.tolist()) if few else joined
    then = class_of.copy()
    told = joined.order_by("position").annotate(slug=KT("payload__class"))
    declared = dict(told.values_list("participant_id", "slug").iterator(chunk_size=20_000))
    keys = np.fromiter(declared, dtype=np.int64, count=len(declared))
    codes = np.array([number.get(slug or "", -1) for slug in declared.values()], dtype=np.int8)
    at = where(keys, people)
    class_of[at[at >= 0]] = codes[at >= 0]
    return class_of, new | (class_of != then)


# --- Bytes -----------------------------------------------------------------------------


def pack(part: Part) -> bytes:
    """A part in about 3 bytes a vote."""
    votes, verified = part.shard.votes, part.shard.verified
    assert verified is not None
    return _written(
        participants=part.participants,
        revisions=part.revisions,
        class_of=part.declared,
        counted=part.shard.counted,
        left_out=part.left_out,
        verified=verified,
        cast=votes.per_participant(),
        columns=votes.columns,
        values=votes.values,
    )


def unpack(packed: Packed) -> Part:
    with _read(packed) as stored:
        people, cast = stored["participants"].astype(np.int64), stored["cast"]
        revisions = stored["revisions"].astype(np.int64)
        votes = Votes(
            people.size,
            revisions.size,
            np.repeat(np.arange(people.size), cast),
            stored["columns"].astype(np.int64),
            stored["values"],
        )
        nobody = np.zeros(people.size, dtype=np.bool_)  # as runs of earlier versions stored it
        left_out = stored["left_out"] if "left_out" in stored.files else nobody
        verified = stored["verified"] if "verified" in stored.files else nobody
        declared = stored["class_of"]
        class_of = np.where(left_out, -1, declared).astype(np.int8)
        shard = aggregation.Shard(votes, class_of, stored["counted"], verified)
        return Part(people, revisions, declared, left_out, shard)


def pack_sums(sums: Sums, log: Log) -> bytes:
    return _written(
        revisions=log.revisions,
        classes=np.array(_slugs(log), dtype=np.str_),
        ztz=sums.ztz,
        mtz=sums.mtz,
        mtm=sums.mtm,
    )


def unpack_sums(packed: Packed, revisions: Keys) -> Sums:
    """Kept statistics, on the columns of now."""
    with _read(packed) as stored:
        sums = Sums(*(stored[name].astype(np.int64) for name in ("ztz", "mtz", "mtm")))
        return sums.moved(where(stored["revisions"].astype(np.int64), revisions), revisions.size)


def pack_space(space: Space) -> bytes:
    return _written(means=space.means, axes=space.axes)


def unpack_space(packed: Packed) -> Space:
    with _read(packed) as stored:
        return Space(stored["means"], stored["axes"])


def pack_placed(placed: Placed) -> bytes:
    return _written(
        places=placed.places, cast=placed.cast, overall=placed.overall, by_class=placed.by_class
    )


def unpack_placed(packed: Packed) -> Placed:
    with _read(packed) as stored:
        names = ("places", "cast", "overall", "by_class")
        return Placed(*(stored[name].astype(np.int64) for name in names))


def _read(packed: Packed) -> np.lib.npyio.NpzFile:
    if packed is None:
        raise LookupError("this run has no such result; another run must have replaced it")
    return np.load(io.BytesIO(packed), allow_pickle=False)


def _written(**arrays: npt.NDArray[Any]) -> bytes:
    """Arrays as bytes, whole numbers in the smallest type that holds them."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **{name: _smallest(each) for name, each in arrays.items()})
    return file.getvalue()


def _smallest(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if numbers.dtype != np.int64 or not numbers.size:
        return numbers
    low, high = int(numbers.min()), int(numbers.max())
    return numbers.astype(np.result_type(np.min_scalar_type(low), np.min_scalar_type(high)))
