"""Rows with what is shown of them, in a number of queries that rows do not raise."""

from collections.abc import Sequence

from django.db.models import Count, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from deliberation.actions.bylines import bylines
from deliberation.models import (
    Aggregate,
    CriterionUse,
    Definition,
    Dispute,
    Draft,
    Evidence,
    Proposal,
    ProposedEvidence,
    Tally,
)


def with_state(definitions: Sequence[Definition]) -> list[Definition]:
    """Each with its stakeholder classes, `last` run, `running` one and latest `draft`."""
    runs = Aggregate.objects.filter(definition=OuterRef("pk")).order_by("-pk").values("pk")
    drafts = Draft.objects.filter(definition=OuterRef("pk")).latest_first().values("pk")
    ids = {
        row[0]: row[1:]
        for row in Definition.objects.filter(
            pk__in=[definition.pk for definition in definitions]
        ).values_list(
            "pk",
            Subquery(runs.filter(state=Aggregate.State.DONE)[:1]),
            Subquery(runs.filter(state=Aggregate.State.RUNNING)[:1]),
            Subquery(drafts[:1]),
        )
    }
    # Neither what is packed nor the texts are shown here, and both are large.
    run_of = (
        Aggregate.objects.without_packed()
        .with_shards_done()
        .in_bulk([pk for last, running, _ in ids.values() for pk in (last, running) if pk])
    )
    drafts_shown = Draft.objects.select_related("ruleset", "previous").defer(
        "canonical", "previous__canonical"
    )
    draft_of = drafts_shown.in_bulk([pk for *_, pk in ids.values() if pk])
    prefetch_related_objects(list(definitions), "stakeholder_classes")
    for definition in definitions:
        last, running, draft = ids[definition.pk]
        definition.last = run_of.get(last)  # type: ignore[attr-defined]
        definition.running = run_of.get(running)  # type: ignore[attr-defined]
        definition.draft = draft_of.get(draft)  # type: ignore[attr-defined]
        if definition.draft:  # type: ignore[attr-defined]
            definition.draft.definition = definition  # type: ignore[attr-defined]
    return list(definitions)


def with_counts(uses: QuerySet[CriterionUse]) -> QuerySet[CriterionUse]:
    """Each with its criterion and how many `proposals` stand for it."""
    standing = (
        Proposal.objects.standing()
        .filter(definition=OuterRef("definition"), criterion=OuterRef("criterion"))
        .order_by()
        .values("criterion")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return uses.select_related("criterion__category").annotate(
        proposals=Coalesce(Subquery(standing), 0)
    )


def with_tallies(definition: Definition, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Each with its `tally` in the last finished run, None where it has none."""
    run = definition.last_run()
    tallies = Tally.objects.filter(aggregate=run, proposal__in=proposals).select_related("revision")
    tally_of = {tally.proposal_id: tally for tally in tallies}
    for proposal in proposals:
        proposal.tally = tally_of.get(proposal.pk)  # type: ignore[attr-defined]
        if proposal.tally:  # type: ignore[attr-defined]
            proposal.tally.aggregate = run  # type: ignore[attr-defined]
    return list(proposals)


def with_bylines[Row: (Evidence, ProposedEvidence, Dispute)](rows: Sequence[Row]) -> list[Row]:
    """Each with its `byline`: under which name the public knows who brought it, or None."""
    whose = [_whose(row) for row in rows]
    names = bylines(whose)
    for row, (user, criterion) in zip(rows, whose, strict=True):
        row.byline = names.get((user, criterion)) if user else None  # type: ignore[attr-defined]
    return list(rows)


def _whose(row: Evidence | ProposedEvidence | Dispute) -> tuple[int | None, int]:
    match row:
        case Evidence():
            return row.recorded_by_id, row.criterion_id
        case ProposedEvidence():
            return row.proposed_by_id, row.criterion_id
        case Dispute():
            return row.opened_by_id, row.evidence.criterion_id
