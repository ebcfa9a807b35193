"""What proposals would do to verdicts about AI systems if they were adopted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, Subquery

from deliberation import assessment
from deliberation.actions.known import Text, clause_as_data, clause_of, standing
from deliberation.assessment import Candidate, Impact
from deliberation.models import (
    AISystem,
    Clause,
    CriterionUse,
    Definition,
    Draft,
    Proposal,
    Tally,
)

# What has not been decided, in the words of tallies.
UNDECIDED: Final = ("undecided", "open-question")


@dataclass(frozen=True, eq=False)
class Weighed:
    """systems: in the order of the impact's columns; proposals: in that of its rows.

    A proposal that is a clause already is weighed the other way: what its going would change.
    """

    draft: Draft | None
    systems: Sequence[AISystem]
    proposals: Sequence[Proposal]
    adopted: frozenset[int]
    impact: Impact

    def ways(self, row: int) -> dict[tuple[str, str], list[AISystem]]:
        """The systems whose verdict a proposal would change, by verdict before and after."""
        return {
            way: [self.systems[column] for column in columns]
            for way, columns in self.impact.systems(row).items()
        }


def weigh(
    definition: Definition, proposals: Iterable[Proposal], *, state: str | None = None
) -> Weighed:
    """Apply the latest draft to all systems as it is, and with each proposal adopted.

    Give the proposals with their text (`with_text`). Where proposals compete, one takes the
    place of the clause on its criterion. state: of all systems, where it is known. One query
    where it is, and what is known of systems is kept.
    """
    proposals = list(proposals)
    rows = _latest_clauses(definition)
    draft = rows[0].draft if rows else definition.drafts.latest_first().without_text().first()
    text = tuple(clause_as_data(each) for each in rows)
    clauses = {each.proposal_id: each.number for each in rows}
    competing = {each.criterion.slug for each in rows if each.competes}
    now = standing(state)
    candidates = [_candidate(each, text, clauses, competing) for each in proposals]
    found = assessment.impact(text, candidates, now.levels)
    return Weighed(draft, now.systems, proposals, frozenset(clauses), found)


def _latest_clauses(definition: Definition) -> list[Any]:
    """The clauses of the latest draft with their criteria; each tells as `competes` whether
    proposals on its criterion take each other's place."""
    latest = Draft.objects.filter(definition=definition).latest_first().values("pk")[:1]
    uses = CriterionUse.objects.filter(
        definition=definition, criterion=OuterRef("criterion"), competing=True
    )
    rows = Clause.objects.filter(draft=Subquery(latest)).annotate(competes=Exists(uses))
    rows = rows.select_related("draft", "criterion__category").order_by("pk")
    return list(rows.defer("draft__canonical", "draft__report"))


def _candidate(
    proposal: Proposal, text: Text, clauses: dict[int, str], competing: set[str]
) -> Candidate:
    if proposal.pk in clauses:
        return Candidate(proposal.pk, None, frozenset({clauses[proposal.pk]}))
    clause = clause_of(proposal)
    replaced = {
        each.number
        for each in text
        if each.criterion == clause.criterion and clause.criterion in competing
    }
    return Candidate(proposal.pk, clause, frozenset(replaced))


def undecided(definition: Definition) -> list[Proposal]:
    """The proposals that the last run left undecided or open, with their text; all where
    there was none."""
    runs = definition.aggregates.finished()
    last = Tally.objects.filter(aggregate=Subquery(runs.values("pk")[:1]), status__in=UNDECIDED)
    open_ones = Q(pk__in=last.values("proposal")) | ~Exists(runs)
    return list(definition.proposals.filter(open_ones).standing().with_text())


def sensitive(
    definition: Definition, system: AISystem, *, state: str | None = None
) -> list[tuple[Proposal, str, str]]:
    """The undecided proposals that would change this system's verdict under the latest draft:
    each with the verdict now and then. state: as for `weigh`."""
    weighed = weigh(definition, undecided(definition), state=state)
    column = next(
        (place for place, each in enumerate(weighed.systems) if each.pk == system.pk), None
    )
    if column is None:
        return []
    before = assessment.VERDICTS[weighed.impact.before[column]]
    return [
        (proposal, before, assessment.VERDICTS[after])
        for proposal, after in zip(weighed.proposals, weighed.impact.after[:, column], strict=True)
        if assessment.VERDICTS[after] != before
    ]


def clauses_that_changed(before: Draft, after: Draft) -> tuple[list[Clause], list[Clause]]:
    """The clauses of the one draft that the other lacks or asks otherwise, and the reverse.

    They are what a verdict that differs between the two rests on. Two queries.
    """
    gone, come = (list(each.clauses.select_related("criterion")) for each in (before, after))
    return _without(gone, come), _without(come, gone)


def _without(these: list[Clause], those: list[Clause]) -> list[Clause]:
    asked = {(each.criterion_id, each.level, each.requires) for each in those}
    return [each for each in these if (each.criterion_id, each.level, each.requires) not in asked]
