"""What it would take for a proposal to stand otherwise, as the last run left it."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, OuterRef, Q, Subquery

from deliberation.actions.material import rules_of
from deliberation.drafting import Candidate, Cell, CriterionMaterial, too_small_groups
from deliberation.drafting.adoption import Field
from deliberation.drafting.outlook import Outlook
from deliberation.drafting.outlook import what_would_change as reckon
from deliberation.models import Aggregate, Clause, CriterionUse, Proposal, Revision, Tally


@dataclass(frozen=True)
class Counted:
    """What the last run and the drafts hold of a proposal.

    tallies: of it, of its variants and, where proposals compete, of its rivals, by number.
    clauses: every one that it became, oldest draft first, and those of its criterion in the
    latest draft.
    """

    proposal: Proposal
    tallies: list[Tally]
    clauses: list[Clause]

    @cached_property
    def tally(self) -> Tally | None:
        """Of the revision that takes the votes now."""
        found = (each for each in self.tallies if each.revision_id == self.proposal.voted_id)
        return next(found, None)

    @cached_property
    def own_clauses(self) -> list[Clause]:
        return [each for each in self.clauses if each.proposal_id == self.proposal.pk]

    @property
    def variants(self) -> list[Proposal]:
        """Those that started from its wording and have been counted."""
        started = (each.proposal for each in self.tallies)
        return [each for each in started if each.variant_of_id == self.proposal.pk]

    @property
    def incumbents(self) -> set[tuple[int, int]]:
        """(proposal, vote-bearing revision) of the clauses of the latest draft."""
        standing = {
            each.proposal_id: each.revision.number
            for each in self.clauses
            if each.draft_id == each.latest  # type: ignore[attr-defined]
        }
        return {
            (tally.proposal.number, tally.revision.number)
            for tally in self.tallies
            # A clause shows the words of an editorial revision; its votes are on one before.
            if standing.get(tally.proposal_id, 0) >= tally.revision.number
        }


def counted_of(proposal: Proposal) -> Counted:
    """Two queries, whatever the number of proposals. proposal: with its criterion."""
    return Counted(proposal, _tallies(proposal), _clauses(proposal))


def what_would_change(proposal: Proposal, counted: Counted | None = None) -> Outlook | None:
    """How many votes, of which groups and classes, would get it adopted or dropped.

    Reckoned from the tallies of the last run; None before the first one, and for a
    proposal that came later or was rejected by moderation. counted: of `counted_of`, where
    it is at hand; the ruleset takes one query more.
    """
    counted = counted or counted_of(proposal)
    candidates = [
        candidate_of(tally, proposal.criterion.slug, tally.aggregate.weights)
        for tally in counted.tallies
        if tally.status != Tally.Status.REJECTED
    ]
    if not any(each.number == proposal.number for each in candidates):
        return None
    rules = rules_of(proposal.definition.rulesets.latest("number"))
    first = counted.tallies[0]
    criterion = CriterionMaterial(
        slug=proposal.criterion.slug,
        title=proposal.criterion.title,
        question=proposal.criterion.question,
        scale=tuple(proposal.criterion.levels),
        competing=first.competing,  # type: ignore[attr-defined]
        candidates=tuple(candidates),
    )
    too_small = too_small_groups(first.aggregate.groups, rules)
    return reckon(proposal.number, Field.of(criterion, rules, counted.incumbents, too_small))


def _tallies(proposal: Proposal) -> list[Tally]:
    runs = Aggregate.objects.finished().filter(definition=proposal.definition_id)
    uses = CriterionUse.objects.filter(
        definition=proposal.definition_id, criterion=OuterRef("proposal__criterion")
    )
    tallies = (
        Tally.objects.filter(
            aggregate=Subquery(runs.order_by("-pk").values("pk")[:1]),
            proposal__criterion=proposal.criterion_id,
        )
        .annotate(competing=Subquery(uses.values("competing")[:1]))
        .filter(Q(proposal=proposal) | Q(competing=True) | Q(proposal__variant_of=proposal))
        .select_related("aggregate", "proposal", "revision")
        .defer(*(f"aggregate__{name}" for name in Aggregate.PACKED))
    )
    return list(tallies.order_by("proposal__number"))


def _clauses(proposal: Proposal) -> list[Clause]:
    latest = proposal.definition.drafts.latest_first().values("pk")[:1]
    clauses = (
        Clause.objects.filter(draft__definition=proposal.definition_id)
        .annotate(latest=Subquery(latest))
        .filter(Q(proposal=proposal) | Q(draft_id=F("latest"), criterion=proposal.criterion_id))
        .select_related("draft", "revision")
        .defer("draft__canonical", "draft__report")
    )
    return list(clauses.order_by("draft__major", "draft__minor", "draft__patch", "pk"))


def candidate_of(
    tally: Tally, criterion: str, weights: dict[str, float], *, shown: Revision | None = None
) -> Candidate:
    """A tally as the drafting package takes it. weights: of its run, by class slug. shown: the
    revision whose wording stands, where it is another than the one that was voted on."""
    shown = shown or tally.revision
    counts = ("kind", "key", "title", "agrees", "disagrees", "passes")
    return Candidate(
        number=tally.proposal.number,
        revision=tally.revision.number,
        shown=shown.number,
        criterion=criterion,
        level=shown.level,
        requires=shown.requires,
        wording=shown.wording,
        cells=tuple(
            Cell(**{name: cell[name] for name in counts}, verified=cell.get("verified", 0))
            for cell in tally.cells
        ),
        weights=weights,
    )
