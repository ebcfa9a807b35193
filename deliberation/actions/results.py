"""Storing what a run found: the draft, if it says something new, and the tallies."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from deliberation import aggregation, drafting
from deliberation.actions.assessing import request_assessment
from deliberation.actions.log import Log
from deliberation.actions.reports import report_of
from deliberation.models import Aggregate, Clause, Draft, Shard, Tally

BATCH = 500


def store_draft(run: Aggregate, log: Log, content: dict[str, Any], previous: Draft | None) -> Draft:
    written = drafting.canonical(content)
    major, minor, patch = (int(number) for number in content["version"].split("."))
    draft = run.definition.drafts.create(
        major=major,
        minor=minor,
        patch=patch,
        version=content["version"],
        canonical=written.decode(),
        content_hash=drafting.content_hash(written),
        watermark=log.watermark,
        ruleset=log.ruleset,
        previous=previous,
        created_at=timezone.now(),
        report=report_of(run),
    )
    columns = {(column.proposal.number, column.revision.number): column for column in log.columns}
    adopted = [
        (clause, columns[clause["proposal"], clause["vote_revision"]])
        for clause in drafting.clauses(content)
    ]
    Clause.objects.bulk_create(
        [
            Clause(
                draft=draft,
                number=clause["number"],
                criterion=column.proposal.criterion,
                proposal=column.proposal,
                revision=column.shown,
                level=clause["level"],
                requires=clause["requires"],
            )
            for clause, column in adopted
        ]
    )
    request_assessment()
    return draft


def store_tallies(
    run: Aggregate,
    log: Log,
    counted: aggregation.Aggregate,
    *,
    cells: Sequence[tuple[drafting.Cell, ...]],
    rules: drafting.Rules,
    standings: Sequence[drafting.Standing],
) -> None:
    """One tally per proposal, of its present vote-bearing revision."""
    standing_of = {(each.candidate.number, each.candidate.revision): each for each in standings}
    tallies = []
    for index, column in enumerate(log.columns):
        if column.is_succeeded:
            continue
        standing = standing_of.get((column.proposal.number, column.revision.number))
        agrees, disagrees, passes = (int(n) for n in counted.overall[index])
        tallies.append(
            Tally(
                aggregate=run,
                proposal=column.proposal,
                revision=column.revision,
                agrees=agrees,
                disagrees=disagrees,
                passes=passes,
                cells=_support(cells[index], rules),
                consensus=round(float(counted.consensus[index]), 6),
                status=standing.status if standing else Tally.Status.REJECTED,
                score=standing.score if standing else None,
                trace=[vars(step) for step in standing.trace] if standing else [],
            )
        )
    Tally.objects.bulk_create(tallies, batch_size=BATCH)


def _support(cells: Sequence[drafting.Cell], rules: drafting.Rules) -> list[dict[str, Any]]:
    """With the votes by participants whose class is verified, whether the rules ask for them or
    not: pages tell them apart, and other rules may ask for them."""
    told = drafting.support(cells, rules)
    return [each | {"verified": cell.verified} for each, cell in zip(told, cells, strict=True)]


def forget_older(run: Aggregate) -> None:
    """Drafts keep the tallies they were cut from; pages and runs need only the last run's."""
    older = run.definition.aggregates.exclude(pk=run.pk)
    Tally.objects.filter(aggregate__in=older).delete()
    Shard.objects.filter(aggregate__in=older).delete()
    older.exclude(carried=None).update(carried=None, routing=None, sums=None, space=None)
