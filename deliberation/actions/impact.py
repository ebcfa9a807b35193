"""What proposals would do to verdicts about AI systems if they were adopted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from deliberation import assessment
from deliberation.actions.known import Text, clause_as_data, clause_of, standing
from deliberation.assessment import Candidate, Impact
from deliberation.models import AISystem, Clause, CriterionUse, Definition, Draft, Proposal

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


def weigh(definition: Definition, proposals: Iterable[Proposal]) -> Weighed:
    """Apply the latest draft to all systems as it is, and with each proposal adopted.

    Give the proposals with their text (`with_text`). Where proposals compete, one takes the
    place of the clause on its criterion. Four queries where what is known of systems is kept.
    """
    proposals = list(proposals)
    draft = definition.drafts.latest_first().without_text().first()
    rows = list(
        Clause.objects.filter(draft=draft).order_by("pk").select_related("criterion__category")
    )
    text = tuple(clause_as_data(each) for each in rows)
    clauses = {each.proposal_id: each.number for each in rows}
    uses = CriterionUse.objects.filter(definition=definition, competing=True)
    competing = set(uses.values_list("criterion__slug", flat=True))
    now = standing()
    candidates = [_candidate(each, text, clauses, competing) for each in proposals]
    found = assessment.impact(text, candidates, now.levels)
    return Weighed(draft, now.systems, proposals, frozenset(clauses), found)


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
    """The proposals that the last run left undecided or open, with their text. Two queries."""
    run = definition.last_run()
    if run is None:
        return list(definition.proposals.standing().with_text())
    open_ones = run.tallies.filter(status__in=UNDECIDED).values("proposal")
    return list(definition.proposals.filter(pk__in=open_ones).standing().with_text())


def sensitive(definition: Definition, system: AISystem) -> list[tuple[Proposal, str, str]]:
    """The undecided proposals that would change this system's verdict: each with the verdict
    now and then."""
    weighed = weigh(definition, undecided(definition))
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
