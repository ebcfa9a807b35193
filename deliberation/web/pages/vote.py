"""The page on which one proposal at a time is voted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deliberation import actions
from deliberation.models import Proposal, Tally
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.charts import Segment, progress_bar, progress_width
from deliberation.web.pages.criterion import counted
from deliberation.web.pages.runs import runs_of


@dataclass(frozen=True)
class Confirmed:
    """A vote that is on disk. word: "agree", "pass" or "disagree"."""

    proposal: Proposal
    word: str


@dataclass(frozen=True)
class VotePage:
    """proposal: None when none is left beyond those skipped.

    vote: what the participant voted on it; step: its place on the evidence scale.
    skipped, skipped_next: numbers left for later, now and if this one is skipped too.
    """

    proposal: Proposal | None
    tally: Tally | None
    vote: str
    step: dict[str, Any]
    progress: ballots.Progress
    skipped: str
    skipped_next: str
    bar: list[Segment]
    bar_width: int
    confirmed: Confirmed | None


def vote_page(
    visit: Visit,
    *,
    proposal: Proposal | None = None,
    skipped: Sequence[int] = (),
    voted: Proposal | None = None,
) -> VotePage:
    """proposal: one that is wanted instead of the next; skipped: numbers of those left for
    later; voted: one just voted on."""
    progress = ballots.progress(visit.definition, visit.participant)
    shown = proposal or _next(visit, skipped)
    asked = [each for each in (shown, voted) if each is not None]
    votes = ballots.words_by_proposal(visit.participant, asked)
    tally = None
    if shown is not None:
        shown.definition = visit.definition
        run = runs_of(visit.definition).last
        tally = Tally.objects.filter(aggregate=run, proposal=shown).first() if run else None
        tally = counted(shown, tally)
    vote = votes.get(shown.pk, "") if shown else ""
    return VotePage(
        proposal=shown,
        tally=tally,
        vote=vote,
        step=_step(shown),
        progress=progress,
        skipped=",".join(map(str, skipped)),
        skipped_next=",".join(map(str, [*skipped, *([shown.number] if shown else [])])),
        bar=progress_bar(progress.voted, progress.total, has_now=bool(shown) and not vote),
        bar_width=progress_width(progress.total),
        confirmed=Confirmed(voted, votes[voted.pk]) if voted and voted.pk in votes else None,
    )


def _next(visit: Visit, skipped: Sequence[int]) -> Proposal | None:
    found = actions.next_proposals(visit.definition, visit.participant, skipping=skipped)
    return found[0] if found else None


def _step(proposal: Proposal | None) -> dict[str, Any]:
    """The level of the criterion's evidence scale that the proposal asks for."""
    if proposal is None or proposal.current is None:
        return {}
    steps = {step["level"]: step for step in proposal.criterion.scale}
    return steps.get(proposal.current.requires, {})
