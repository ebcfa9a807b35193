"""Votes of an export become events of the log."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import batched, count

from tqdm import tqdm

from deliberation.exchange.polis.format import milliseconds, moment
from deliberation.exchange.polis.reading import Export
from deliberation.models import Definition, Event

BATCH = 2000


def append_votes(
    definition: Definition,
    export: Export,
    people: dict[int, int],
    wordings: dict[int, int],
    *,
    progress: bool,
) -> tuple[int, int]:
    """Append the votes that the log lacks, in order of time.

    people, wordings: the keys of participants by voter id, of revisions by comment id.
    Returns how many were added and how many were there.
    """
    present = _Present(definition, set(people.values()), is_matrix=export.is_matrix)
    votes = export.votes
    new = []
    known = 0
    for index in votes.by_time():
        comment, at, value = votes.comment[index], votes.at[index], votes.value[index]
        if comment not in wordings:
            reason = f"comment-id {comment} was imported before with another text"
            export.left_out.add(export.votes_file, votes.line[index], reason)
            continue
        who, what = people[votes.voter[index]], wordings[comment]
        if present.has(who, what, at, value):
            known += 1
        elif present.outdates(who, what, at):
            reason = "a later vote of this voter on this comment was imported before"
            export.left_out.add(export.votes_file, votes.line[index], reason)
        else:
            new.append(index)
    _store(definition, export, people, wordings, new, progress=progress)
    return len(new), known


def _store(
    definition: Definition,
    export: Export,
    people: Mapping[int, int],
    wordings: Mapping[int, int],
    new: Sequence[int],
    *,
    progress: bool,
) -> None:
    votes = export.votes
    # Written with their positions: giving a million events theirs afterwards takes as long
    # as writing them. The caller keeps aggregations away, so nobody else gives any.
    positions = count(Event.objects.sequence(definition) + 1)
    # Without a terminal there is no bar: `disable=None` asks tqdm to look.
    with tqdm(total=len(new), unit=" votes", disable=None if progress else True) as bar:
        for batch in batched(new, BATCH, strict=False):
            Event.objects.bulk_create(
                Event(
                    definition_id=definition.pk,
                    position=next(positions),
                    kind=Event.Kind.VOTE,
                    participant_id=people[votes.voter[index]],
                    revision_id=wordings[votes.comment[index]],
                    value=votes.value[index],
                    at=moment(votes.at[index]),
                )
                for index in batch
            )
            bar.update(len(batch))


class _Present:
    """The votes that earlier imports brought.

    Compared as multisets: a vote that the file has twice is stored twice, and found
    twice by the next run. A matrix has no times, so there the last value decides.
    """

    def __init__(self, definition: Definition, people: set[int], *, is_matrix: bool) -> None:
        self._is_matrix = is_matrix
        self._counts: Counter[tuple[int, int, int, int | None]] = Counter()
        self._last: dict[tuple[int, int], tuple[int, int | None]] = {}
        # No join on participants: PostgreSQL would plan it badly right after an import.
        votes = definition.events.filter(kind=Event.Kind.VOTE).order_by("pk")
        rows = votes.values_list("participant_id", "revision_id", "at", "value")
        for who, what, at, value in rows.iterator(chunk_size=BATCH):
            if who is None or what is None or who not in people:
                continue
            time = milliseconds(at)
            self._last[who, what] = time, value
            if not is_matrix:
                self._counts[who, what, time, value] += 1

    def has(self, who: int, what: int, at: int, value: int) -> bool:
        """Whether the vote is there; each vote that is there answers once."""
        if self._is_matrix:
            last = self._last.get((who, what))
            return last is not None and last[1] == value
        if not self._counts[who, what, at, value]:
            return False
        self._counts[who, what, at, value] -= 1
        return True

    def outdates(self, who: int, what: int, at: int) -> bool:
        """Whether a later vote is there, which an older one appended now would undo."""
        last = self._last.get((who, what))
        return not self._is_matrix and last is not None and at < last[0]
