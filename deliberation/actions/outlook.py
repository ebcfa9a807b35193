"""What it would take for a proposal to stand otherwise, as the last run left it."""

from deliberation.actions.material import rules_of
from deliberation.drafting import (
    Candidate,
    Cell,
    CriterionMaterial,
    incumbents,
    too_small_groups,
)
from deliberation.drafting.outlook import Outlook
from deliberation.drafting.outlook import what_would_change as reckon
from deliberation.models import Aggregate, CriterionUse, Proposal, Tally


def what_would_change(proposal: Proposal) -> Outlook | None:
    """How many votes, of which groups and classes, would get it adopted or dropped.

    Reckoned from the tallies of the last run; None before the first one, and for a
    proposal that came later or was rejected by moderation.
    """
    definition = proposal.definition
    run = definition.last_run()
    use = definition.criterion_uses.select_related("criterion").get(criterion=proposal.criterion_id)
    candidates = _candidates(run, use) if run else []
    if run is None or not any(each.number == proposal.number for each in candidates):
        return None
    draft = definition.drafts.latest_first().first()
    rules = rules_of(definition.rulesets.latest("number"))
    criterion = CriterionMaterial(
        slug=use.criterion.slug,
        title=use.criterion.title,
        question=use.criterion.question,
        scale=tuple(use.criterion.levels),
        competing=use.competing,
        candidates=tuple(candidates),
    )
    return reckon(
        proposal.number,
        criterion,
        rules,
        incumbents(draft.content if draft else None),
        too_small_groups(run.groups, rules),
    )


def _candidates(run: Aggregate, use: CriterionUse) -> list[Candidate]:
    tallies = (
        run.tallies.filter(proposal__criterion=use.criterion)
        .exclude(status=Tally.Status.REJECTED)
        .select_related("proposal", "revision")
        .order_by("proposal__number")
    )
    return [_candidate(tally, use.criterion.slug, run.weights) for tally in tallies]


def _candidate(tally: Tally, criterion: str, weights: dict[str, float]) -> Candidate:
    counts = ("kind", "key", "title", "agrees", "disagrees", "passes")
    return Candidate(
        number=tally.proposal.number,
        revision=tally.revision.number,
        shown=tally.revision.number,
        criterion=criterion,
        level=tally.revision.level,
        requires=tally.revision.requires,
        wording=tally.revision.wording,
        cells=tuple(Cell(**{name: cell[name] for name in counts}) for cell in tally.cells),
        weights=weights,
    )
