"""The page on which one proposal at a time is voted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from deliberation import actions
from deliberation.actions import routing
from deliberation.actions.routing import Queue
from deliberation.models import Aggregate, Proposal, Tally
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.charts import Segment, progress_bar, progress_width
from deliberation.web.pages.criterion import counted
from deliberation.web.pages.effect import EffectShown, effect_shown
from deliberation.web.pages.examples import Examples, examples
from deliberation.web.pages.map import NEEDED
from deliberation.web.pages.runs import SHOWN
from deliberation.web.pages.summary import Summary, summary_of


@dataclass(frozen=True)
class Confirmed:
    """The last thing done: a vote that is on disk, or one that was undone.

    word: "agree", "pass" or "disagree", "" where none stands. event: to be undone; 0 after
    an undoing.
    """

    proposal: Proposal
    word: str
    event: int
    effect: EffectShown | None


@dataclass(frozen=True)
class VotePage:
    """proposal: None when none is left beyond those skipped.

    vote: what the participant voted on it; step: its place on the evidence scale;
    examples: what AI systems do about its criterion. tally: only where it may be seen.
    skipped, skipped_next: numbers left for later, now and if this one is skipped too.
    """

    run: Aggregate | None
    proposal: Proposal | None
    tally: Tally | None
    shows_results: bool
    effect: EffectShown | None
    vote: str
    step: dict[str, Any]
    examples: Examples | None
    queue: Queue
    skipped: str
    skipped_next: str
    bar: list[Segment]
    bar_width: int
    confirmed: Confirmed | None
    summary: Summary | None


def vote_page(
    visit: Visit,
    *,
    wanted: int = 0,
    skipped: Sequence[int] = (),
    voted: int = 0,
    undone: int = 0,
    shows_results: bool = False,
) -> VotePage:
    """wanted: the number of a proposal to show instead of the next; skipped: of those left
    for later; voted, undone: of one to confirm. shows_results: also before the vote."""
    run = (
        visit.definition.aggregates.finished()
        .only(*SHOWN, "routing", "weights", *NEEDED[True])
        .first()
    )
    queue = routing.queue(visit.definition, visit.participant, run, skipping=skipped)
    confirmed = voted or undone
    found = _proposals(visit, [] if wanted else queue.waiting[:1], [wanted, confirmed])
    shown = _pick(found, wanted) if wanted else _pick_first(found, queue.waiting)
    last = _pick(found, confirmed)
    vote = ballots.word(queue.own(shown)) if shown else ""
    sees = shown is not None and (bool(vote) or shows_results)
    is_done = shown is None and visit.participant is not None and not queue.left
    told = last if last != shown and not is_done else None
    return VotePage(
        run=run,
        proposal=shown,
        tally=_tally(run, shown) if shown and sees else None,
        shows_results=shows_results,
        effect=_effect(visit, queue, run, shown) if shown and vote else None,
        vote=vote,
        step=_step(shown),
        examples=_examples(shown),
        queue=queue,
        skipped=",".join(map(str, skipped)),
        skipped_next=",".join(map(str, [*skipped, *([shown.number] if shown else [])])),
        bar=progress_bar(queue.voted, queue.total, has_now=bool(shown) and not vote),
        bar_width=progress_width(queue.total),
        confirmed=_confirmed(
            queue, last, voted=bool(voted), effect=_effect(visit, queue, run, told)
        )
        if last
        else None,
        summary=summary_of(visit, queue, run) if is_done and queue.total else None,
    )


def _proposals(visit: Visit, first: Sequence[int], numbers: Sequence[int]) -> list[Proposal]:
    """Those by primary key and by number, in one query."""
    unread = [Proposal.Moderation.HIDDEN, Proposal.Moderation.PENDING]
    proposals = visit.definition.proposals.with_text().exclude(moderation__in=unread)
    proposals = proposals.select_related("voted", "merged_into")
    found = list(proposals.filter(Q(pk__in=first) | Q(number__in=[n for n in numbers if n])))
    for proposal in found:
        # Whether it takes votes depends on the definition, which is at hand.
        proposal.definition = visit.definition
    return found


def _pick(found: Sequence[Proposal], number: int) -> Proposal | None:
    return next((each for each in found if each.number == number), None)


def _pick_first(found: Sequence[Proposal], waiting: Sequence[int]) -> Proposal | None:
    return next((each for each in found if waiting and each.pk == waiting[0]), None)


def _tally(run: Aggregate | None, proposal: Proposal) -> Tally | None:
    found = run.tallies.filter(proposal=proposal).first() if run else None
    return counted(proposal, found)


def _effect(
    visit: Visit, queue: Queue, run: Aggregate | None, proposal: Proposal | None
) -> EffectShown | None:
    if visit.participant is None or proposal is None:
        return None
    effect = actions.vote_effect(proposal, visit.participant, queue, run)
    return effect_shown(effect, queue.own(proposal))


def _confirmed(
    queue: Queue, proposal: Proposal | None, voted: bool, effect: EffectShown | None
) -> Confirmed | None:
    if proposal is None:
        return None
    own = queue.own(proposal)
    if own is None or (voted and own.value is None):
        return None
    return Confirmed(proposal, ballots.word(own), own.event if voted else 0, effect)


def _examples(proposal: Proposal | None) -> Examples | None:
    if proposal is None or proposal.current is None:
        return None
    return examples(proposal.criterion, proposal.current.requires)


def _step(proposal: Proposal | None) -> dict[str, Any]:
    """The level of the criterion's evidence scale that the proposal asks for."""
    if proposal is None or proposal.current is None:
        return {}
    steps = {step["level"]: step for step in proposal.criterion.scale}
    return steps.get(proposal.current.requires, {})
