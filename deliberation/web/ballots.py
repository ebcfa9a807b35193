"""What a participant has voted, what is left, and what comes next."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from deliberation.models import Definition, Participant, Proposal
from deliberation.models.votes import OwnVote, OwnVotes, own_votes

VALUES: Final = {"agree": 1, "pass": 0, "disagree": -1}
WORDS: Final = {value: word for word, value in VALUES.items()}


def word(own: OwnVote | None) -> str:
    """“agree”, “pass” or “disagree”; empty where no vote stands."""
    return WORDS[own.value] if own is not None and own.value is not None else ""


def words_by_proposal(participant: Participant | None, proposals: list[Proposal]) -> dict[int, str]:
    """“agree”, “pass” or “disagree” by primary key, for the proposals they voted on."""
    if participant is None:
        return {}
    votes = own_votes(participant)
    words = {each.pk: word(votes.get(each.voted_id or 0)) for each in proposals}
    return {pk: said for pk, said in words.items() if said}


@dataclass(frozen=True)
class Progress:
    """How many of the proposals that take votes a participant has voted on."""

    voted: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.voted


def progress(definition: Definition, participant: Participant | None) -> Progress:
    figures: dict[str, Any] = {"total": Count("pk")}
    if participant is not None:
        figures["voted"] = Count("pk", filter=voted_by(own_votes(participant)))
    counted = Proposal.objects.votable(definition).aggregate(**figures)
    return Progress(voted=counted.get("voted", 0), total=counted["total"])


def voted_by(own: OwnVotes) -> Q:
    """The proposals that somebody with these votes has a standing vote on."""
    return Q(voted__in=[revision for revision, each in own.items() if each.value is not None])
