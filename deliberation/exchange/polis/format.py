"""Polis's files: their columns, their times, their words for moderation."""

from datetime import UTC, datetime, timedelta

from deliberation.models import Proposal

COMMENTS = "comments.csv"
VOTES = "votes.csv"
MATRIX = "participants-votes.csv"
SUMMARY = "summary.csv"

COMMENT_COLUMNS = (
    "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated",
    "comment-body",
)  # fmt: skip
VOTE_COLUMNS = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
# The matrix goes on with one column per comment, named by its id.
MATRIX_COLUMNS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
SUMMARY_KEYS = (
    "topic", "url", "views", "voters", "voters-in-conv", "commenters", "comments", "groups",
    "conversation-description",
)  # fmt: skip

MODERATION = {
    "1": Proposal.Moderation.ACCEPTED,
    "0": Proposal.Moderation.UNMODERATED,
    "-1": Proposal.Moderation.REJECTED,
}
MODERATED = {state.value: number for number, state in MODERATION.items()}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR_10000 = 253_402_300_800_000
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(milliseconds: int) -> datetime:
    """The time that a Polis timestamp means, exact to the millisecond."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(at: datetime) -> int:
    """A time as a Polis timestamp; what is finer than a millisecond is dropped."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def datetime_text(at: datetime) -> str:
    """A time as Polis writes it beside the timestamp, in English whatever the locale."""
    at = at.astimezone(UTC)
    return (
        f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:02} {at:%H:%M:%S} UTC {at.year:04}"
    )


def number_of(external_id: str | None) -> int | None:
    """The Polis id that an external id stands for; None if it is no such id."""
    if external_id and external_id.isascii() and external_id.isdigit():
        return int(external_id)
    return None
