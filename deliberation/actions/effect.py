"""What a participant's vote did, or will do with the next run, to a proposal's standing."""

from django.db.models import OuterRef, Q, Subquery

from deliberation.actions.material import rules_of
from deliberation.actions.outlook import candidate_of
from deliberation.actions.routing import Queue
from deliberation.drafting import CriterionMaterial, too_small_groups
from deliberation.drafting.effect import Effect
from deliberation.drafting.effect import vote_effect as reckon
from deliberation.models import Aggregate, Clause, CriterionUse, Participant, Proposal, Tally


def vote_effect(
    proposal: Proposal, participant: Participant, queue: Queue, run: Aggregate | None
) -> Effect | None:
    """From the tallies of the last run, by the ruleset in force.

    A vote that the run counted is compared with its absence; one that it did not, with what
    the run counted. A guest's vote moves no cell that decides. None where the participant
    said nothing, and where the run has not counted the proposal. Two queries.
    """
    own = queue.own(proposal)
    if run is None or own is None or (own.value is None and own.counted is None):
        return None
    tallies = _tallies(proposal, run)
    if not any(each.revision_id == proposal.voted_id for each in tallies):
        return None
    rules = rules_of(proposal.definition.rulesets.latest("number"))
    criterion = CriterionMaterial(
        slug=proposal.criterion.slug,
        title=proposal.criterion.title,
        question=proposal.criterion.question,
        scale=tuple(proposal.criterion.levels),
        competing=tallies[0].competing,  # type: ignore[attr-defined]
        candidates=tuple(
            candidate_of(each, proposal.criterion.slug, run.weights) for each in tallies
        ),
    )
    is_counted = own.value == own.counted
    effect = reckon(
        proposal.number,
        criterion,
        rules,
        {
            (each.proposal.number, each.revision.number)
            for each in tallies
            # A clause shows the words of an editorial revision; its votes are on one before.
            if (each.clause or 0) >= each.revision.number  # type: ignore[attr-defined]
        },
        too_small_groups(run.groups, rules),
        own=_cells(participant, queue.group),
        old=own.counted,
        new=None if is_counted else own.value,
    )
    return effect.reversed() if effect and is_counted else effect


def _tallies(proposal: Proposal, run: Aggregate) -> list[Tally]:
    """Of the proposal and of the rivals that could be the clause, with what else decides.

    What the run did not find adoptable takes no part in the choice.
    """
    could_win = Q(status__in=[Tally.Status.ADOPTED, Tally.Status.OUTSCORED])
    uses = CriterionUse.objects.filter(
        definition=proposal.definition_id, criterion=proposal.criterion_id
    )
    latest = proposal.definition.drafts.latest_first().values("pk")[:1]
    clauses = Clause.objects.filter(draft=Subquery(latest), proposal=OuterRef("proposal"))
    return list(
        run.tallies.filter(could_win | Q(proposal=proposal))
        .filter(proposal__criterion=proposal.criterion_id)
        .exclude(status=Tally.Status.REJECTED)
        .annotate(
            competing=Subquery(uses.values("competing")[:1]),
            clause=Subquery(clauses.values("revision__number")[:1]),
        )
        .select_related("proposal", "revision")
        .order_by("proposal__number")
    )


def _cells(participant: Participant, group: str) -> set[tuple[str, str]]:
    """Kind and key of the cells in which the participant's votes count."""
    mine = participant.stakeholder_class
    if mine is not None and mine.is_guest:
        return set()
    cells = {("all", "all")}
    if group:
        cells.add(("group", group))
    if mine is not None:
        cells.add(("class", mine.slug))
    return cells
