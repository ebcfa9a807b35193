"""The page on which one proposal at a time is voted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deliberation.actions import routing
from deliberation.actions.routing import Queue
from deliberation.models import Aggregate, Definition, Proposal, Tally
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.charts import Segment, progress_bar, progress_width
from deliberation.web.pages.criterion import counted
from deliberation.web.pages.examples import Examples, examples
from deliberation.web.pages.runs import SHOWN


@dataclass(frozen=True)
class Confirmed:
    """A vote that is on disk. word: "agree", "pass" or "disagree"."""

    proposal: Proposal
    word: str


@dataclass(frozen=True)
class VotePage:
    """proposal: None when none is left beyond those skipped.

    vote: what the participant voted on it; step: its place on the evidence scale;
    examples: what AI systems do about its criterion.
    skipped, skipped_next: numbers left for later, now and if this one is skipped too.
    """

    proposal: Proposal | None
    tally: Tally | None
    vote: str
    step: dict[str, Any]
    examples: Examples | None
    queue: Queue
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
    run = _last_run(visit.definition)
    queue = routing.queue(visit.definition, visit.participant, run, skipping=skipped)
    shown = proposal or _first(visit.definition, queue.waiting)
    tally = None
    if shown is not None:
        shown.definition = visit.definition
        tally = Tally.objects.filter(aggregate=run, proposal=shown).first() if run else None
        tally = counted(shown, tally)
    vote = ballots.word(queue.own(shown)) if shown else ""
    confirmed = ballots.word(queue.own(voted)) if voted else ""
    return VotePage(
        proposal=shown,
        tally=tally,
        vote=vote,
        step=_step(shown),
        examples=examples(shown.criterion, shown.current.requires)
        if shown and shown.current
        else None,
        queue=queue,
        skipped=",".join(map(str, skipped)),
        skipped_next=",".join(map(str, [*skipped, *([shown.number] if shown else [])])),
        bar=progress_bar(queue.voted, queue.total, has_now=bool(shown) and not vote),
        bar_width=progress_width(queue.total),
        confirmed=Confirmed(voted, confirmed) if voted and confirmed else None,
    )


def _last_run(definition: Definition) -> Aggregate | None:
    return definition.aggregates.finished().only(*SHOWN, "routing").first()


def _first(definition: Definition, waiting: Sequence[int]) -> Proposal | None:
    """The proposal that is wanted most, with its text."""
    found = definition.proposals.with_text().select_related("voted").filter(pk__in=waiting[:1])
    return found.first()


def _step(proposal: Proposal | None) -> dict[str, Any]:
    """The level of the criterion's evidence scale that the proposal asks for."""
    if proposal is None or proposal.current is None:
        return {}
    steps = {step["level"]: step for step in proposal.criterion.scale}
    return steps.get(proposal.current.requires, {})
