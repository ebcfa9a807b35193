"""From a definition and its log to a folder of Polis files."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TextIO

from django.db.models import Max
from tqdm import tqdm

from deliberation.exchange.polis.format import (
    COMMENT_COLUMNS,
    COMMENTS,
    MATRIX,
    MATRIX_COLUMNS,
    MODERATED,
    SUMMARY,
    SUMMARY_KEYS,
    VOTE_COLUMNS,
    VOTES,
    datetime_text,
    milliseconds,
    number_of,
)
from deliberation.models import Definition, Event, Proposal, Revision

CHUNK = 5000


@dataclass(frozen=True)
class ExportReport:
    """What was written, and what Polis's files have no place for.

    withdrawals: withdrawn votes, which are written as if they had not been withdrawn
    in votes.csv. earlier: votes on wordings that a later one has replaced; votes.csv
    has them under the comment, the counts leave them out.
    """

    definition: str
    proposals: int
    participants: int
    votes: int
    withdrawals: int
    earlier: int


@dataclass(frozen=True, slots=True)
class _Statement:
    id: int
    author: int | None
    at: datetime
    moderation: str
    wording: str


def export_ids(rows: Iterable[tuple[int, str | None]]) -> dict[int, int]:
    """The id in Polis's files for each key.

    rows: key and external id, in the order of the keys' age. What was imported keeps
    its number; the rest is numbered on from the highest.
    """
    numbers = {key: number_of(external_id) for key, external_id in rows}
    following = count(max((each for each in numbers.values() if each is not None), default=-1) + 1)
    return {key: next(following) if number is None else number for key, number in numbers.items()}


def export_folder(
    definition: Definition,
    folder: Path,
    *,
    groups: Mapping[int, int] | None = None,
    progress: bool = False,
) -> ExportReport:
    """Write the definition as a Polis export into the folder, which is made if needed.

    groups: opinion group by participant key. Each file appears whole or not at all.
    Votes that arrive meanwhile are left to the next export. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    export = _Export(definition, groups or {})
    with _whole_files(folder, VOTES, COMMENTS, MATRIX, SUMMARY) as files:
        votes, comments, matrix, summary = files
        export.write_votes(votes, progress=progress)
        export.write_comments(comments)
        export.write_matrix(matrix)
        export.write_summary(summary)
    return export.report()


class _Export:
    """One export. `write_votes` comes first: it finds the votes that count."""

    def __init__(self, definition: Definition, groups: Mapping[int, int]) -> None:
        self.definition = definition
        self.groups = groups
        # Read first, so that whoever and whatever these events name is found below.
        self.upto = definition.events.aggregate(last=Max("pk"))["last"] or 0
        self.people = export_ids(
            definition.participants.order_by("pk").values_list("pk", "external_id")
        )
        proposals = list(definition.proposals.order_by("number").select_related("current"))
        # What waits for moderation is for its author and moderators alone.
        proposals = [each for each in proposals if not each.is_pending]
        ids = export_ids((each.pk, each.external_id) for each in proposals)
        self.statements = sorted(
            (self._statement(ids[each.pk], each) for each in proposals), key=attrgetter("id")
        )
        self.voted = {each.voted_id for each in proposals}
        revisions = Revision.objects.filter(proposal__definition=definition)
        self.comment_of = {
            revision: ids[proposal]
            for revision, proposal in revisions.values_list("pk", "proposal")
            if proposal in ids
        }
        # Participant's key -> comment id -> the vote that counts.
        self.standing: defaultdict[int, dict[int, int | None]] = defaultdict(dict)
        self.votes = self.withdrawals = self.earlier = 0

    def _statement(self, number: int, proposal: Proposal) -> _Statement:
        return _Statement(
            id=number,
            author=self.people[proposal.author_id] if proposal.author_id else None,
            at=proposal.created_at,
            moderation=proposal.moderation,
            wording=proposal.current.wording if proposal.current and not proposal.is_hidden else "",
        )

    def write_votes(self, file: TextIO, *, progress: bool) -> None:
        """Every vote of the log, in its order."""
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(VOTE_COLUMNS)
        events = self.definition.events.votes().filter(pk__lte=self.upto).order_by("pk")
        rows = events.values_list("kind", "at", "revision", "participant", "value")
        # Without a terminal there is no bar: `disable=None` asks tqdm to look.
        bar = tqdm(
            rows.iterator(chunk_size=CHUNK), unit=" votes", disable=None if progress else True
        )
        for kind, at, revision, participant, value in bar:
            comment = self.comment_of[revision]
            standing = self.standing[participant]
            if kind == Event.Kind.WITHDRAWAL:
                self.withdrawals += 1
                if revision in self.voted:
                    standing.pop(comment, None)
                continue
            sheet.writerow(
                (milliseconds(at), datetime_text(at), comment, self.people[participant], value)
            )
            self.votes += 1
            if revision in self.voted:
                standing[comment] = value
            else:
                self.earlier += 1

    def write_comments(self, file: TextIO) -> None:
        """The statements in order of their ids, with a count of the votes that count."""
        counts = Counter(
            (comment, value) for votes in self.standing.values() for comment, value in votes.items()
        )
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COMMENT_COLUMNS)
        for statement in self.statements:
            sheet.writerow(
                (
                    milliseconds(statement.at),
                    datetime_text(statement.at),
                    statement.id,
                    "" if statement.author is None else statement.author,
                    counts[statement.id, 1],
                    counts[statement.id, -1],
                    MODERATED[statement.moderation],
                    statement.wording,
                )
            )

    def write_matrix(self, file: TextIO) -> None:
        """The votes that count, a row for each participant."""
        written = Counter(statement.author for statement in self.statements)
        comments = [statement.id for statement in self.statements]
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow((*MATRIX_COLUMNS, *comments))
        for participant, number in sorted(self.people.items(), key=itemgetter(1)):
            votes = self.standing.get(participant, {})
            values = Counter(votes.values())
            sheet.writerow(
                (
                    number,
                    self.groups.get(participant, ""),
                    written[number],
                    len(votes),
                    values[1],
                    values[-1],
                    *(votes.get(comment, "") for comment in comments),
                )
            )

    def write_summary(self, file: TextIO) -> None:
        """The facts about the whole. Unknown ones stay empty."""
        source = self.definition.source.get("polis", {})
        title = source.get("topic") or self.definition.title
        # Whoever voted is in it, even where no vote of theirs counts now.
        voters = len(self.standing)
        facts = {
            "topic": f"{title} (simulated)" if self.definition.is_simulated else title,
            "url": source.get("url", ""),
            "views": source.get("views", ""),
            "voters": voters,
            "voters-in-conv": voters,
            "commenters": len({each.author for each in self.statements} - {None}),
            "comments": len(self.statements),
            "groups": len(set(self.groups.values())) or "",
            "conversation-description": source.get("conversation-description")
            or self.definition.question,
        }
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerows((name, facts[name]) for name in SUMMARY_KEYS)

    def report(self) -> ExportReport:
        return ExportReport(
            definition=self.definition.slug,
            proposals=len(self.statements),
            participants=len(self.people),
            votes=self.votes,
            withdrawals=self.withdrawals,
            earlier=self.earlier,
        )


@contextmanager
def _whole_files(folder: Path, *names: str) -> Iterator[list[TextIO]]:
    """Open the files for writing; their names hold the old text until all are written."""
    parts = {folder / f".{name}.{os.getpid()}.part": folder / name for name in names}
    try:
        with ExitStack() as stack:
            yield [
                stack.enter_context(part.open("w", encoding="utf-8", newline="")) for part in parts
            ]
        for part, whole in parts.items():
            part.replace(whole)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
