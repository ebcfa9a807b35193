"""The page of a criterion: its proposals side by side, and how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import FilteredRelation, Q, Subquery

from deliberation.models import (
    Aggregate,
    Clause,
    CriterionUse,
    Definition,
    Event,
    Proposal,
    Tally,
)
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.pages.criteria import status_among
from deliberation.web.pages.runs import runs_of
from deliberation.web.pages.trace import told
from deliberation.web.pages.would import Would, would_all

PER_PAGE: Final = 12


@dataclass(frozen=True)
class Shown:
    """A proposal with its tally, and what the participant voted on it.

    tally: None before it is counted, also after a substantive revision.
    clause: the one it is in the latest draft. is_told: whether its results stand open, not
    folded until one has voted. reason: the public reason of moderation, where it closed or
    rejected the proposal. would: which verdicts about AI systems it would change.
    """

    proposal: Proposal
    tally: Tally | None
    clause: Clause | None
    vote: str
    reason: str
    is_told: bool
    would: Would | None

    @property
    def anchor(self) -> str:
        return f"p{self.proposal.number}"

    @property
    def votes(self) -> int:
        tally = self.tally
        return tally.agrees + tally.disagrees + tally.passes if tally else 0

    @property
    def is_adopted(self) -> bool:
        return self.tally is not None and self.tally.status == Tally.Status.ADOPTED

    @property
    def why(self) -> str:
        """The sentence of the trace that decided."""
        if self.tally is None:
            return ""
        trace: list[dict[str, Any]] = self.tally.trace
        unmet = [step for step in trace if step["met"] is False]
        if self.tally.status == Tally.Status.UNDECIDED and unmet:
            return told(unmet[0])
        return told(trace[-1]) if trace else ""


@dataclass(frozen=True)
class Pages:
    number: int
    last: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


@dataclass(frozen=True)
class CriterionPage:
    """shown: the proposals of this page of them; proposals, votes: of all.

    results: whether results were asked for: then they stand open, by score.
    """

    use: CriterionUse
    shown: list[Shown]
    pages: Pages
    proposals: int
    votes: int
    status: str
    clauses: list[Clause]
    voted: Shown | None
    results: bool

    @property
    def has_folded(self) -> bool:
        """Whether some results stay folded until one has voted."""
        return any(not each.is_told and each.votes for each in self.shown)


def criterion_page(
    visit: Visit,
    use: CriterionUse,
    *,
    page: int = 1,
    proposal: int = 0,
    voted: int = 0,
    results: bool = False,
) -> CriterionPage:
    """page: which one of the proposals; proposal: a number whose page is wanted instead.

    voted: the number of a proposal just voted on, confirmed at its place. results: show
    those of all, by score; without it proposals stand in the order they came, the same for
    everybody, and results are folded until one has voted.
    """
    run = runs_of(visit.definition).last
    results = results or not visit.definition.takes_votes
    rows = sorted(_rows(visit.definition, use, run), key=lambda row: row.place(results))
    numbers = [row.number for row in rows]
    if proposal in numbers:
        page = numbers.index(proposal) // PER_PAGE + 1
    last = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(page, 1), last)
    clauses = _clauses(visit.definition, use)
    wanted = [row.pk for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]]
    shown = _shown(visit, wanted, run, clauses, results=results)
    return CriterionPage(
        use=use,
        shown=shown,
        pages=Pages(page, last),
        proposals=sum(not row.rejected for row in rows),
        votes=sum(row.votes for row in rows),
        status=status_among({row.status for row in rows}),
        clauses=clauses,
        voted=next((each for each in shown if each.proposal.number == voted and each.vote), None),
        results=results,
    )


@dataclass(frozen=True)
class _Row:
    """What the order of the proposals depends on."""

    pk: int
    number: int
    rejected: bool
    status: str
    score: float
    votes: int

    def place(self, by_score: bool) -> tuple[bool, bool, float, int]:
        """The clause first, then by score; or as they came. Rejected ones last."""
        if not by_score:
            return self.rejected, False, 0.0, self.number
        return self.rejected, self.status != Tally.Status.ADOPTED, -self.score, self.number


def _rows(definition: Definition, use: CriterionUse, run: Aggregate | None) -> list[_Row]:
    seen = definition.proposals.exclude(moderation=Proposal.Moderation.PENDING)
    counted = seen.filter(criterion=use.criterion).annotate(
        now=FilteredRelation("tallies", condition=Q(tallies__aggregate=run))
    )
    return [
        _Row(
            pk=pk,
            number=number,
            rejected=moderation not in Proposal.STANDING,
            status=status or "",
            score=-1.0 if score is None else score,
            votes=sum(counts) if counts[0] is not None else 0,
        )
        for pk, number, moderation, status, score, *counts in counted.values_list(
            "pk", "number", "moderation", "now__status", "now__score",
            "now__agrees", "now__disagrees", "now__passes",
        )
    ]  # fmt: skip


def _shown(
    visit: Visit,
    wanted: Sequence[int],
    run: Aggregate | None,
    clauses: Sequence[Clause],
    *,
    results: bool,
) -> list[Shown]:
    proposals = (
        visit.definition.proposals.with_text()
        .select_related("voted", "merged_into")
        .in_bulk(wanted)
    )
    tallies = Tally.objects.filter(aggregate=run, proposal__in=wanted) if run else []
    tally_of = {tally.proposal_id: tally for tally in tallies}
    clause_of = {clause.proposal_id: clause for clause in clauses}
    votes = ballots.words_by_proposal(visit.participant, list(proposals.values()))
    reasons = _reasons([each for each in proposals.values() if each.is_closed or each.is_set_aside])
    would_change = would_all(visit, list(proposals.values()))
    found = []
    for pk in wanted:
        proposal = proposals[pk]
        # Whether it takes votes depends on the definition, which is at hand.
        proposal.definition = visit.definition
        found.append(
            Shown(
                proposal=proposal,
                tally=counted(proposal, tally_of.get(pk)),
                clause=clause_of.get(pk),
                vote=votes.get(pk, ""),
                reason=reasons.get(pk, ""),
                is_told=results or pk in votes or not proposal.takes_votes,
                would=would_change.get(pk),
            )
        )
    return found


def counted(proposal: Proposal, tally: Tally | None) -> Tally | None:
    """The tally, if it is of the revision that takes the votes now."""
    return tally if tally is not None and tally.revision_id == proposal.voted_id else None


def _reasons(proposals: Sequence[Proposal]) -> dict[int, str]:
    """The last public reason of moderation for each."""
    if not proposals:
        return {}
    decided = Event.objects.filter(
        kind=Event.Kind.MODERATED, revision__proposal__in=proposals
    ).order_by("pk")
    return {
        proposal: (payload or {}).get("reason", "")
        for proposal, payload in decided.values_list("revision__proposal", "payload")
    }


def last_decision(proposal: Proposal) -> tuple[str, datetime | None]:
    """The public reason with which moderation closed or rejected it, and when."""
    if not (proposal.is_closed or proposal.is_set_aside):
        return "", None
    decided = Event.objects.filter(kind=Event.Kind.MODERATED, revision__proposal=proposal)
    last = decided.order_by("-pk").first()
    return ((last.payload or {}).get("reason", ""), last.at) if last else ("", None)


def _clauses(definition: Definition, use: CriterionUse) -> list[Clause]:
    """The clauses of this criterion in the latest draft, with the draft's version."""
    latest = definition.drafts.latest_first().values("pk")[:1]
    standing = Clause.objects.filter(draft=Subquery(latest), criterion=use.criterion)
    return list(standing.select_related("draft").defer("draft__canonical"))
