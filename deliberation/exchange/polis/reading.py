"""From a folder of Polis files to checked rows. Nothing here touches the database."""

from array import array
from dataclasses import dataclass, field
from pathlib import Path

from deliberation.exchange.polis.format import (
    COMMENT_COLUMNS,
    COMMENTS,
    MATRIX,
    MATRIX_COLUMNS,
    MODERATION,
    SUMMARY,
    SUMMARY_KEYS,
    VOTE_COLUMNS,
    VOTES,
    YEAR_10000,
)
from deliberation.exchange.polis.sheets import BadRow, LeftOut, NotAPolisExport, open_sheet
from deliberation.models.proposals import WORDING_LIMIT

VOTE_VALUES = {"1": 1, "0": 0, "-1": -1}
# A whole number of at most so many digits fits into 64 bits.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Comment:
    """One row of comments.csv. `at` in milliseconds; an author may be unnamed."""

    line: int
    id: int
    author: int | None
    at: int
    moderation: str
    body: str


@dataclass
class VoteColumns:
    """Votes as columns, in file order: 29 bytes each, so that millions fit."""

    line: array[int] = field(default_factory=lambda: array("I"))
    at: array[int] = field(default_factory=lambda: array("q"))
    comment: array[int] = field(default_factory=lambda: array("q"))
    voter: array[int] = field(default_factory=lambda: array("q"))
    value: array[int] = field(default_factory=lambda: array("b"))

    def __len__(self) -> int:
        return len(self.at)

    def append(self, *, line: int, at: int, comment: int, voter: int, value: int) -> None:
        self.line.append(line)
        self.at.append(at)
        self.comment.append(comment)
        self.voter.append(voter)
        self.value.append(value)

    def by_time(self) -> list[int]:
        """Indices in order of time; votes of one millisecond keep the file's order."""
        return sorted(range(len(self)), key=self.at.__getitem__)


@dataclass
class Export:
    """What a folder holds. `comments` by id, ascending.

    is_matrix: the votes are a final matrix without times; each has its comment's.
    """

    comments: dict[int, Comment]
    votes: VoteColumns
    votes_file: str
    is_matrix: bool
    summary: dict[str, str]
    left_out: LeftOut


def read_folder(folder: Path) -> Export:
    """Read a Polis export. Raises NotAPolisExport if it is none."""
    if not folder.is_dir():
        raise NotAPolisExport(
            problem=f"There is no folder {folder}. Name the folder that holds {COMMENTS}."
        )
    if not (folder / COMMENTS).exists():
        raise NotAPolisExport(
            problem=f"{folder} is not a Polis export: it has no {COMMENTS}. "
            "Unpack the export and name the folder with its files."
        )
    is_matrix = not (folder / VOTES).exists()
    votes_file = MATRIX if is_matrix else VOTES
    if not (folder / votes_file).exists():
        raise NotAPolisExport(
            problem=f"{folder} has neither {VOTES} nor {MATRIX}. Add one of them to import votes."
        )
    left_out = LeftOut()
    summary = _read_summary(folder / SUMMARY, left_out) if (folder / SUMMARY).exists() else {}
    comments = _read_comments(folder / COMMENTS, left_out)
    read_votes = _read_matrix if is_matrix else _read_votes
    votes = read_votes(folder / votes_file, comments, left_out)
    return Export(comments, votes, votes_file, is_matrix, summary, left_out)


def _read_summary(path: Path, left_out: LeftOut) -> dict[str, str]:
    """summary.csv, which has a name and a value on each row and no header."""
    summary = {}
    with open_sheet(path, left_out, spans_lines=True) as sheet:
        for line, cells in sheet.rows(width=None):
            if len(cells) == 2:
                summary[cells[0].strip()] = cells[1].strip()
            else:
                sheet.leave_out(line, f"it has {len(cells)} cells; a name and a value are needed")
    if "topic" not in summary:
        raise NotAPolisExport(
            problem=f"{path.name} is not a Polis file: it has no row “topic”. "
            "Remove it to import without it."
        )
    return {name: summary[name] for name in SUMMARY_KEYS if name in summary}


def _read_comments(path: Path, left_out: LeftOut) -> dict[int, Comment]:
    comments: dict[int, Comment] = {}
    with open_sheet(path, left_out, spans_lines=True) as sheet:
        header = sheet.header(COMMENT_COLUMNS)
        for line, cells in sheet.rows(width=len(header)):
            try:
                comment = _comment(line, dict(zip(header, cells, strict=True)))
                if comment.id in comments:
                    raise BadRow(f"comment-id {comment.id} stands in the file twice")
            except BadRow as reason:
                sheet.leave_out(line, reason)
            else:
                comments[comment.id] = comment
    return dict(sorted(comments.items()))


def _comment(line: int, row: dict[str, str]) -> Comment:
    body = row["comment-body"]
    if not body.strip():
        raise BadRow("comment-body is empty")
    if len(body) > WORDING_LIMIT:
        raise BadRow(f"comment-body has {len(body):,} characters; {WORDING_LIMIT:,} are allowed")
    moderation = MODERATION.get(row["moderated"].strip())
    if moderation is None:
        raise BadRow(f"moderated is {_shown(row['moderated'])}; it must be 1, 0 or -1")
    return Comment(
        line=line,
        id=_whole("comment-id", row["comment-id"]),
        author=_whole("author-id", row["author-id"]) if row["author-id"].strip() else None,
        at=_timestamp(row["timestamp"]),
        moderation=moderation.value,
        body=body,
    )


def _read_votes(path: Path, comments: dict[int, Comment], left_out: LeftOut) -> VoteColumns:
    votes = VoteColumns()
    with open_sheet(path, left_out) as sheet:
        header = sheet.header(VOTE_COLUMNS)
        at, comment, voter, value = (
            header.index(name) for name in ("timestamp", "comment-id", "voter-id", "vote")
        )
        for line, cells in sheet.rows(width=len(header)):
            try:
                votes.append(
                    line=line,
                    at=_timestamp(cells[at]),
                    comment=_known(cells[comment], comments),
                    voter=_whole("voter-id", cells[voter]),
                    value=_vote(cells[value]),
                )
            except BadRow as reason:
                sheet.leave_out(line, reason)
    return votes


def _read_matrix(path: Path, comments: dict[int, Comment], left_out: LeftOut) -> VoteColumns:
    """The final matrix: a vote has the time of its comment, for want of its own."""
    votes = VoteColumns()
    seen: set[int] = set()
    with open_sheet(path, left_out) as sheet:
        header = sheet.header(MATRIX_COLUMNS)
        who = header.index("participant")
        columns = [(index, name) for index, name in enumerate(header) if name.isdecimal()]
        for line, cells in sheet.rows(width=len(header)):
            try:
                voter = _whole("participant", cells[who])
                if voter in seen:
                    raise BadRow(f"participant {voter} stands in the file twice")
            except BadRow as reason:
                sheet.leave_out(line, reason)
                continue
            seen.add(voter)
            for index, name in columns:
                if not cells[index].strip():
                    continue
                try:
                    comment, value = comments[_known(name, comments)], _vote(cells[index])
                except BadRow as reason:
                    sheet.leave_out(line, f"{reason} (column {name})")
                    continue
                votes.append(line=line, at=comment.at, comment=comment.id, voter=voter, value=value)
    return votes


def _whole(name: str, text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise BadRow(f"{name} is {_shown(text)}; it must be a whole number from 0 up")
    return int(digits)


def _known(text: str, comments: dict[int, Comment]) -> int:
    number = _whole("comment-id", text)
    if number not in comments:
        raise BadRow(f"comment-id {number} is unknown: {COMMENTS} has no such row, or a bad one")
    return number


def _vote(text: str) -> int:
    value = VOTE_VALUES.get(text.strip())
    if value is None:
        raise BadRow(f"vote is {_shown(text)}; it must be 1, 0 or -1")
    return value


def _timestamp(text: str) -> int:
    """A timestamp in milliseconds.

    Newer versions of Polis write seconds. Read as milliseconds these would all fall
    into January 1970, so the two cannot be mistaken for each other.
    """
    number = _whole("timestamp", text)
    if 10**9 <= number < 10**11:
        number *= 1000
    if number >= YEAR_10000:
        raise BadRow(f"timestamp is {_shown(text)}; that is no time in milliseconds")
    return number


def _shown(text: str) -> str:
    """A cell as a message may show it: short, and without control characters."""
    return repr(text if len(text) <= 40 else text[:40] + "…")
