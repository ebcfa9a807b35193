"""The page of one proposal: its words, its support, why it stands, and what was said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation import actions
from deliberation.actions.outlook import Counted, counted_of
from deliberation.aggregation.polarisation import polarisation
from deliberation.drafting.diff import words
from deliberation.drafting.outlook import REACH, Path
from deliberation.models import (
    Argument,
    Clause,
    Decision,
    Event,
    HeldAmendment,
    Proposal,
    Revision,
    Tally,
)
from deliberation.web import ballots
from deliberation.web.access import Visit
from deliberation.web.charts import title_of
from deliberation.web.forms.arguing import ArgumentForm
from deliberation.web.forms.moderation import ON_PROPOSALS, DecisionForm
from deliberation.web.pages import lineage as lineages
from deliberation.web.pages.arguments import Arguments, arguments_of
from deliberation.web.pages.cells import groups
from deliberation.web.pages.criterion import last_decision
from deliberation.web.pages.examples import Examples, examples
from deliberation.web.pages.lineage import AskedAgain, Lineage
from deliberation.web.pages.would import Would, would


@dataclass(frozen=True)
class Wording:
    """A revision and what it changed. runs: of `drafting.diff.words`.

    votes: (agree, pass, disagree) that stand on it, for one that started a vote now over.
    """

    revision: Revision
    before: Revision | None
    runs: list[list[str]]
    votes: tuple[int, int, int] | None

    @property
    def changes_level(self) -> bool:
        return self.before is not None and self.before.level != self.revision.level

    @property
    def changes_evidence(self) -> bool:
        return self.before is not None and self.before.requires != self.revision.requires


@dataclass(frozen=True)
class Span:
    """That it was a clause of one number in these drafts, the oldest first."""

    clauses: list[Clause]

    @property
    def first(self) -> Clause:
        return self.clauses[0]

    @property
    def last(self) -> Clause:
        return self.clauses[-1]


@dataclass(frozen=True)
class Apart:
    """The two opinion groups furthest apart, in points of agreement."""

    higher: str
    lower: str
    points: int
    low: int
    high: int


@dataclass(frozen=True)
class ProposalPage:
    """vote: what the visitor voted. results: whether they are unfolded: the visitor has voted
    or asked, or nobody can vote any more. decided_at, reason: of moderation, where it closed
    or rejected it. changes: sentences on what would change its standing. contested: how
    other methods (drafting.adoption.METHOD_WORDS' keys) would decide, where they would.
    is_concealed: whether its words are hidden from this visitor. held: an amendment that waits,
    for its author and moderators.
    """

    proposal: Proposal
    step: dict[str, Any]
    vote: str
    confirmed: bool
    results: bool
    tally: Tally | None
    changes: list[str]
    contested: list[str]
    apart: Apart | None
    spans: list[Span]
    variants: list[Proposal]
    wordings: list[Wording]
    arguments: Arguments
    examples: Examples | None
    would: Would | None
    reason: str
    decided_at: datetime | None
    decision: Decision | None
    lineage: Lineage
    is_moderator: bool
    is_concealed: bool
    held: HeldAmendment | None
    deciding: DecisionForm

    @property
    def parts(self) -> list[Proposal]:
        return self.lineage.parts

    @property
    def merged(self) -> list[tuple[Proposal, int | None]]:
        return self.lineage.merged

    @property
    def asked(self) -> AskedAgain | None:
        return self.lineage.asked

    @property
    def has_lineage(self) -> bool:
        of_this = self.proposal
        return bool(
            of_this.variant_of or of_this.split_from or self.variants or self.parts or self.merged
        )


def proposal_page(
    visit: Visit,
    proposal: Proposal,
    *,
    voted: bool = False,
    asked: bool = False,
    places: int = 0,
    form: ArgumentForm | None = None,
    published: Argument | None = None,
) -> ProposalPage:
    """voted: it was just voted on; asked: to see results before voting; the rest is for
    `arguments_of`."""
    assert proposal.current is not None
    proposal.definition = visit.definition
    vote = ballots.words_by_proposal(visit.participant, [proposal]).get(proposal.pk, "")
    counted = counted_of(proposal)
    tally = counted.tally
    results = bool(vote) or asked or not proposal.takes_votes
    reason, decided_at = last_decision(proposal)
    is_own = visit.participant is not None and proposal.author_id == visit.participant.pk
    is_concealed = proposal.is_hidden and not is_own and not visit.is_moderator
    return ProposalPage(
        proposal=proposal,
        step=_step(proposal),
        vote=vote,
        confirmed=voted and bool(vote),
        results=results,
        tally=tally,
        changes=_changes(proposal, counted) if proposal.takes_votes and results else [],
        contested=_contested(tally),
        apart=_apart(tally),
        spans=_spans(counted.own_clauses),
        variants=counted.variants,
        wordings=[] if is_concealed else _wordings(proposal),
        arguments=arguments_of(
            proposal,
            visit.participant,
            shows_counts=results,
            places=places,
            form=form,
            published=published,
        ),
        examples=examples(proposal.criterion, proposal.current.requires),
        would=None if is_concealed else would(visit, proposal),
        reason=reason,
        decided_at=decided_at,
        decision=lineages.last_decision(proposal),
        lineage=lineages.lineage(proposal, visit.participant, vote),
        is_moderator=visit.is_moderator and not is_own,
        is_concealed=is_concealed,
        held=_held(proposal) if is_own or visit.is_moderator else None,
        deciding=DecisionForm(deeds=ON_PROPOSALS),
    )


def _held(proposal: Proposal) -> HeldAmendment | None:
    return HeldAmendment.objects.filter(proposal=proposal).first()


def _step(proposal: Proposal) -> dict[str, Any]:
    """The level of the criterion's evidence scale that the proposal asks for."""
    assert proposal.current is not None
    steps = {step["level"]: step for step in proposal.criterion.scale}
    return steps.get(proposal.current.requires, {})


def _changes(proposal: Proposal, counted: Counted) -> list[str]:
    outlook = actions.what_would_change(proposal, counted)
    if outlook is None or counted.tally is None:
        return []
    is_clause = counted.tally.status == Tally.Status.ADOPTED
    sentences = []
    if not is_clause:
        sentences.append(
            _path(
                outlook.adopted,
                _("It would become the clause with {votes}, cast where they do most: {cells}."),
                _("Not even {reach} more votes that agree would make it the clause."),
            )
        )
    if is_clause:
        sentences.append(
            _path(
                outlook.dropped,
                _("It would leave the draft with {votes}, cast where they do most: {cells}."),
                _("Not even {reach} more votes that disagree would take it out of the draft."),
            )
        )
    elif counted.tally.status != Tally.Status.DECLINED:
        sentences.append(
            _path(
                outlook.dropped,
                _("It would be declined with {votes}, cast where they do most: {cells}."),
                _("Not even {reach} more votes that disagree would have it declined."),
            )
        )
    return sentences


def _path(path: Path | None, sentence: str, out_of_reach: str) -> str:
    if path is None:
        return out_of_reach.format(reach=number_format(REACH))
    if path.vote == "agree":
        votes = ngettext("{n} more vote that agrees", "{n} more votes that agree", path.votes)
    else:
        votes = ngettext("{n} more vote that disagrees", "{n} more votes that disagree", path.votes)
    return sentence.format(votes=votes.format(n=number_format(path.votes)), cells=_of_cells(path))


def _of_cells(path: Path) -> str:
    """How many of each opinion group, and of each stakeholder class: two lists of one sum."""
    told = [
        (cell.kind, f"{number_format(number)} × {title_of(asdict(cell))}")
        for cell, number in path.cells
    ]
    kinds = [
        ", ".join(words for kind, words in told if kind == wanted) for wanted in ("group", "class")
    ]
    return "; ".join(kind for kind in kinds if kind) or _("anywhere")


def _contested(tally: Tally | None) -> list[str]:
    """The methods that would be clearly of another mind than the ruleset."""
    marks = [step for step in (tally.trace if tally else []) if step["rule"] == "second-opinions"]
    if not marks:
        return []
    opinions: dict[str, int] = marks[0]["facts"]["opinions"]
    # The trace is marked only where somebody dissents, and all dissent to the same side.
    assert tally is not None
    adoptable = tally.status in (Tally.Status.ADOPTED, Tally.Status.OUTSCORED)
    return [name for name, said in opinions.items() if said == (-1 if adoptable else 1)]


def _apart(tally: Tally | None) -> Apart | None:
    cells = groups(tally.cells) if tally else []
    if len(cells) < 2:
        return None
    hits, votes = (np.array([[cell[name]] for cell in cells]) for name in ("agrees", "votes"))
    found = polarisation(hits, votes)
    higher, lower = (cells[index]["key"] for index in found.between[0])
    points = (found.gap[0], max(found.low[0], 0.0), found.high[0])
    return Apart(higher, lower, *(round(float(each) * 100) for each in points))


def _spans(clauses: Sequence[Clause]) -> list[Span]:
    """The drafts in which it was a clause, by its number there, the latest first."""
    spans = [
        Span(list(drafts)) for _number, drafts in groupby(clauses, key=lambda each: each.number)
    ]
    return spans[::-1]


def _wordings(proposal: Proposal) -> list[Wording]:
    """All revisions, the newest first."""
    assert proposal.current is not None
    revisions: QuerySet[Revision] = proposal.revisions.select_related("author").order_by("number")
    if proposal.current.number > 1:
        decided = Decision.objects.filter(revision=OuterRef("pk")).values("number")
        revisions = revisions.annotate(decision_number=Subquery(decided[:1]))
        revisions = revisions.annotate(
            **{name: _standing(value) for name, value in ballots.VALUES.items()}
        )
    rows = list(revisions)
    found = []
    for before, revision in zip([None, *rows[:-1]], rows, strict=True):
        is_over = revision.is_substantive and revision.pk != proposal.voted_id
        counts = [getattr(revision, name, None) or 0 for name in ballots.VALUES]
        found.append(
            Wording(
                revision=revision,
                before=before,
                runs=words(before.wording, revision.wording) if before else [],
                votes=(counts[0], counts[1], counts[2]) if is_over else None,
            )
        )
    return found[::-1]


def _standing(value: int) -> Subquery:
    """How many standing votes of this value a revision has."""
    votes = Event.objects.filter(revision=OuterRef("pk"), value=value).standing()
    counts = votes.order_by().values("revision").annotate(number=Count("pk")).values("number")
    return Subquery(counts)
