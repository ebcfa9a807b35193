"""What followers hear of: noted where it happens, then spread to those who follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from deliberation.models import (
    Aggregate,
    Argument,
    Decision,
    Definition,
    Draft,
    Follow,
    Frequency,
    News,
    Notice,
    Revision,
    StandingChange,
    Tally,
)

BATCH: Final = 500


def tell(kind: News.Kind, definition: Definition, **about: Any) -> News:
    """Note a piece of news. Call it in the transaction of what it tells of."""
    return News.objects.create(kind=kind, definition=definition, created_at=timezone.now(), **about)


def of_revision(revision: Revision) -> News:
    """A proposal's first revision is a new proposal."""
    kind = News.Kind.PROPOSAL if revision.number == 1 else News.Kind.REVISION
    proposal = revision.proposal
    return tell(kind, proposal.definition, proposal=proposal, revision=revision, by=revision.author)


def of_argument(argument: Argument) -> News:
    """Somebody argued for or against a proposal."""
    proposal, author = argument.proposal, argument.author
    return tell(
        News.Kind.ARGUMENT, proposal.definition, proposal=proposal, argument=argument, by=author
    )


def of_decision(decision: Decision) -> News:
    """Moderation decided on a proposal."""
    return tell(
        News.Kind.DECISION, decision.definition, proposal=decision.proposal, decision=decision
    )


def of_run(run: Aggregate, draft: Draft | None) -> None:
    """The draft that a run cut, and how proposals stand otherwise than in the run before.

    Call it when the tallies of the run are stored and those before it are still there.
    """
    if draft is not None:
        tell(News.Kind.DRAFT, run.definition, draft=draft)
    tallies = Tally.objects.filter(aggregate__definition=run.definition)
    earlier = tallies.exclude(aggregate=run).order_by("aggregate")
    before = dict(earlier.values_list("proposal", "status"))
    changes = [
        StandingChange(
            proposal_id=proposal,
            revision_id=revision,
            before=before.get(proposal, Tally.Status.UNDECIDED),
            after=after,
            draft=draft,
            watermark=run.watermark,
            at=timezone.now(),
        )
        for proposal, revision, after in tallies.filter(aggregate=run).values_list(
            "proposal", "revision", "status"
        )
        if after != before.get(proposal, Tally.Status.UNDECIDED)
    ]
    _tell_followed(run.definition, StandingChange.objects.bulk_create(changes, batch_size=BATCH))


def _tell_followed(definition: Definition, changes: Sequence[StandingChange]) -> None:
    """Thousands of proposals may change at once; few of them are followed."""
    followed = set(
        Follow.objects.filter(proposal__definition=definition).values_list("proposal", flat=True)
    )
    News.objects.bulk_create(
        [
            News(
                kind=News.Kind.STANDING,
                definition=definition,
                proposal_id=change.proposal_id,
                standing=change,
                created_at=change.at,
            )
            for change in changes
            if change.proposal_id in followed
        ],
        batch_size=BATCH,
    )


def spread(*, at: datetime | None = None) -> int:
    """Write a notice for everybody whom untold news concern; returns how many news those were.

    Safe twice at once and halfway: a notice stands once, by constraint, and news count as
    spread in the transaction that writes their notices. A row that commits late is found
    by the next call; there is no watermark to pass it.
    """
    at = at or timezone.now()
    done = 0
    while True:
        with transaction.atomic():
            waiting = News.objects.untold().select_related("proposal", "by")
            batch = list(waiting.select_for_update(skip_locked=True, of=("self",))[:BATCH])
            for each in batch:
                _spread_one(each, at)
            News.objects.filter(pk__in=[each.pk for each in batch]).update(spread_at=at)
        done += len(batch)
        if not batch:
            return done


def _spread_one(news: News, at: datetime) -> None:
    told = [Frequency.IMMEDIATE, Frequency.DAILY, Frequency.WEEKLY]
    follows = Follow.objects.concerned_by(news).at_frequency(*told)
    Notice.objects.bulk_create(
        [Notice(follow=follow, news=news, created_at=at) for follow in follows],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
